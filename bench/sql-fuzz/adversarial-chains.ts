import { type Family, family } from './adversarial-family';

const COUNTS = [10, 1_000, 60_000];

/** A beginning, and n times what goes on with it. */
function chain(name: string, before: string, link: string, after = '', counts = COUNTS): Family {
  return family(name, counts, (n) => before + link.repeat(n) + after);
}

/** What nests in the grammar without brackets: it may end where the reader's own bound is. */
function prefixes(name: string, before: string, link: string, after: string, queryType?: string) {
  const counts = [50, 5_000, Math.floor(990_000 / link.length)];
  const text = (n: number) => before + link.repeat(n) + after;
  return family(name, counts, text, { outcome: 'whole or scanned', queryType });
}

/** What goes on and on at one level. */
export const CHAINS: readonly Family[] = [
  prefixes('NOT', 'select ', 'not ', 'true'),
  prefixes('minus signs', 'select ', '- ', '1'),
  prefixes('plus and minus', 'select ', '+-', '1'),
  prefixes('lambdas', 'select ', 'a -> ', '1'),
  prefixes('EXPLAIN', '', 'explain ', 'select 1', 'Explain'),
  prefixes('PREPARE', '', 'prepare p from ', 'select 1', 'Prepare'),
  prefixes('EXPLAIN ANALYZE', '', 'explain analyze ', 'select 1', 'ExplainAnalyze'),
  family(
    'joins that wait for ON',
    [50, 5_000, 60_000],
    (n) => `select * from a${' join a'.repeat(n)}${' on true'.repeat(n)}`,
    {
      outcome: 'whole or scanned',
    },
  ),
  chain('AND', 'select * from t where a = 1', ' and b = 2'),
  chain('OR', 'select * from t where a = 1', ' or b = 2'),
  chain('AND and OR', 'select * from t where a', ' and b or c'),
  chain('sums', 'select 1', ' + 1'),
  chain('concatenations', "select 'a'", " || 'b'"),
  chain('numbers in IN', 'select * from t where a in (0', ', 1234567', ')', [10, 10_000, 110_000]),
  chain('strings in IN', "select * from t where a in ('x'", ", 'some text'", ')'),
  chain('numbers over the limit', 'select * from t where a in (0', ', 1234567', ')', [120_000]),
  chain('columns', 'select a', ',b', ' from t', [10, 10_000, 200_000]),
  chain('comma tables', 'select 1 from a', ',b', '', [10, 1_000, 100_000]),
  chain('joins', 'select 1 from a', ' join b on c', '', [10, 1_000, 80_000, 100_000]),
  chain('CROSS JOIN', 'select 1 from a', ' cross join b', '', [10, 1_000, 70_000]),
  chain(
    'WITH queries',
    'with z as(table y)',
    ',a as(table b)',
    ' table a',
    [10, 1_000, 70_000, 100_000],
  ),
  chain('UNION ALL', 'select 1', ' union all select 1', '', [10, 1_000, 50_000, 60_000]),
  chain('UNION of brackets', '(select 1)', ' union (select 2)', '', [10, 1_000, 55_000]),
  chain('INTERSECT', 'table a', ' intersect table b', '', [10, 1_000, 55_000]),
  chain('rows of VALUES', 'values (1)', ', (2, 3)', '', [10, 10_000, 120_000]),
  chain('fields', 'select a', '.b', '', [10, 10_000, 490_000]),
  chain('calls of methods', 'select a', '.b()', '', [10, 10_000, 240_000]),
  chain('star subscripts', 'select a', '[*]', '', [10, 10_000, 330_000]),
  chain('number subscripts', 'select a', '[1]', '', [10, 10_000, 330_000]),
  chain('WHEN', 'select case', ' when a then b', ' end'),
  chain('AT TIME ZONE', 'select a', " at time zone 'UTC'", '', [10, 1_000, 50_000]),
  chain('grouping sets', 'select 1 from t group by a', ', (b, c)', '', [10, 10_000, 120_000]),
  chain('sort keys', 'select 1 from t order by a', ', b desc', '', [10, 10_000, 100_000]),
  chain('array types', 'select cast(a as int', ' array', ')', [10, 10_000, 150_000]),
  family(
    'merge cases',
    [10, 1_000, 30_000],
    (n) => `merge into a using b on c${' when matched then delete'.repeat(n)}`,
    {
      queryType: 'Merge',
    },
  ),
  family(
    'column definitions',
    [10, 10_000, 100_000],
    (n) => `create table t (a int${', b int'.repeat(n)})`,
    {
      queryType: 'CreateTable',
    },
  ),
];
