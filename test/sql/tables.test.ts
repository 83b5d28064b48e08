import { analyzerOfThisFile } from './analyzer';

const analyze = analyzerOfThisFile();

describe('tables that are read', () => {
  test.each([
    ['select * from a, s.b, c.s.d', ['hive.web.a', 'hive.s.b', 'c.s.d']],
    ['select * from A x join "B" as y on x.i = y.i', ['hive.web.a', 'hive.web.b']],
    ['select * from (a join b on true) join c on true', ['hive.web.a', 'hive.web.b', 'hive.web.c']],
    ['select * from ((a)) cross join (select * from b)', ['hive.web.a', 'hive.web.b']],
    [
      'select 1 from a where x in (select y from b) and exists (table d)',
      ['hive.web.a', 'hive.web.b', 'hive.web.d'],
    ],
    ['select (select max(x) from b) from a', ['hive.web.b', 'hive.web.a']],
    [
      '(select * from a) union all select * from b except table c',
      ['hive.web.a', 'hive.web.b', 'hive.web.c'],
    ],
    ['select * from a join b using (x), c', ['hive.web.a', 'hive.web.b', 'hive.web.c']],
    [
      'select * from a join b on case when x then y end = 1 join c on true',
      ['hive.web.a', 'hive.web.b', 'hive.web.c'],
    ],
    ['select * from a, unnest(a.x, a.y) with ordinality u (p, q), b', ['hive.web.a', 'hive.web.b']],
    ['select * from a, lateral (select * from b where b.i = a.i)', ['hive.web.a', 'hive.web.b']],
    ['select extract(year from d), trim(both from n), substring(n from 2) from a', ['hive.web.a']],
    ['select x is distinct from y, x is not distinct from z from a', ['hive.web.a']],
    [
      'select * from a for version as of 3, b for timestamp as of current_timestamp',
      ['hive.web.a', 'hive.web.b'],
    ],
    ['select * from a tablesample bernoulli (10), b', ['hive.web.a', 'hive.web.b']],
    ['select a.join, a.from from a', ['hive.web.a']],
    ['select filter(x, e -> e > 1), cast(row(1) as row(f int)).f from a', ['hive.web.a']],
    [
      'select * from a match_recognize (pattern (b c+) define b as v > 1, c as v < 1) m, d',
      ['hive.web.a', 'hive.web.d'],
    ],
    ['select * from "we.ird"."Sch ema"."ta""ble"', ['we.ird.sch ema.ta"ble']],
    ["select 'from x' /* from y */ -- from z\n from a", ['hive.web.a']],
    ['select array[1, 2] from a group by x, y order by z, w limit 5', ['hive.web.a']],
    ['explain analyze select * from a', ['hive.web.a']],
    ['prepare p from select * from a where x = ?', ['hive.web.a']],
    ['show stats for (select * from a)', ['hive.web.a']],
    ['show create table a', ['hive.web.a']],
    ['show columns from s.a', ['hive.s.a']],
    ['describe a', ['hive.web.a']],
    ['set session x = 1', []],
    ['select 1', []],
  ])('%s', async (statement, readTables) => {
    const facts = await analyze(statement);
    expect(facts).toMatchObject({
      readTables,
      tables: readTables,
      writeTables: [],
      unqualified: [],
    });
  });
});

describe('tables that are written', () => {
  test.each<[string, string[], string[]]>([
    ['insert into t (a, b) select a, b from u', ['hive.web.t'], ['hive.web.u']],
    ['insert into t (select * from u)', ['hive.web.t'], ['hive.web.u']],
    ['insert into t values (1, (select max(x) from u))', ['hive.web.t'], ['hive.web.u']],
    ["create table c.s.t with (format = 'ORC') as select * from u", ['c.s.t'], ['hive.web.u']],
    ['create table t (x int, like u including properties)', ['hive.web.t'], ['hive.web.u']],
    ['create view v as select * from u', ['hive.web.v'], ['hive.web.u']],
    [
      'update t set a = (select b from u) where c in (select d from w)',
      ['hive.web.t'],
      ['hive.web.u', 'hive.web.w'],
    ],
    ['delete from t where a in (select b from u)', ['hive.web.t'], ['hive.web.u']],
    [
      'merge into t x using (select * from u) y on x.i = y.i when matched then update set a = 1, b = 2 when not matched then insert (a, b) values (y.a, y.b)',
      ['hive.web.t'],
      ['hive.web.u'],
    ],
    [
      'merge into t using u join w on u.i = w.i on t.i = u.i when not matched then insert values (1)',
      ['hive.web.t'],
      ['hive.web.u', 'hive.web.w'],
    ],
    ['alter table c.s.t rename to u', ['c.s.t', 'c.s.u'], []],
    ['alter materialized view c.s.t rename to u', ['c.s.t', 'hive.web.u'], []],
    ['alter table if exists t add column if not exists a int', ['hive.web.t'], []],
    ['alter table t execute optimize where a = 1', ['hive.web.t'], []],
    ['comment on column s.t.a is null', ['hive.s.t'], []],
    ['grant select on table t to role r', ['hive.web.t'], []],
    ['grant select on function f to ann', [], []],
    ['truncate table t', ['hive.web.t'], []],
    ['drop table if exists t', ['hive.web.t'], []],
    ['refresh materialized view t', ['hive.web.t'], []],
    ['create branch b in table t', ['hive.web.t'], []],
  ])('%s', async (statement, writeTables, readTables) => {
    expect(await analyze(statement)).toMatchObject({ writeTables, readTables });
  });
});

describe('a WITH name hides a table only inside of its own query', () => {
  test.each<[string, string[]]>([
    ['with a as (select * from t) select * from a', ['hive.web.t']],
    ['with a (x) as (select 1), b as (select * from a) select * from a, b', []],
    ['with a as (select * from b), b as (select 1) select * from a, b', ['hive.web.b']],
    ['with t as (select x from t where y) select x from t', ['hive.web.t']],
    [
      'with recursive a(n) as (select 1), t(n) as (select 1 union all select n + 1 from t) select * from t',
      [],
    ],
    ['select (with a as (select 1 x) select x from a) from a', ['hive.web.a']],
    ['(with a as (select 1) select * from a) union select * from a', ['hive.web.a']],
    [
      'with a as (select 1) select * from (with a as (select * from u) select * from a), a',
      ['hive.web.u'],
    ],
    ['with a as (select 1) select * from s.a, "A"', ['hive.s.a']],
    ['insert into a with a as (select 1) select * from a', ['hive.web.a']],
    ['with function f(x int) returns int return x select f(y) from t', ['hive.web.t']],
    ["with session p = 'q', r.s = 2 select * from t", ['hive.web.t']],
    ['with session as (select 1) select * from session', []],
  ])('%s', async (statement, tables) => {
    expect((await analyze(statement)).tables).toEqual(tables);
  });
});

describe('names and the defaults of the session', () => {
  const statement = 'select * from a, s.b, c.s.d';

  test('without defaults the full names stay and the others are told apart', async () => {
    const facts = await analyze(statement, {});
    expect(facts).toMatchObject({ tables: ['c.s.d'], unqualified: ['a', 's.b'] });
    expect(facts.shape.tables).toBe(3);
  });

  test('a catalog alone completes two parts', async () => {
    const facts = await analyze(statement, { catalog: 'Hive' });
    expect(facts).toMatchObject({ tables: ['hive.s.b', 'c.s.d'], unqualified: ['a'] });
  });

  test('catalogs and schemas are told once each', async () => {
    expect(await analyze(statement)).toMatchObject({
      catalogs: ['hive', 'c'],
      schemas: ['web', 's'],
      catalogSchemas: ['hive.web', 'hive.s', 'c.s'],
    });
  });

  test.each<[string, string[], string[], string[]]>([
    ['show schemas from c', ['c'], [], []],
    ['show tables', ['hive'], ['web'], ['hive.web']],
    ["show tables from s like 'x%'", ['hive'], ['s'], ['hive.s']],
    ['create schema c.s', ['c'], ['s'], ['c.s']],
    ['alter schema c.s rename to r', ['c'], ['s', 'r'], ['c.s', 'c.r']],
    ['drop catalog c', ['c'], [], []],
    ['use c.s', [], [], []],
  ])('%s names no table', async (text, catalogs, schemas, catalogSchemas) => {
    const expected = { tables: [], unqualified: [], catalogs, schemas, catalogSchemas };
    expect(await analyze(text)).toMatchObject(expected);
  });
});
