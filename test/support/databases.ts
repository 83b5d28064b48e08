import { rmSync } from 'node:fs';
import { openDatabase, type Database } from '../../router-service/database/database';
import { createLog, type Logger } from '../../runtime/log';
import { pgliteDirectory } from './pglite-directory';
import {
  createDatabase,
  dropDatabase,
  findServerBinaries,
  startPostgresqlServer,
  type PostgresqlServer,
} from './postgresql-server';

/** One database that a test file shares; its tables may be emptied between tests. */
export interface TestDatabase {
  readonly kind: Database['kind'];
  /** A way to the database as another node has it; PGlite lets in one process, so it is the same. */
  node(log?: Logger): Promise<Database>;
  /** Where the database is, to open it by other means. */
  location(): { url?: string; directory: string };
  /** The server behind it, where the tests own one. */
  server(): PostgresqlServer | undefined;
  empty(): Promise<void>;
}

const TABLES =
  'cluster, cluster_health, coordinator, rule_set_revision, rule_set_activation, decision, query, open_transaction, proxy, cluster_drain, place, waiting_statement';

const silent = createLog('test', 'silent');
const serverUrl = process.env['TEST_DATABASE_URL'];
const binaries = findServerBinaries();
const hasPostgresql = serverUrl !== undefined || binaries !== undefined;

/** Runs the suite on PGlite, and on PostgreSQL where one is at hand. */
export function describeDatabases(title: string, suite: (database: TestDatabase) => void): void {
  describe.each(['pglite', 'postgresql'] as const)(`${title}, on %s`, (kind) => {
    if (kind === 'pglite') suite(pgliteForTests());
    else describePostgresqlOr(suite);
  });
}

/** Runs the suite on PostgreSQL where one is at hand. */
export function describePostgresql(title: string, suite: (database: TestDatabase) => void): void {
  describe(`${title}, on postgresql`, () => describePostgresqlOr(suite));
}

/** The same on a server that the tests may stop and start; TEST_DATABASE_URL does not do for this. */
export function describeOwnServer(title: string, suite: (database: TestDatabase) => void): void {
  describe(`${title}, on a PostgreSQL server of its own`, () => {
    if (binaries) suite(postgresqlForTests(undefined));
    else skipPlainly('no local PostgreSQL server (postgres and initdb) was found');
  });
}

function describePostgresqlOr(suite: (database: TestDatabase) => void): void {
  if (hasPostgresql) suite(postgresqlForTests(serverUrl));
  else skipPlainly('neither TEST_DATABASE_URL nor a local PostgreSQL server was found');
}

function skipPlainly(reason: string): void {
  process.stderr.write(`Database tests on PostgreSQL are skipped: ${reason}.\n`);
  test.skip(`is skipped: ${reason}`, () => undefined);
}

function pgliteForTests(): TestDatabase {
  let directory = '';
  let opened: Promise<Database> | undefined;
  const open = () => (opened ??= openDatabase({ directory, log: silent }));
  beforeAll(async () => {
    directory = await pgliteDirectory();
  }, 60_000);
  afterAll(async () => {
    await (await opened)?.close();
    rmSync(directory, { recursive: true, force: true });
  });
  return {
    kind: 'pglite',
    node: open,
    location: () => ({ directory }),
    server: () => undefined,
    empty: async () => emptyTables(await open()),
  };
}

function postgresqlForTests(givenServer: string | undefined): TestDatabase {
  const nodes: Database[] = [];
  let server: PostgresqlServer | undefined;
  let url = '';
  beforeAll(async () => {
    if (givenServer === undefined) server = await startPostgresqlServer(binaries ?? '');
    url = await createDatabase(givenServer ?? server?.url ?? '');
  }, 60_000);
  afterAll(async () => {
    await Promise.all(nodes.map((node) => node.close()));
    if (givenServer !== undefined) await dropDatabase(givenServer, url);
    await server?.remove();
  });
  async function node(log = silent): Promise<Database> {
    const opened = await openDatabase({ url, directory: 'unused', log });
    nodes.push(opened);
    return opened;
  }
  return {
    kind: 'postgresql',
    node,
    location: () => ({ url, directory: 'unused' }),
    server: () => server,
    empty: async () => emptyTables(nodes[0] ?? (await node())),
  };
}

/** Followers read anew, as the version goes on. */
async function emptyTables(db: Database): Promise<void> {
  await db.query(`truncate ${TABLES}`);
  await db.query('update change_counter set version = version + 1');
}
