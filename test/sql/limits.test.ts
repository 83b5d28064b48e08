import { execFileSync } from 'node:child_process';
import { createAnalyzer } from '../../sql/analyze';
import { type Analyzer } from '../../sql/statement-facts';

// Each holds node-sql-parser for minutes: it tries every CAST without AS again and again.
const HANGS = [
  ['CAST in CAST', `select ${'cast('.repeat(12)}1${')'.repeat(12)}`],
  ['CAST of nothing in CAST', `select ${'cast('.repeat(12)}${')'.repeat(12)}`],
] as const;

let analyzer: Analyzer;

afterEach(() => analyzer.close());

test.each([
  ['nested unclosed CAST', `select ${'cast('.repeat(6)}`],
  ['nested unclosed brackets', `select ${'('.repeat(20)}`],
])('%s is answered without the parser', async (_name, statement) => {
  analyzer = createAnalyzer({ timeoutMs: 60_000, maxParsedLength: 1000 });
  const facts = await analyzer.analyze(statement, {});
  expect(facts).toMatchObject({ parsed: false, queryType: 'Query' });
  expect(facts.syntaxError?.message).toBe('")" is missing at the end');
});

test.each(HANGS)('%s past the time limit gets the scan’s answer', async (_name, statement) => {
  analyzer = createAnalyzer({ timeoutMs: 200, maxParsedLength: 1000 });
  const startedAt = Date.now();
  const facts = await analyzer.analyze(statement, {});
  expect(Date.now() - startedAt).toBeGreaterThanOrEqual(195);
  expect(facts).not.toHaveProperty('syntaxError');
  expect(facts).toMatchObject({
    parsed: false,
    complete: false,
    parser: 'scan',
    queryType: 'Query',
  });
});

test('statements that wait behind one that hangs are all answered, and parsed again after it', async () => {
  analyzer = createAnalyzer({ timeoutMs: 200, maxParsedLength: 1000 });
  const waiting = Array.from({ length: 20 }, (_, i) => `select * from t${i}`);
  const answers = await Promise.all(
    [HANGS[0][1], ...waiting].map((text) => analyzer.analyze(text, { catalog: 'c', schema: 's' })),
  );
  expect(answers.slice(1).map((facts) => facts.tables)).toEqual(
    waiting.map((_, i) => [`c.s.t${i}`]),
  );
  await expect(parsedAgain(analyzer)).resolves.toBe(true);
});

test('a shape that was stopped is not tried again', async () => {
  analyzer = createAnalyzer({ timeoutMs: 3000, maxParsedLength: 1000 });
  const [, statement] = HANGS[0];
  const firstAt = Date.now();
  await analyzer.analyze(statement, {});
  expect(Date.now() - firstAt).toBeGreaterThanOrEqual(2990);
  const startedAt = Date.now();
  const again = await analyzer.analyze(statement.replace('1', '2'), {});
  expect(again.parsed).toBe(false);
  expect(Date.now() - startedAt).toBeLessThan(2500);
});

test('many statements at once each get their own answer, with more than may wait', async () => {
  analyzer = createAnalyzer({ timeoutMs: 10_000, maxParsedLength: 1000 });
  const numbers = Array.from({ length: 300 }, (_, i) => i);
  const answers = await Promise.all(
    numbers.map((i) => analyzer.analyze(`select * from t${i}`, { catalog: 'c', schema: 's' })),
  );
  expect(answers.map((facts) => facts.tables)).toEqual(numbers.map((i) => [`c.s.t${i}`]));
  const parsed = answers.filter((facts) => facts.parsed).length;
  expect(parsed).toBeGreaterThanOrEqual(64);
  expect(parsed).toBeLessThan(300);
});

test('a text over the length limit is scanned only', async () => {
  analyzer = createAnalyzer({ timeoutMs: 5000, maxParsedLength: 20 });
  const context = { catalog: 'c', schema: 's' };
  const long = await analyzer.analyze('select a from tables_with_names', context);
  expect(long).toMatchObject({ parsed: false, tables: ['c.s.tables_with_names'] });
  expect((await analyzer.analyze('select a from t', context)).parsed).toBe(true);
});

test('close answers those that wait, and the scan answers later ones', async () => {
  analyzer = createAnalyzer({ timeoutMs: 20_000, maxParsedLength: 1000 });
  const waiting = [HANGS[0][1], 'select 1'].map((text) => analyzer.analyze(text, {}));
  await new Promise((resolve) => setTimeout(resolve, 300));
  await analyzer.close();
  const answers = [...(await Promise.all(waiting)), await analyzer.analyze('select 2', {})];
  expect(answers.map(({ queryType }) => queryType)).toEqual(['Query', 'Query', 'Query']);
  expect(answers[2]?.parsed).toBe(false);
});

test('an analyser that is not closed does not hold the process open', async () => {
  analyzer = createAnalyzer({ timeoutMs: 200, maxParsedLength: 1000 });
  const door = require.resolve('../../dist/sql/analyze.js');
  const script = `
    const { createAnalyzer } = require(${JSON.stringify(door)});
    createAnalyzer({ timeoutMs: 5000, maxParsedLength: 1000 })
      .analyze('select a from t', {})
      .then((facts) => console.log(facts.parsed));`;
  const output = execFileSync(process.execPath, ['-e', script], { timeout: 20_000 });
  expect(output.toString().trim()).toBe('true');
});

async function parsedAgain(by: Analyzer): Promise<boolean> {
  for (let attempt = 0; attempt < 20; attempt += 1)
    if ((await by.analyze('select 1', {})).parsed) return true;
  return false;
}
