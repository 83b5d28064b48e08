import { type Outcome } from '../../../bench/proxy/load/job';
import { measureInRounds } from '../../../bench/proxy/rounds';

test('everyone is measured once a round, and each round begins with another one', async () => {
  const turns: string[] = [];
  const measure = (name: string) => {
    turns.push(name);
    return Promise.resolve({ queries: turns.length } as Outcome);
  };
  const outcomes = await measureInRounds(['a', 'b', 'c'], () => 2, measure);
  expect(turns).toEqual(['a', 'b', 'c', 'b', 'c', 'a']);
  expect(outcomes.get('a')?.map(({ queries }) => queries)).toEqual([1, 6]);
});

test('who has fewer rounds than others is measured in the first ones', async () => {
  const turns: string[] = [];
  const measure = (name: string) => {
    turns.push(name);
    return Promise.resolve({} as Outcome);
  };
  await measureInRounds(['a', 'b'], (name) => (name === 'a' ? 1 : 3), measure);
  expect(turns).toEqual(['a', 'b', 'b', 'b']);
});
