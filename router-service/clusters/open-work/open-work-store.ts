import type { ProxyReport } from '../../../protocol/decision';
import type { Database } from '../../database/database';
import { storableJson } from '../../database/storable';

type Queryable = Pick<Database, 'query'>;
type TransactionNews = ProxyReport['transactions'][number];

export interface OpenWork {
  cluster: string;
  /** Queries that have a client. */
  queries: number;
  oldest: Date | null;
  transactions: number;
}

// Trino gives up a query whose client asks for nothing that long (query.client.timeout), and a
// transaction that is idle (transaction.idle-timeout); both default 5m.
const IDLE = `interval '5 minutes'`;

/** A query without a row, as its report was dropped or is still on its way, gets one. */
export async function writeSeen(db: Queryable, seen: ProxyReport['seen']): Promise<void> {
  await db.query(
    `insert into query (query_id, cluster, state, last_seen_at)
     select query_id, cluster, 'RUNNING', now()
     from jsonb_to_recordset($1::jsonb) as told (query_id text, cluster text)
     order by query_id
     on conflict (query_id) do update set last_seen_at = now() where query.state = 'RUNNING'`,
    [storableJson(seen.map(({ queryId, cluster }) => ({ query_id: queryId, cluster })))],
  );
}

/** Tells which of them have a row; those that ended stay as they are. */
export async function writeGone(db: Queryable, gone: readonly string[]): Promise<string[]> {
  const rows = await db.query<{ query_id: string }>(
    `with told as (select query_id, state from query
       where query_id in (select jsonb_array_elements_text($1::jsonb))
       order by query_id for update),
     forgotten as (update query set last_seen_at = null from told
       where query.query_id = told.query_id and told.state = 'RUNNING')
     select query_id from told`,
    [storableJson(gone)],
  );
  return rows.map(({ query_id: queryId }) => queryId);
}

export async function writeTransactions(
  db: Queryable,
  news: readonly TransactionNews[],
): Promise<void> {
  const rows = news.map(({ transaction, cluster, queryId, ended }) => ({
    ...{ transaction, cluster, query_id: queryId, ended },
  }));
  await db.query(
    `insert into open_transaction (transaction, cluster, query_id)
     select transaction, cluster, query_id
     from jsonb_to_recordset($1::jsonb) as told (transaction text, cluster text, query_id text, ended boolean)
     where not ended order by transaction
     on conflict (transaction) do update set query_id = excluded.query_id, last_seen_at = now()`,
    [storableJson(rows)],
  );
  await db.query(
    `delete from open_transaction where transaction in (
       select transaction from jsonb_to_recordset($1::jsonb) as told (transaction text, ended boolean)
       where ended)
     or last_seen_at < now() - interval '1 day' and not exists (
       select from query where query.query_id = open_transaction.query_id
         and query.last_seen_at > now() - ${IDLE})`,
    [storableJson(rows)],
  );
}

export async function writeProxies(db: Queryable, proxies: readonly string[]): Promise<void> {
  await db.query(
    `insert into proxy (proxy_id, reported_at)
     select value, now() from jsonb_array_elements_text($1::jsonb) order by 1
     on conflict (proxy_id) do update set reported_at = now()`,
    [storableJson(proxies)],
  );
  await db.query(`delete from proxy where reported_at < now() - interval '1 hour'`);
}

export async function countProxies(db: Queryable): Promise<number> {
  const [row] = await db.query<{ count: number }>(
    `select count(*)::integer as count from proxy where reported_at > now() - interval '1 minute'`,
  );
  return row?.count ?? 0;
}

/** Of each cluster on which something is open. */
export function readOpenWork(db: Queryable): Promise<OpenWork[]> {
  return db.query<OpenWork>(
    `with queries as (
       select cluster, count(*)::integer as queries, min(coalesce(submitted_at, reported_at)) as oldest
       from query where state = 'RUNNING' and last_seen_at > now() - ${IDLE} group by cluster),
     transactions as (
       select cluster, count(*)::integer as transactions
       from open_transaction t
       where last_seen_at > now() - ${IDLE} or exists (
         select from query where query.query_id = t.query_id and query.last_seen_at > now() - ${IDLE})
       group by cluster)
     select cluster, coalesce(queries, 0) as queries, oldest, coalesce(transactions, 0) as transactions
     from queries full join transactions using (cluster)`,
  );
}
