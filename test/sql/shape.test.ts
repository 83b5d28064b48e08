import { type StatementShape } from '../../sql/statement-facts';
import { analyzerOfThisFile } from './analyzer';

const analyze = analyzerOfThisFile();

test.each<[string, Partial<StatementShape>]>([
  ['select * from a', { selectStar: true, joins: 0, tables: 1, subqueries: 0 }],
  ['select t.* from a t', { selectStar: true }],
  ['select distinct * from a', { selectStar: true }],
  ['select count(*), 2 * 3 from a', { selectStar: false }],
  ['select 1 from a, b join c on true cross join d', { joins: 3, tables: 4 }],
  ['select 1 from a, a', { joins: 1, tables: 1 }],
  ['select (select 1), x in (select 2) from (values 1)', { subqueries: 3 }],
  ['with a as (select 1) select * from a', { subqueries: 1, tables: 0 }],
  ['select 1 union select 2 union all select 3 except select 4', { unions: 2 }],
  ['select 1 from a where b', { hasWhere: true, hasGroupBy: false }],
  ['select count(*) filter (where x) from a', { hasWhere: false }],
  ['delete from a where b', { hasWhere: true }],
  ['select 1 from a group by b having c', { hasGroupBy: true, hasWhere: false }],
  ['select 1 from a order by b', { hasOrderBy: true, hasLimit: false }],
  ['select array_agg(x order by y) from a', { hasOrderBy: false }],
  ['select 1 limit 5', { hasLimit: true }],
  ['select 1 limit ?', { hasLimit: true }],
  ['select 1 limit all', { hasLimit: false }],
  ['select limit from a', { hasLimit: false }],
  ['select 1 offset 2 fetch first row only', { hasLimit: true }],
  ['select sum(x) over (partition by y order by z) from a', { hasWindow: true, hasOrderBy: false }],
  ['select sum(x) over w from a window w as (partition by y)', { hasWindow: true }],
  ['select over from a', { hasWindow: false }],
])('the shape of %s', async (statement, shape) => {
  const facts = await analyze(statement);
  expect(facts.shape).toMatchObject({ ...shape, length: statement.length });
});

test.each<[string, string[], string[]]>([
  ['select Sum(x), my.fns.f(y) from t as u (a, b)', ['sum', 'my.fns.f'], []],
  ['select cast(x as decimal(10, 2)), coalesce(a, if(b, c)), upper(d)', ['upper'], []],
  ['select x from t where a in (1) and not(b) and exists (select 1)', [], []],
  ['select rank() over (order by f(x)) from a join b on g(a.x) = b.x', ['rank', 'f', 'g'], []],
  ['select * from table(sys.query(sql => upper(x)))', ['upper'], ['sys.query']],
  [
    'select * from table(f(input => table(a) partition by x, other => table(select * from b)))',
    [],
    ['f'],
  ],
  ['insert into t (a, b) values (f(1), 2)', ['f'], []],
  ['call p(f(1))', ['f'], []],
])('the functions of %s', async (statement, functions, tableFunctions) => {
  expect(await analyze(statement)).toMatchObject({ functions, tableFunctions });
});

test('a table function is no table but its table arguments are', async () => {
  const facts = await analyze(
    'select * from table(f(x => table(a), y => table(select 1 from b))), c',
  );
  expect(facts.tables).toEqual(['hive.web.a', 'hive.web.b', 'hive.web.c']);
});

describe('the fingerprint', () => {
  const fingerprint = async (statement: string) => (await analyze(statement)).fingerprint;

  test.each([
    ["SELECT a FROM T WHERE b = 'x'", "select  A from t /* c */ where b = 'it''s';"],
    ['select 1', 'select 2.5e3'],
    ['select a in (1, 2, 3)', 'select a in (?)'],
    ["select a in (-1, 'b')", 'select a in (1)'],
    ["select X'AB'", "select U&'x'"],
  ])('%s and %s have the same', async (one, other) => {
    expect(await fingerprint(one)).toMatch(/^[0-9a-f]{64}$/);
    expect(await fingerprint(other)).toBe(await fingerprint(one));
  });

  test.each([
    ['select a from t', 'select b from t'],
    ['select "A"', 'select "a"'],
    ['select f(1, 2)', 'select f(1)'],
    ['select a in (1, b)', 'select a in (1)'],
    ['select a <> 1', 'select a < 1'],
  ])('%s and %s have not', async (one, other) => {
    expect(await fingerprint(other)).not.toBe(await fingerprint(one));
  });
});
