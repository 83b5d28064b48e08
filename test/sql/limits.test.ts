import { execFileSync } from 'node:child_process';
import { createAnalyzer } from '../../sql/analyze';
import { type Analyzer } from '../../sql/statement-facts';

const SESSION = { catalog: 'c', schema: 's' };

// Trino's grammar refuses them at once; node-sql-parser tries every CAST without AS again and again.
const HANGS = [
  ['CAST in CAST', `select ${'cast('.repeat(12)}1${')'.repeat(12)} from t`],
  ['CAST of nothing in CAST', `select ${'cast('.repeat(12)}${')'.repeat(12)} from t`],
  ['unclosed CAST', `select ${'cast('.repeat(6)}`],
  ['unclosed brackets', `select ${'('.repeat(20)}`],
] as const;

let analyzer: Analyzer;

afterEach(() => analyzer.close());

test.each(HANGS)('%s past the time limit gets the scan’s answer', async (_name, statement) => {
  analyzer = createAnalyzer({ timeoutMs: 200 });
  expect(await analyzer.analyze(statement, SESSION)).toMatchObject({
    parsed: false,
    complete: false,
    parser: 'scan',
    queryType: 'Query',
    syntaxError: { line: 1 },
  });
});

test('statements after one that hangs are all answered', async () => {
  analyzer = createAnalyzer({ timeoutMs: 200 });
  const padding = ' '.repeat(20_000);
  const waiting = Array.from({ length: 20 }, (_, i) => `select * from t${i}${padding}`);
  const answers = await Promise.all(
    [HANGS[0][1], ...waiting].map((text) => analyzer.analyze(text, SESSION)),
  );
  expect(answers.slice(1).map((facts) => facts.tables)).toEqual(
    waiting.map((_, i) => [`c.s.t${i}`]),
  );
  expect(answers.slice(1).every(({ parsed, complete }) => parsed && complete)).toBe(true);
});

test('a shape that was stopped is not given to the thread again', async () => {
  analyzer = createAnalyzer({ timeoutMs: 3000, cacheBytes: 0 });
  const [, statement] = HANGS[0];
  const firstAt = Date.now();
  await analyzer.analyze(statement, SESSION);
  expect(Date.now() - firstAt).toBeGreaterThanOrEqual(2990);
  const startedAt = Date.now();
  const again = await analyzer.analyze(statement.replace('1', '2'), SESSION);
  expect(again).toMatchObject({ parsed: false, tables: ['c.s.t'] });
  expect(Date.now() - startedAt).toBeLessThan(2500);
});

test('many large statements at once each get their own answer, with more than may wait', async () => {
  analyzer = createAnalyzer({ timeoutMs: 10_000 });
  const padding = ' '.repeat(40_000);
  const numbers = Array.from({ length: 150 }, (_, i) => i);
  const answers = await Promise.all(
    numbers.map((i) => analyzer.analyze(`select * from t${i}${padding}`, SESSION)),
  );
  expect(answers.map((facts) => facts.tables)).toEqual(numbers.map((i) => [`c.s.t${i}`]));
  const parsed = answers.filter((facts) => facts.parsed).length;
  expect(parsed).toBeGreaterThanOrEqual(64);
  expect(parsed).toBeLessThan(150);
});

test.each([
  ['a text over the length limit', { maxParsedLength: 20 }, 'select a from tables_with_names'],
  ['a text over the depth limit', { maxDepth: 3 }, 'select ((((a)))) from tables_with_names'],
])('%s is scanned only, and is no syntax error', async (_name, limit, statement) => {
  analyzer = createAnalyzer({ timeoutMs: 5000, ...limit });
  const facts = await analyzer.analyze(statement, SESSION);
  expect(facts).toMatchObject({
    parsed: false,
    complete: false,
    parser: 'scan',
    tables: ['c.s.tables_with_names'],
  });
  expect(facts).not.toHaveProperty('syntaxError');
  expect((await analyzer.analyze('select a from t', SESSION)).parsed).toBe(true);
});

test('what nests without brackets is bounded too', async () => {
  analyzer = createAnalyzer();
  for (const deep of [
    `${'case when a then '.repeat(1000)}1${' end'.repeat(1000)}`,
    `${'a -> '.repeat(1000)}1`,
  ])
    expect(await analyzer.analyze(`select ${deep} from t`, SESSION)).toMatchObject({
      parser: 'scan',
      complete: false,
      tables: ['c.s.t'],
    });
});

test('more tables than can be told are cut, and the answer says so', async () => {
  analyzer = createAnalyzer({ timeoutMs: 5000 });
  const names = Array.from({ length: 8000 }, (_, i) => `t${i}`);
  const facts = await analyzer.analyze(`select 1 from ${names.join()}`, SESSION);
  expect(facts).toMatchObject({ parsed: true, complete: false });
  expect(facts.tables).toHaveLength(5000);
});

test('a large text that is stopped before it is read gets what its first part tells', async () => {
  analyzer = createAnalyzer({ timeoutMs: 1 });
  await analyzer.ready;
  const statement = `insert into t select * from u where a in (${'1, '.repeat(300_000)}1)`;
  expect(await analyzer.analyze(statement, SESSION)).toMatchObject({
    parsed: false,
    complete: false,
    parser: 'scan',
    queryType: 'Insert',
    readTables: ['c.s.u'],
    writeTables: ['c.s.t'],
    shape: { length: statement.length },
  });
});

test('so does what an EXECUTE runs, and a small text is never cut', async () => {
  analyzer = createAnalyzer({ timeoutMs: 1 });
  await analyzer.close();
  const preparedStatements = { big: `delete from t where a in (${'1, '.repeat(300_000)}1)` };
  const context = { ...SESSION, preparedStatements };
  expect(await analyzer.analyze('execute big', context)).toMatchObject({
    queryType: 'Delete',
    complete: false,
    writeTables: ['c.s.t'],
  });
  expect(await analyzer.analyze('select * from t', context)).toMatchObject({
    complete: true,
    tables: ['c.s.t'],
  });
});

test('a second opinion that there was no time for is asked again', async () => {
  analyzer = createAnalyzer({ timeoutMs: 300 });
  const statement = 'select a::int from t';
  await Promise.all(
    [...HANGS.map(([, text]) => text), statement].map((text) => analyzer.analyze(text, SESSION)),
  );
  await expect(confirmedLater(statement)).resolves.toBe(true);
});

async function confirmedLater(statement: string): Promise<boolean> {
  for (let attempt = 0; attempt < 30; attempt += 1) {
    if ((await analyzer.analyze(statement, SESSION)).complete) return true;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return false;
}

test('one large text sent many times at once is read once, and all get the answer', async () => {
  analyzer = createAnalyzer({ timeoutMs: 5000 });
  const statement = `select 1 from t where a in (${'1, '.repeat(50_000)}1)`;
  const answers = await Promise.all(
    Array.from({ length: 200 }, () => analyzer.analyze(statement, SESSION)),
  );
  expect(answers.every(({ parsed }) => parsed)).toBe(true);
});

test('close answers those that wait, and small statements are read after it', async () => {
  analyzer = createAnalyzer({ timeoutMs: 20_000 });
  await analyzer.ready;
  const waiting = [HANGS[0][1], `select 1 from t${' '.repeat(40_000)}`].map((text) =>
    analyzer.analyze(text, SESSION),
  );
  await new Promise((resolve) => setTimeout(resolve, 300));
  await analyzer.close();
  const answers = [
    ...(await Promise.all(waiting)),
    await analyzer.analyze('select 2 from t', SESSION),
  ];
  expect(answers.map(({ tables }) => tables)).toEqual([['c.s.t'], ['c.s.t'], ['c.s.t']]);
  expect(answers[2]?.parsed).toBe(true);
});

test('an analyser that is not closed does not hold the process open', async () => {
  analyzer = createAnalyzer();
  const door = require.resolve('../../dist/sql/analyze.js');
  const script = `
    const { createAnalyzer } = require(${JSON.stringify(door)});
    createAnalyzer()
      .analyze('select a from t' + ' '.repeat(40000), {})
      .then((facts) => console.log(facts.parsed));`;
  const output = execFileSync(process.execPath, ['-e', script], { timeout: 20_000 });
  expect(output.toString().trim()).toBe('true');
});
