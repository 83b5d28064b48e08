import { Client, Pool, type ClientConfig, type PoolClient } from 'pg';
import type { Logger } from '../../runtime/log';
import { ServiceError } from '../../runtime/service-error';
import type { Database, Transaction } from './database';
import { databaseUnavailable, meansDatabaseAway } from './database-errors';
import { migrate } from './migrate';
import { createListener } from './postgresql-listener';

const CONNECT_TIMEOUT_MS = 5_000;
const STATEMENT_TIMEOUT_MS = 10_000;
const CLOSE_TIMEOUT_MS = 5_000;
const MAX_CONNECTIONS = 10;
const OLDEST_VERSION = 15;

const REMEDY = 'start it, or correct database.url (DATABASE_URL)';

/** Opens and migrates a PostgreSQL database; a later loss of it heals by itself. */
export async function openPostgresql(url: string, log: Logger): Promise<Database> {
  const config: ClientConfig = {
    connectionString: url,
    application_name: 'switchyard',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
  };
  const where = placeOf(url);
  const run = <T>(work: () => Promise<T>) => explained(where, work);
  await run(() => prepare(config, log));

  const pool = openPool(config, log);
  const listener = createListener(config, log);
  return {
    kind: 'postgresql',
    query: (sql, params) => run(() => rowsOf(pool, sql, params)),
    transaction: (work) => inTransaction(pool, run, work),
    listen: listener.listen,
    ping: () => run(async () => void (await pool.query('select 1'))),
    async close() {
      await listener.close();
      if (!pool.ended && !pool.ending) await within(CLOSE_TIMEOUT_MS, pool.end());
    },
  };
}

function openPool(config: ClientConfig, log: Logger): Pool {
  const pool = new Pool({
    ...config,
    max: MAX_CONNECTIONS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    // A connection that went silent would never see the server's own limit.
    query_timeout: STATEMENT_TIMEOUT_MS + 2_000,
  });
  // Without listeners a lost connection would end the process; the next call tells its user.
  pool.on('error', (err) => log.debug({ err }, 'lost an idle database connection'));
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

async function rowsOf<Row extends object>(
  client: Pool | PoolClient,
  sql: string,
  params: unknown[] = [],
): Promise<Row[]> {
  return (await client.query<Row>(sql, params)).rows;
}

async function inTransaction<T>(
  pool: Pool,
  run: <R>(work: () => Promise<R>) => Promise<R>,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  const client = await run(() => pool.connect());
  try {
    await run(() => client.query('begin'));
    const result = await work({ query: (sql, params) => run(() => rowsOf(client, sql, params)) });
    await run(() => client.query('commit'));
    client.release();
    return result;
  } catch (err) {
    // A connection that cannot roll back is thrown away; the server rolls back by itself.
    const broken = await client.query('rollback').then(
      () => false,
      () => true,
    );
    client.release(broken);
    throw err;
  }
}

/** Migrates on a connection of its own, as waiting for another node may take longer than a statement. */
async function prepare(config: ClientConfig, log: Logger): Promise<void> {
  const client = new Client(config);
  client.on('error', () => undefined);
  await client.connect();
  try {
    await refuseOldServer(client);
    await migrate(
      {
        query: async <Row extends object>(sql: string, params?: unknown[]) =>
          (await client.query<Row>(sql, params)).rows,
        script: async (sql) => void (await client.query(sql)),
      },
      log,
    );
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function refuseOldServer(client: Client): Promise<void> {
  const { rows } = await client.query<{ server_version: string }>('show server_version');
  const version = rows[0]?.server_version ?? '';
  if (Number.parseInt(version, 10) >= OLDEST_VERSION) return;
  throw new ServiceError(
    'DATABASE_TOO_OLD',
    500,
    `The database is PostgreSQL ${version}; use PostgreSQL ${OLDEST_VERSION} or newer`,
  );
}

async function explained<T>(where: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (err) {
    throw meansDatabaseAway(err) ? databaseUnavailable(where, REMEDY, err) : err;
  }
}

/** Host, port and name of the database, without credentials. */
function placeOf(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  return parsed === undefined ? 'of database.url' : `at ${parsed.host}${parsed.pathname}`;
}

async function within(timeoutMs: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((resolve) => (timer = setTimeout(resolve, timeoutMs)));
  await Promise.race([work, late]).finally(() => clearTimeout(timer));
}
