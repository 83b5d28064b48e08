import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from '../../runtime/log';
import { ServiceError } from '../../runtime/service-error';

/** One session of the database, without time limits and not yet in a transaction. */
export interface MigrationSession {
  query<Row extends object>(sql: string, params?: unknown[]): Promise<Row[]>;
  /** Runs several statements, without parameters. */
  script(sql: string): Promise<void>;
}

interface Migration {
  number: number;
  title: string;
  checksum: string;
  sql: string;
}

interface Applied {
  number: number;
  title: string;
  checksum: string;
}

// Any number does, as long as all nodes use the same.
const LOCK = 7_310_426;

/**
 * Brings the database to the newest migration, all or nothing. Nodes that start together wait for
 * the first. Refuses a database that is newer than this code or was migrated by other files.
 */
export async function migrate(
  session: MigrationSession,
  log: Logger,
  directory = join(__dirname, 'migrations'),
): Promise<void> {
  const migrations = await readMigrations(directory);
  await session.script('begin');
  try {
    await session.query('select pg_advisory_xact_lock($1)', [LOCK]);
    const applied = await readApplied(session);
    refuseOthers(migrations, applied);
    for (const migration of migrations.slice(applied.length)) await apply(session, migration, log);
    await session.script('commit');
  } catch (err) {
    // The first error tells more than a rollback on a lost connection.
    await session.script('rollback').catch(() => undefined);
    throw err;
  }
}

async function readMigrations(directory: string): Promise<Migration[]> {
  const files = (await readdir(directory)).filter((file) => /^\d{4}-.+\.sql$/.test(file)).sort();
  return Promise.all(
    files.map(async (file) => {
      const text = await readFile(join(directory, file), 'utf8');
      // A checkout on Windows may have changed the line ends, which says nothing.
      const sql = text.replaceAll('\r\n', '\n');
      const checksum = createHash('sha256').update(sql).digest('hex');
      return { number: Number(file.slice(0, 4)), title: file.slice(5, -4), checksum, sql };
    }),
  );
}

async function readApplied(session: MigrationSession): Promise<Applied[]> {
  await session.script(
    `create table if not exists migration (
       number integer primary key,
       title text not null,
       checksum text not null,
       applied_at timestamptz not null default now())`,
  );
  return session.query<Applied>('select number, title, checksum from migration order by number');
}

function refuseOthers(migrations: Migration[], applied: Applied[]): void {
  const newest = migrations.at(-1)?.number ?? 0;
  const beyond = applied.at(-1)?.number ?? 0;
  if (beyond > newest) {
    throw new ServiceError(
      'DATABASE_TOO_NEW',
      500,
      `The database has migration ${beyond} and this version of Switchyard knows ${newest} at most; start the newer version, or restore a backup made before it`,
    );
  }
  const other = applied.find((each, at) => each.checksum !== migrations[at]?.checksum);
  if (other === undefined) return;
  throw new ServiceError(
    'MIGRATION_CHANGED',
    500,
    `Migration ${other.number} (${other.title}) ran on the database with another text than this version has; start the version that made the database, or use an empty one`,
  );
}

async function apply(session: MigrationSession, migration: Migration, log: Logger): Promise<void> {
  const { number, title, checksum, sql } = migration;
  await session.script(sql);
  await session.query('insert into migration (number, title, checksum) values ($1, $2, $3)', [
    number,
    title,
    checksum,
  ]);
  log.info({ migration: number, title }, 'migrated the database');
}
