import { type Soak } from '../../../bench/proxy/measure-soak';
import { soakFigures, soakTables } from '../../../bench/proxy/report/soak-table';
import { KINDS, kindOf } from '../../../bench/proxy/soak/kinds';

/** Sixty minutes of samples: the heap and memory rise for ten, then they stay, but for the router's. */
function soak(): Soak {
  const samples = Array.from({ length: 120 }, (_, at) => {
    const seconds = (at + 1) * 30;
    const proxy = seconds <= 600 ? 100 + at : 150;
    const router = 200 + at;
    const both = { proxy: { rss: proxy, heap: 50 }, router: { rss: router, heap: 60 } };
    return { seconds, requests: at * 1000, memory: both };
  });
  const failed = { left: { count: 2, first: 'the connection was closed' } };
  const tally = { begun: 0, requests: 120_000, done: { repeated: 40_000 }, failed };
  return { minutes: 60, clients: 32, samples, tally };
}

test('growth is told from after the warm-up to the end', () => {
  const figures = Object.fromEntries(soakFigures(soak()).map(({ name, value }) => [name, value]));
  expect(figures['soak: memory of the proxy, end ÷ after the warm-up']).toBe(1);
  expect(figures['soak: memory of the router, end ÷ after the warm-up']).toBeCloseTo(309.5 / 229.5);
  expect(figures['soak: failed queries']).toBe(2);
});

test('each kind of query stands with what came of it', () => {
  const lines = soakTables(soak()).split('\n');
  expect(lines.find((line) => line.startsWith('repeated'))).toMatch(/40,000 +0$/);
  expect(lines.find((line) => line.startsWith('left'))).toMatch(/0 +2 +the connection was closed$/);
});

test('every kind comes, as often as its share says', () => {
  const draws = Array.from({ length: 1000 }, (_, at) => kindOf(at / 1000).name);
  expect([...new Set(draws)]).toEqual(KINDS.map(({ name }) => name));
  expect(draws.filter((name) => name === 'repeated')).toHaveLength(400);
});
