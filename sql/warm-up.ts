import { combine } from './facts/combine';
import { type Limits, readStatement } from './read-statement';

const ROUNDS = 100;

const STATEMENTS = [
  "select a, count(*) from t where b in (1, 2) and c like 'x%' group by a order by 2 desc limit 10",
  'with r as (select x, sum(y) over (partition by z order by d) s from c.s.t left join u on t.i = u.i) select * from r union all select 1, case when a > 5 then 2 else 3 end from (select 1)',
  "insert into t select cast(a as varchar(10)), date '2026-01-01' from u where exists (select 1 from v)",
  "show tables from a like 'x%'",
  "create table t (a bigint comment 'x', b row(c varchar, d array(double))) with (format = 'ORC')",
];

/** Reads statements until the code is compiled for speed, some ten milliseconds at the start. */
export function warmUp(limits: Limits): void {
  for (let round = 0; round < ROUNDS; round += 1)
    for (const statement of STATEMENTS) combine(readStatement(statement, {}, limits), {});
}
