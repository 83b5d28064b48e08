import { onServer } from '../../../test/support/postgresql-server';
import { usageOf } from '../load/process-usage';

/** What a PostgreSQL server has done so far. */
export interface Counters {
  transactions: number;
  statements: number;
  rowsInserted: number;
  rowsUpdated: number;
  rowsDeleted: number;
  walBytes: number;
  cpuSeconds: number;
}

/** What the statements of one text have done so far. */
export interface StatementCounts {
  text: string;
  calls: number;
  rows: number;
  /** In the server. */
  milliseconds: number;
}

// Sessions that are idle tell what they counted within ten seconds (PGSTAT_IDLE_INTERVAL).
export const COUNTED_AFTER_MS = 11_000;

/** Of the database that the URL names, but for CPU and the log, which are the server's. */
export async function readCounters(url: string): Promise<Counters> {
  const [row] = (await onServer(
    url,
    `select xact_commit + xact_rollback as transactions, tup_inserted, tup_updated, tup_deleted,
       pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0') as wal_bytes,
       split_part(pg_read_file('postmaster.pid'), E'\\n', 1) as pid,
       (select coalesce(sum(calls), 0) from pg_stat_statements where dbid = oid) as statements
     from pg_stat_database join pg_database on oid = datid where pg_database.datname = current_database()`,
  )) as Record<string, string>[];
  const number = (name: string) => Number(row?.[name]);
  return {
    transactions: number('transactions'),
    statements: number('statements'),
    rowsInserted: number('tup_inserted'),
    rowsUpdated: number('tup_updated'),
    rowsDeleted: number('tup_deleted'),
    walBytes: number('wal_bytes'),
    cpuSeconds: usageOf(number('pid'))?.cpuSeconds ?? NaN,
  };
}

export function difference(now: Counters, before: Counters): Counters {
  const entries = Object.entries(now) as [keyof Counters, number][];
  return Object.fromEntries(
    entries.map(([name, value]) => [name, value - before[name]]),
  ) as unknown as Counters;
}

/** Those that were called most, without those of this bench. */
export async function readStatements(url: string): Promise<StatementCounts[]> {
  const rows = (await onServer(
    url,
    `select query as text, calls, rows, total_exec_time as milliseconds
     from pg_stat_statements join pg_database on oid = dbid
     where datname = current_database() and query not like '%pg_stat%' order by calls desc`,
  )) as Record<string, string>[];
  return rows.map(({ text = '', calls, rows: touched, milliseconds }) => ({
    text: text.replace(/\s+/g, ' '),
    calls: Number(calls),
    rows: Number(touched),
    milliseconds: Number(milliseconds),
  }));
}

export async function countSessions(url: string): Promise<number> {
  const [row] = await onServer(
    url,
    `select count(*)::integer as count from pg_stat_activity
     where application_name = 'switchyard' and datname = current_database()`,
  );
  return (row as { count: number }).count;
}

/** Bytes on disk a row, with indexes. */
export async function bytesOfRows(url: string, table: 'decision' | 'query'): Promise<number> {
  const [row] = await onServer(
    url,
    `select pg_total_relation_size('${table}')::float8 / greatest(count(*), 1) as bytes from ${table}`,
  );
  return (row as { bytes: number }).bytes;
}
