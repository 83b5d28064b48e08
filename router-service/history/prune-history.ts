import type { Database } from '../database/database';

const ROWS_AT_ONCE = 1_000;

// Rows that another node is deleting at the same time are left to it.
const DELETES = [
  `with old as (
     select id from decision where decided_at < $1 order by decided_at limit $2
     for update skip locked),
   gone as (delete from decision using old where decision.id = old.id returning 1)
   select count(*)::integer as deleted from gone`,
  `with old as (
     select query_id from query where coalesce(submitted_at, reported_at) < $1
     order by coalesce(submitted_at, reported_at) limit $2 for update skip locked),
   gone as (delete from query using old where query.query_id = old.query_id returning 1)
   select count(*)::integer as deleted from gone`,
];

/** Deletes history from before that time in small steps; tells how many rows are gone. */
export async function pruneHistory(
  db: Database,
  before: Date,
  rowsAtOnce = ROWS_AT_ONCE,
): Promise<number> {
  let total = 0;
  for (const sql of DELETES) {
    let deleted: number;
    do {
      const [row] = await db.query<{ deleted: number }>(sql, [before, rowsAtOnce]);
      deleted = row?.deleted ?? 0;
      total += deleted;
    } while (deleted === rowsAtOnce);
  }
  return total;
}
