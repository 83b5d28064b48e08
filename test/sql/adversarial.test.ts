import { type AdversarialCase, type Outcome } from '../../bench/sql-fuzz/adversarial-family';
import { FAMILIES } from '../../bench/sql-fuzz/adversarial-texts';
import { createAnalyzer } from '../../sql/analyze';
import { type Analyzer, type StatementFacts } from '../../sql/statement-facts';
import { SESSION } from './analyzer';

// Loose, as other work may hold a shared machine; `npm run fuzz:sql -- --adversarial` tells real figures.
const LONGEST_ANSWER_MS = 20_000;
const LONGEST_BLOCK_MS = 500;
const MOST_GROWTH_BYTES = 256 * 1024 * 1024;
const TICK_MS = 5;

const EXPECTED: Record<Outcome, Partial<StatementFacts>> = {
  whole: { parsed: true, complete: true },
  scanned: { parsed: false, complete: false, parser: 'scan' },
  refused: { parsed: false },
  'whole or scanned': {},
};

const titled = FAMILIES.flatMap(({ name, cases }) =>
  cases.map((one): [string, number, AdversarialCase] => [name, one.size, one]),
);

let analyzer: Analyzer;
beforeAll(async () => {
  analyzer = createAnalyzer({ timeoutMs: 5000 });
  await analyzer.ready;
});
afterAll(() => analyzer.close());

test.each(titled)('%s of %d is answered, and the event loop goes on', async (_name, _size, one) => {
  const text = one.text();
  const { facts, ms, blockedMs } = await watched(async () => analyzer.analyze(text, SESSION));
  expect(facts).toMatchObject(EXPECTED[one.outcome]);
  if (one.queryType !== '') expect(facts.queryType).toBe(one.queryType);
  expect(facts.complete && !facts.parsed && one.outcome !== 'refused').toBe(false);
  expect(ms).toBeLessThan(LONGEST_ANSWER_MS);
  expect(blockedMs).toBeLessThan(LONGEST_BLOCK_MS);
});

test('the largest texts, side by side, need no more memory than the thread may have', async () => {
  const largest = titled.map(([, , one]) => one.text()).filter((text) => text.length > 900_000);
  expect(largest.length).toBeGreaterThan(20);
  const before = process.memoryUsage().rss;
  let most = before;
  for (let at = 0; at < largest.length; at += 4) {
    const texts = largest.slice(at, at + 4).map((text) => `${text}\n`);
    await Promise.all(texts.map((text) => analyzer.analyze(text, SESSION)));
    most = Math.max(most, process.memoryUsage().rss);
  }
  expect(most - before).toBeLessThan(MOST_GROWTH_BYTES);
});

/** The longest time between two ticks tells how long nothing else could run. */
async function watched(analyze: () => Promise<StatementFacts>) {
  let lastAt = performance.now();
  let blockedMs = 0;
  const tick = () => {
    blockedMs = Math.max(blockedMs, performance.now() - lastAt - TICK_MS);
    lastAt = performance.now();
  };
  const ticker = setInterval(tick, TICK_MS);
  const startedAt = lastAt;
  const facts = await analyze();
  const ms = performance.now() - startedAt;
  tick();
  clearInterval(ticker);
  return { facts, ms, blockedMs };
}
