import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { openDatabase, type Database } from '../../../router-service/database/database';
import { createLog } from '../../../runtime/log';
import { captureLog } from '../../support/captured-log';
import { describeOwnServer, describePostgresql } from '../../support/databases';
import { eventually } from '../../support/eventually';
import { onServer } from '../../support/postgresql-server';

const silent = createLog('test', 'silent');

test('an unreachable database is told by its place, without the password, with a remedy', async () => {
  const closed = createServer();
  await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
  const { port } = closed.address() as AddressInfo;
  await new Promise((resolve) => closed.close(resolve));
  const url = `postgres://someone:secret@127.0.0.1:${port}/switchyard`;
  const opening = openDatabase({ url, directory: 'unused', log: silent });
  await expect(opening).rejects.toMatchObject({
    code: 'DATABASE_UNAVAILABLE',
    status: 503,
    message: `The database at 127.0.0.1:${port}/switchyard does not answer (connect ECONNREFUSED 127.0.0.1:${port}); start it, or correct database.url (DATABASE_URL)`,
  });
});

const CUT = `select pg_terminate_backend(pid) from pg_stat_activity
  where datname = current_database() and pid <> pg_backend_pid()`;

describePostgresql('connections that the server cuts', (database) => {
  test('are replaced: calls work again and listeners are called back once', async () => {
    const { log, messages } = captureLog();
    const db = await database.node(log);
    const heard: string[] = [];
    await db.listen('test_channel', (payload) => heard.push(payload));
    await db.query('select 1');
    await onServer(database.location().url ?? '', CUT);

    await eventually(async () => expect(heard).toEqual(['']));
    await eventually(() => db.ping());
    await db.query(`select pg_notify('test_channel', 'after')`);
    await eventually(async () => expect(heard).toEqual(['', 'after']));
    expect(messages('warn')).toEqual([
      'lost the connection that listens to the database; polling serves',
    ]);
    expect(messages('info')).toContain('listens to the database again');
  });

  test('end a transaction as a database that is away, with nothing of it kept', async () => {
    const db = await database.node();
    await db.query('create table if not exists note (text text)');
    const cut = db.transaction(async (tx) => {
      await tx.query(`insert into note values ('lost')`);
      await onServer(database.location().url ?? '', CUT);
      await tx.query(`insert into note values ('lost too')`);
    });
    await expect(cut).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE', status: 503 });
    await eventually(async () => {
      expect(await db.query('select * from note')).toEqual([]);
    });
  });

  test('a statement that takes too long counts as a database that is away', async () => {
    const db = await database.node();
    const slow = db.transaction(async (tx) => {
      await tx.query('set local statement_timeout = 50');
      await tx.query('select pg_sleep(5)');
    });
    await expect(slow).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
  });

  test('are named after the program', async () => {
    const db: Database = await database.node();
    const [row] = await db.query(`select current_setting('application_name') as name`);
    expect(row).toEqual({ name: 'switchyard' });
  });
});

describeOwnServer('a server that stops and starts', (database) => {
  test('is a database that is away in between, and then serves and notifies again', async () => {
    const db = await database.node();
    const heard: string[] = [];
    await db.listen('test_channel', (payload) => heard.push(payload));
    await database.server()?.stop();
    await expect(db.query('select 1')).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    await expect(db.ping()).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    await expect(db.transaction(async () => 1)).rejects.toMatchObject({
      code: 'DATABASE_UNAVAILABLE',
    });

    await database.server()?.start();
    expect(await db.query('select 1 as one')).toEqual([{ one: 1 }]);
    await eventually(async () => expect(heard).toEqual(['']), 15_000);
    await db.query(`select pg_notify('test_channel', 'after')`);
    await eventually(async () => expect(heard).toEqual(['', 'after']));
  });

  test('may be away while the database is closed', async () => {
    const db = await database.node();
    await database.server()?.stop();
    await db.close();
    await expect(db.query('select 1')).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    await database.server()?.start();
  });
});
