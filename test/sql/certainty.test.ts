import { analyzerOfThisFile } from './analyzer';

const analyze = analyzerOfThisFile();

test.each([
  'select a from t where b in (select c from s.u)',
  'with a as (select 1 x from t) select x from a',
  'select * from (a join b on true) join c on true',
  'insert into t select * from u',
  'delete from t where x = 1',
])('%s is read by the parser and complete', async (statement) => {
  expect(await analyze(statement)).toMatchObject({
    parsed: true,
    complete: true,
    parser: 'node-sql-parser',
  });
});

test.each([
  'create table t as select * from u',
  'merge into t using u on true when matched then delete',
  'select * from t for version as of 3',
  'vacuum full t',
])('%s is scanned only, and says so', async (statement) => {
  const facts = await analyze(statement);
  expect(facts).toMatchObject({ parsed: false, complete: false, parser: 'scan' });
  expect(facts).not.toHaveProperty('syntaxError');
});

test('where the parser and the scan differ on tables the answer is not called complete', async () => {
  // node-sql-parser ends the name at the doubled quote.
  const facts = await analyze('select * from "ta""ble"');
  expect(facts).toMatchObject({ parsed: true, complete: false, tables: ['hive.web.ta"ble'] });
});

test.each([
  ['', 'The statement is empty', 1, 1],
  ['-- nothing\n', 'The statement is empty', 2, 1],
  [';', 'The statement is empty', 1, 2],
  ['select (1', '")" is missing at the end', 1, 10],
  ['select a[1', '"]" is missing at the end', 1, 11],
  ['select\n 1)', '")" closes nothing', 2, 3],
  ['select (1]', '"]" closes nothing', 1, 10],
  ["select 'a from t", 'The string has no end', 1, 8],
  ['select "a from t', 'The quoted name has no end', 1, 8],
  ['select 1 /* so', 'The comment has no end', 1, 10],
  ['select "", a from t', 'A quoted name is empty', 1, 8],
  ['select `a`', 'Trino quotes names with double quotes, not with backquotes', 1, 8],
  ['select 1a', 'A name that starts with a digit needs double quotes', 1, 8],
  ['select 3; select 4', 'One statement at a time: text follows ";"', 1, 9],
  ["select '😀', )", '")" closes nothing', 1, 13],
])('%j is surely no Trino statement', async (statement, message, line, column) => {
  const facts = await analyze(statement);
  expect(facts.syntaxError).toEqual({ message, line, column });
  expect(facts).toMatchObject({ parsed: false, complete: false });
});

test.each([
  'select \'a\'\'b\', "c""d", \')\', "(", 1e5, 0xFF, 1_000, .5 -- (',
  'create function f() returns int begin declare a int; set a = 1; return a; end',
  "create function f() returns int language python with (handler = 'f') as $$\nf(\" '\n$$",
  'select frobnicate everything',
])('%s may be one', async (statement) => {
  expect(await analyze(statement)).not.toHaveProperty('syntaxError');
});

test.each([
  'select',
  'from',
  'with',
  'with a',
  'with a as',
  'insert',
  'merge into t using',
  'alter',
  'alter table',
  'create table',
  'comment on column a is null',
  'execute',
  'explain',
  'explain analyze',
  'prepare p from',
  'call',
  'select * from table(',
  'grant',
  ')))(((',
  '\u0000\ud800',
  '$$',
  "u&'",
  '@',
])('the fragment %j gets an answer', async (statement) => {
  expect((await analyze(statement)).fingerprint).toMatch(/^[0-9a-f]{64}$/);
});
