import { analyzerOfThisFile } from './analyzer';

const analyze = analyzerOfThisFile();

test.each([
  'select a from t where b in (select c from s.u)',
  'select * from (a join b on true) join c on true',
  'create table t as select * from u',
  'merge into t using u on true when matched then delete',
  'select * from t for version as of 3',
  'select * from "ta""ble"',
  'create function f() returns int begin declare a int; set a = 1; return a; end',
])('%s is read by Trino’s grammar and complete', async (statement) => {
  const facts = await analyze(statement);
  expect(facts).toMatchObject({ parsed: true, complete: true, parser: 'trino-grammar' });
  expect(facts).not.toHaveProperty('syntaxError');
});

test('what only node-sql-parser reads is no Trino statement, but its tables are sure', async () => {
  expect(await analyze('select a::int from t')).toMatchObject({
    parsed: false,
    complete: true,
    parser: 'node-sql-parser',
    tables: ['hive.web.t'],
    syntaxError: { message: 'Expected "(", found "from"', line: 1, column: 15 },
  });
});

test('where node-sql-parser and the scan differ on tables the answer is not called complete', async () => {
  // node-sql-parser ends the name at the doubled quote.
  expect(await analyze('select a::int from "ta""ble"')).toMatchObject({
    parsed: false,
    complete: false,
    parser: 'scan',
    tables: ['hive.web.ta"ble'],
  });
});

test.each(['vacuum full t', 'select from from'])('%s is scanned only', async (statement) => {
  const facts = await analyze(statement);
  expect(facts).toMatchObject({ parsed: false, complete: false, parser: 'scan' });
});

test('an unknown prepared statement is read but not complete', async () => {
  expect(await analyze('execute p using 1')).toMatchObject({ parsed: true, complete: false });
});

test.each([
  ['', 'The statement is empty', 1, 1],
  ['-- nothing\n', 'The statement is empty', 2, 1],
  [';', 'The statement is empty', 1, 1],
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
  ['select * form t', 'Expected the end of the statement, found "form"', 1, 10],
  ['select a\nfrom t\nwhere', 'Expected an expression, found the end of the statement', 3, 6],
  ['drop tabel t', 'Expected TABLE, VIEW, SCHEMA or another thing to drop, found "tabel"', 1, 6],
  ['select cast(a int) from t', 'Expected AS, found "int"', 1, 15],
  ['select größe from t', 'Outside of quotes Trino knows no character "ö" (U+00F6)', 1, 10],
  ['select\u00a01', 'Outside of quotes Trino knows no character U+00A0', 1, 7],
  ['select 0xFFFFFFFFFFFFFFFF', 'The number 0xFFFFFFFFFFFFFFFF is out of range', 1, 8],
  [`select ${'1'.repeat(80)}abc`, 'A name that starts with a digit needs double quotes', 1, 8],
  ['select a.1 from t', 'Expected an operator, found "."', 1, 9],
  ['select 9223372036854775808', 'The number 9223372036854775808 is out of range', 1, 8],
])('%j is refused by the grammar', async (statement, message, line, column) => {
  expect((await analyze(statement)).syntaxError).toEqual({ message, line, column });
});

test.each([
  'select \'a\'\'b\', "c""d", \')\', "(", 1e5, 0xFF, 1_000, .5 -- (',
  "create function f() returns int language python with (handler = 'f') as $$\nf(\" '\n$$",
])('%s is one', async (statement) => {
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
