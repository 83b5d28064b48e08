import { examine } from '../../bench/sql-fuzz/examine';
import { FuzzRun } from '../../bench/sql-fuzz/fuzz-run';
import { fuzzText } from '../../bench/sql-fuzz/fuzz-text';
import { readOptions } from '../../bench/sql-fuzz/options';
import { summary } from '../../bench/sql-fuzz/report';
import { createAnalyzer } from '../../sql/analyze';
import { type Analyzer, type StatementFacts } from '../../sql/statement-facts';

// Times are not the matter here: other work may hold a shared machine.
const bounds = { answerMs: Infinity, blockedMs: Infinity };
const SEED = 20260101;

let analyzer: Analyzer;
beforeAll(async () => {
  analyzer = createAnalyzer();
  await analyzer.ready;
});
afterAll(() => analyzer.close());

test('statements made by the grammar are read exactly, and broken ones get an answer', async () => {
  const until = Date.now() + 5_000;
  const run = new FuzzRun(analyzer, {
    seed: SEED,
    maxLength: 5000,
    from: 0,
    to: 3000,
    until,
    bounds,
  });
  await run.run();
  expect(run.findings.length === 0 ? '' : summary(run, SEED)).toBe('');
  expect(run.texts).toBeGreaterThan(100);
  expect(run.parsed).toBeGreaterThan(run.texts / 3 - 1);
});

test('a seed and an index make the same text again', () => {
  const texts = [0, 1, 2, 3].map((index) => fuzzText(5, index, 10_000));
  expect([0, 1, 2, 3].map((index) => fuzzText(5, index, 10_000))).toEqual(texts);
  expect(new Set(texts.map(({ sql }) => sql)).size).toBe(4);
});

describe('an analyser that is broken is found out', () => {
  const generated = Array.from({ length: 15 }, (_, i) => fuzzText(SEED, 3 * i, 10_000));

  test.each<[string, (facts: StatementFacts, count: number) => StatementFacts, RegExp]>([
    ['drops a table', (f) => ({ ...f, readTables: f.readTables.slice(1) }), /readTables are/],
    [
      'swaps reading and writing',
      (f) => ({ ...f, readTables: f.writeTables, writeTables: f.readTables }),
      /writeTables are/,
    ],
    ['refuses', (f) => ({ ...f, parsed: false }), /is not parsed/],
    ['is not sure', (f) => ({ ...f, complete: false }), /is not complete/],
    ['takes all for queries', (f) => ({ ...f, queryType: 'Query' }), /queryType is Query/],
    ['shouts', (f) => ({ ...f, functions: ['MAX'] }), /functions have upper case/],
    ['forgets catalogs', (f) => ({ ...f, catalogs: [] }), /none of catalogs/],
    ['changes its mind', (f, count) => ({ ...f, functions: [`f${count}`] }), /functions was/],
  ])('one that %s', async (_title, breakFacts, problem) => {
    let count = 0;
    const broken: Analyzer = {
      ...analyzer,
      analyze: async (...args) => breakFacts(await analyzer.analyze(...args), (count += 1)),
    };
    const { findings } = await examine(broken, generated, bounds);
    expect(findings.map((finding) => finding.problem).join('\n')).toMatch(problem);
  });

  test('one that throws', async () => {
    const broken: Analyzer = { ...analyzer, analyze: () => Promise.reject(new Error('no')) };
    const { findings } = await examine(broken, generated.slice(0, 1), bounds);
    expect(findings[0]?.problem).toBe('is rejected: Error: no');
  });

  test('one that holds the event loop', async () => {
    const analyze: Analyzer['analyze'] = (...args) => {
      const until = performance.now() + 100;
      while (performance.now() < until);
      return analyzer.analyze(...args);
    };
    const tight = { ...bounds, blockedMs: 50 };
    const { findings } = await examine({ ...analyzer, analyze }, generated.slice(0, 1), tight);
    expect(findings[0]?.problem).toMatch(/blocks the event loop/);
  });
});

test.each([
  [['--minutes', 'ten'], /--minutes: "ten"/],
  [['--minutes', '0'], /--minutes: "0"/],
  [['--seed', '1.5'], /--seed: "1.5"/],
  [['--max-length', ''], /--max-length: ""/],
  [['--sed', '1'], /--sed/],
])('the command line %j is refused', (args, message) => {
  expect(() => readOptions(args)).toThrow(message);
});
