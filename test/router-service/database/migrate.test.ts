import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { openDatabase } from '../../../router-service/database/database';
import { migrate, type MigrationSession } from '../../../router-service/database/migrate';
import { createLog } from '../../../runtime/log';
import { describePostgresql, type TestDatabase } from '../../support/databases';

const log = createLog('test', 'silent');

/** Folder with these migrations: the first is 0001, and so on. */
function folderOf(...sqls: string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'switchyard-migrations-'));
  sqls.forEach((sql, at) => writeFileSync(join(folder, `000${at + 1}-step.sql`), sql));
  return folder;
}

const MAKE = '-- Is it there?\ncreate table thing (id integer primary key);';

test.each([
  ['postgres', 'embedded'],
  ['x', 'y'],
])('a title without its number is no migration (%s, %s)', async (title) => {
  const folder = folderOf();
  writeFileSync(join(folder, `${title}.sql`), 'this is no SQL');
  const scripts: string[] = [];
  const session: MigrationSession = {
    query: async () => [],
    script: async (sql) => void scripts.push(sql),
  };
  await migrate(session, log, folder);
  expect(scripts).not.toContain('this is no SQL');
  rmSync(folder, { recursive: true });
});

describePostgresql('migrations', (database) => {
  const folders: string[] = [];
  const sessions: Client[] = [];

  async function sessionOf({ location }: TestDatabase): Promise<MigrationSession> {
    const client = new Client({ connectionString: location().url });
    await client.connect();
    await client.query('set search_path = trial');
    sessions.push(client);
    return {
      query: async <Row extends object>(sql: string, params?: unknown[]) =>
        (await client.query<Row>(sql, params)).rows,
      script: async (sql) => void (await client.query(sql)),
    };
  }

  function migrationsOf(...sqls: string[]): string {
    const folder = folderOf(...sqls);
    folders.push(folder);
    return folder;
  }

  beforeEach(async () => {
    const db = await database.node();
    await db.query('drop schema if exists trial cascade');
    await db.query('create schema trial');
  });

  afterEach(async () => {
    await Promise.all(sessions.splice(0).map((session) => session.end()));
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
  });

  test('run once each, in order, with their numbers kept', async () => {
    const session = await sessionOf(database);
    await migrate(session, log, migrationsOf(MAKE));
    await migrate(session, log, migrationsOf(MAKE, 'alter table thing add name text'));
    await migrate(session, log, migrationsOf(MAKE, 'alter table thing add name text'));
    expect(await session.query('select number, title from migration order by number')).toEqual([
      { number: 1, title: 'step' },
      { number: 2, title: 'step' },
    ]);
    expect(await session.query('select id, name from thing')).toEqual([]);
  });

  test('that are started by several nodes at once run once', async () => {
    const nodes = await Promise.all(Array.from({ length: 6 }, () => sessionOf(database)));
    const folder = migrationsOf(`${MAKE} select pg_sleep(0.3);`, 'insert into thing values (1)');
    await Promise.all(nodes.map((node) => migrate(node, log, folder)));
    expect(await nodes[0]!.query('select id from thing')).toEqual([{ id: 1 }]);
  });

  test('leave nothing behind when one of them fails', async () => {
    const session = await sessionOf(database);
    const folder = migrationsOf(MAKE, 'insert into nowhere values (1)');
    await expect(migrate(session, log, folder)).rejects.toThrow('nowhere');
    await expect(session.query('select * from thing')).rejects.toThrow('does not exist');
  });

  test('do not touch a database that is newer than they are', async () => {
    const session = await sessionOf(database);
    await migrate(session, log, migrationsOf(MAKE, 'insert into thing values (1)'));
    await expect(migrate(session, log, migrationsOf(MAKE))).rejects.toMatchObject({
      code: 'DATABASE_TOO_NEW',
      message:
        'The database has migration 2 and this version of Switchyard knows 1 at most; start the newer version, or restore a backup made before it',
    });
  });

  test('refuse a database that was made by other texts', async () => {
    const session = await sessionOf(database);
    await migrate(session, log, migrationsOf(MAKE));
    const other = migrationsOf(`${MAKE} -- and more`);
    await expect(migrate(session, log, other)).rejects.toMatchObject({ code: 'MIGRATION_CHANGED' });
  });

  test('count as the same when only their line ends differ', async () => {
    const session = await sessionOf(database);
    await migrate(session, log, migrationsOf(MAKE));
    await migrate(session, log, migrationsOf(MAKE.replaceAll('\n', '\r\n')));
    expect(await session.query('select number from migration')).toEqual([{ number: 1 }]);
  });

  test('bring an empty database in step for nodes that open it at once', async () => {
    const { url, directory } = database.location();
    const opened = await Promise.all(
      Array.from({ length: 4 }, () => openDatabase({ url, directory, log })),
    );
    const counts = await Promise.all(
      opened.map((db) => db.query('select topic from change_counter order by topic')),
    );
    expect(counts).toEqual(counts.map(() => [{ topic: 'cluster' }, { topic: 'rule_set' }]));
    await Promise.all(opened.map((db) => db.close()));
  });
});
