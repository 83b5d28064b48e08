import { setImmediate as nextTurn } from 'node:timers/promises';
import { createPollTurns } from '../../../front-proxy/queue/poll-turns';

const LONG = 60_000;

test('each statement has its own turns', async () => {
  const turns = createPollTurns();
  expect(await turns.begin('one', LONG)).toBe(true);
  expect(await turns.begin('other', LONG)).toBe(true);
});

test('a poll waits for the one before, in the order in which they came', async () => {
  const turns = createPollTurns();
  const news: string[] = [];
  await turns.begin('one', LONG);
  const later = ['second', 'third'].map(async (name) => {
    expect(await turns.begin('one', LONG)).toBe(true);
    news.push(`${name} begins`);
    await nextTurn();
    news.push(`${name} ends`);
    turns.end('one');
  });
  await nextTurn();
  expect(news).toEqual([]);
  turns.end('one');
  await Promise.all(later);
  expect(news).toEqual(['second begins', 'second ends', 'third begins', 'third ends']);
  expect(await turns.begin('one', 0)).toBe(true);
});

test('one that has waited for long enough goes without a turn, and takes none from others', async () => {
  const turns = createPollTurns();
  await turns.begin('one', LONG);
  const patient = turns.begin('one', LONG);
  expect(await turns.begin('one', 1)).toBe(false);
  turns.end('one');
  expect(await patient).toBe(true);
  expect(await turns.begin('one', 1)).toBe(false);
});
