import type { PlaceRequest, TakenPlace } from '../../protocol/places';
import type { Place, Waiter, Way } from '../../queue/place';
import type { Database, Transaction } from '../database/database';
import { storableJson, storableText } from '../database/storable';

type Queryable = Pick<Database, 'query'>;

/** A place without a query: its statement is on the way to the coordinator. */
const UNUSED_SECONDS = 40;
/** A place whose query no proxy sees any more; they tell every 20 seconds. */
const UNSEEN_SECONDS = 70;
/** Clients ask every second; who was silent for so long lets the others go first. */
const PATIENCE_SECONDS = 5;
/** Who was silent for so long has left. */
const GONE_SECONDS = 300;

/** Lets one node at a time decide who may run, until the end of the transaction; tells its time. */
export async function lockPlaces(tx: Transaction): Promise<number> {
  // Any number will do that no other lock of this database has.
  await tx.query('select pg_advisory_xact_lock(7340512)');
  const [row] = await tx.query<{ now: number }>(
    'select (extract(epoch from clock_timestamp()) * 1000)::double precision as now',
  );
  return row?.now ?? 0;
}

/** Ends leases that nobody made longer, and forgets waiters that have left. */
export async function dropOutdated(tx: Transaction): Promise<void> {
  await tx.query('delete from place where expires_at < clock_timestamp()');
  await tx.query(
    `delete from waiting_statement
     where asked_at < clock_timestamp() - make_interval(secs => $1)
       and not exists (select from place where place.ticket = waiting_statement.ticket)`,
    [GONE_SECONDS],
  );
}

export async function readPlaces(db: Queryable): Promise<(Place & { cluster: string })[]> {
  return db.query(`select ticket, cluster, user_name as "user", keys from place order by ticket`);
}

/** Those that still ask, and these, in the order in which they came. */
export async function readWaiters(db: Queryable, tickets: readonly string[]): Promise<Waiter[]> {
  return db.query(
    `select ticket, user_name as "user", priority, ways,
       (extract(epoch from since) * 1000)::double precision as since
     from waiting_statement
     where (asked_at >= clock_timestamp() - make_interval(secs => $1) or ticket = any ($2))
       and not exists (select from place where place.ticket = waiting_statement.ticket)
     order by waiting_statement.since, ticket`,
    [PATIENCE_SECONDS, tickets],
  );
}

/** Adds those who ask, or notes that they still do; a statement that is sealed stays so. */
export async function writeWaiters(tx: Transaction, requests: readonly PlaceRequest[]) {
  await tx.query(
    `insert into waiting_statement (ticket, user_name, priority, ways, asked_at, sealed)
     select ticket, "user", priority, ways, clock_timestamp(), sealed
     from jsonb_to_recordset($1::jsonb) as asking (ticket text, "user" text, priority integer,
       ways jsonb, sealed text)
     order by ticket
     on conflict (ticket) do update set
       ways = excluded.ways, priority = excluded.priority, asked_at = excluded.asked_at,
       sealed = coalesce(excluded.sealed, waiting_statement.sealed)`,
    [storableJson(requests.map(({ proxyId: _, ...asking }) => asking))],
  );
}

export interface Grant {
  request: PlaceRequest;
  way: Way;
}

export async function writeGrants(tx: Transaction, grants: readonly Grant[]): Promise<void> {
  const rows = grants.map(({ request, way }) => ({
    ...{ ticket: request.ticket, user: request.user, proxy: request.proxyId },
    ...{ cluster: way.cluster, keys: way.limits.map(({ key }) => key) },
  }));
  await tx.query(
    `insert into place (ticket, cluster, user_name, keys, proxy, expires_at)
     select ticket, cluster, "user", keys, proxy, clock_timestamp() + make_interval(secs => $2)
     from jsonb_to_recordset($1::jsonb) as granted (ticket text, cluster text, "user" text,
       keys text[], proxy text)
     order by ticket`,
    [storableJson(rows), UNUSED_SECONDS],
  );
}

/** Notes which query runs in a place; one that was granted while no database was there is added. */
export async function writeTaken(db: Queryable, ticket: string, taken: TakenPlace): Promise<void> {
  const { cluster, user, keys, proxyId, queryId = null } = taken;
  await db.query(
    `insert into place (ticket, cluster, user_name, keys, proxy, query_id, expires_at)
     values ($1, $2, $3, $4, $5, $6, clock_timestamp() + make_interval(secs => $7))
     on conflict (ticket) do update set
       query_id = coalesce(excluded.query_id, place.query_id), cluster = excluded.cluster,
       keys = excluded.keys, proxy = excluded.proxy, expires_at = excluded.expires_at`,
    [
      ...[ticket, storableText(cluster), storableText(user), keys.map(storableText)],
      ...[storableText(proxyId), queryId && storableText(queryId), UNSEEN_SECONDS],
    ],
  );
}

export async function deletePlace(tx: Transaction, ticket: string): Promise<void> {
  await tx.query('delete from place where ticket = $1', [ticket]);
}

/** Whether there was such a place or waiter. */
export async function deleteTicket(db: Queryable, ticket: string): Promise<boolean> {
  const rows = await db.query(
    `with gone as (delete from waiting_statement where ticket = $1 returning ticket),
       free as (delete from place where ticket = $1 returning ticket)
     select ticket from gone union select ticket from free`,
    [ticket],
  );
  return rows.length > 0;
}

/** Frees the places of queries that ended, with their statements; how many there were. */
export async function deleteEnded(db: Queryable, queryIds: readonly string[]): Promise<number> {
  const rows = await db.query<{ ticket: string }>(
    `with free as (delete from place where query_id = any ($1) returning ticket),
       gone as (delete from waiting_statement where ticket in (select ticket from free))
     select ticket from free`,
    [queryIds.map(storableText)],
  );
  return rows.length;
}

export async function prolong(db: Queryable, queryIds: readonly string[]): Promise<void> {
  await db.query(
    `update place set expires_at = clock_timestamp() + make_interval(secs => $2)
     where ticket in (select ticket from place where query_id = any ($1) order by ticket for update)`,
    [queryIds.map(storableText), UNSEEN_SECONDS],
  );
}

export async function readSealed(db: Queryable, ticket: string): Promise<string | undefined> {
  const [row] = await db.query<{ sealed: string | null }>(
    'select sealed from waiting_statement where ticket = $1',
    [ticket],
  );
  return row?.sealed ?? undefined;
}
