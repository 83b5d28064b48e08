import type { Database } from '../../../router-service/database/database';
import { describeDatabases } from '../../support/databases';
import { eventually } from '../../support/eventually';

describeDatabases('a database', (database) => {
  let db: Database;

  beforeAll(async () => {
    db = await database.node();
    await db.query('create table if not exists note (text text primary key)');
  }, 60_000);

  beforeEach(() => db.query('truncate note'));

  const notes = () => db.query<{ text: string }>('select text from note order by text');

  test('is migrated when it is open', async () => {
    const [row] = await db.query<{ count: number }>(
      'select count(*)::integer as count from migration',
    );
    expect(row?.count).toBeGreaterThanOrEqual(4);
    expect(db.kind).toBe(database.kind);
  });

  test('answers rows with times, lists and JSON as JavaScript values', async () => {
    const rows = await db.query(
      `select $1::text[] as list, $2::jsonb as json, $3::timestamptz as at, null as nothing`,
      [['a', 'b'], '{"c":[1]}', '2026-01-02T03:04:05.678Z'],
    );
    expect(rows).toEqual([
      {
        list: ['a', 'b'],
        json: { c: [1] },
        at: new Date('2026-01-02T03:04:05.678Z'),
        nothing: null,
      },
    ]);
  });

  test('keeps what a transaction wrote and gives back its result', async () => {
    const result = await db.transaction(async (tx) => {
      await tx.query(`insert into note values ('kept')`);
      return 7;
    });
    expect(result).toBe(7);
    expect(await notes()).toEqual([{ text: 'kept' }]);
  });

  test('keeps nothing of a transaction that throws, and passes the error on', async () => {
    const failing = db.transaction(async (tx) => {
      await tx.query(`insert into note values ('lost')`);
      throw new Error('on purpose');
    });
    await expect(failing).rejects.toThrow('on purpose');
    expect(await notes()).toEqual([]);
  });

  test('runs transactions that overlap without mixing them', async () => {
    await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        db.transaction(async (tx) => {
          await tx.query('insert into note values ($1)', [`note ${n}`]);
          if (n % 2 === 1) await tx.query('delete from note where text = $1', [`note ${n}`]);
        }),
      ),
    );
    expect(await notes()).toHaveLength(10);
  });

  test('passes an error of a statement on with its SQLSTATE', async () => {
    await expect(db.query('select * from no_such_table')).rejects.toMatchObject({ code: '42P01' });
    await expect(db.query(`select 'x'::integer`)).rejects.toMatchObject({ code: '22P02' });
  });

  test('calls listeners back with the payload when the transaction commits', async () => {
    const heard: string[] = [];
    const unlisten = await db.listen('test_channel', (payload) => heard.push(payload));
    await db.transaction(async (tx) => {
      await tx.query(`select pg_notify('test_channel', 'hello')`);
    });
    await eventually(async () => expect(heard).toEqual(['hello']));
    await unlisten();
    await db.query(`select pg_notify('test_channel', 'nobody listens')`);
    await db.ping();
    expect(heard).toEqual(['hello']);
  });

  test('does not call back for a transaction that was rolled back', async () => {
    const heard: string[] = [];
    const unlisten = await db.listen('test_channel', (payload) => heard.push(payload));
    const failing = db.transaction(async (tx) => {
      await tx.query(`select pg_notify('test_channel', 'lost')`);
      throw new Error('on purpose');
    });
    await expect(failing).rejects.toThrow('on purpose');
    await db.query(`select pg_notify('test_channel', 'next')`);
    await eventually(async () => expect(heard).toEqual(['next']));
    await unlisten();
  });
});
