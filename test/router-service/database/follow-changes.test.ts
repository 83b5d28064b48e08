import { setTimeout as pause } from 'node:timers/promises';
import { announceChange } from '../../../router-service/database/change-counter';
import type { Database } from '../../../router-service/database/database';
import { databaseUnavailable } from '../../../router-service/database/database-errors';
import { followChanges, type Follower } from '../../../router-service/database/follow-changes';
import { captureLog } from '../../support/captured-log';
import { describeDatabases } from '../../support/databases';
import { eventually } from '../../support/eventually';

const HOUR = 3_600_000;

describeDatabases('a follower of changes', (database) => {
  let db: Database;
  let follower: Follower | undefined;

  beforeAll(async () => {
    db = await database.node();
  }, 60_000);

  afterEach(() => follower?.close());

  const announce = () => db.transaction((tx) => announceChange(tx, 'cluster'));
  const deaf = (): Database => ({ ...db, listen: async () => async () => undefined });

  async function countReads(node: Database, pollMs?: number): Promise<() => number> {
    let reads = 0;
    const read = async () => void (reads += 1);
    const { log } = captureLog();
    follower = await followChanges({ db: node, log, topic: 'cluster', read, pollMs });
    return () => reads;
  }

  test('reads once at first, and not again while nothing changes', async () => {
    const reads = await countReads(db, 20);
    await pause(200);
    expect(reads()).toBe(1);
  });

  test('reads on a notification alone', async () => {
    const reads = await countReads(db, HOUR);
    await announce();
    await eventually(async () => expect(reads()).toBe(2), 2_000);
  });

  test('reads by polling alone', async () => {
    const reads = await countReads(deaf());
    await announce();
    await eventually(async () => expect(reads()).toBe(2), 2_000);
  });

  test('does not read for a change that was rolled back', async () => {
    const reads = await countReads(db, 20);
    const failing = db.transaction(async (tx) => {
      await announceChange(tx, 'cluster');
      throw new Error('on purpose');
    });
    await expect(failing).rejects.toThrow('on purpose');
    await pause(200);
    expect(reads()).toBe(1);
  });

  test('sees a change that comes while it reads', async () => {
    let reads = 0;
    const read = async () => {
      reads += 1;
      if (reads === 1) await announce();
    };
    const { log } = captureLog();
    follower = await followChanges({ db, log, topic: 'cluster', read, pollMs: HOUR });
    expect(reads).toBe(2);
  });

  test('tells once that the database is away and once that it is back', async () => {
    let away = false;
    const shaky: Database = {
      ...db,
      query: (sql, params) =>
        away
          ? Promise.reject(databaseUnavailable('somewhere', 'wait', new Error('away')))
          : db.query(sql, params),
    };
    const { log, messages } = captureLog();
    let reads = 0;
    const read = async () => void (reads += 1);
    follower = await followChanges({ db: shaky, log, topic: 'cluster', read, pollMs: 20 });
    away = true;
    await pause(200);
    expect(messages('warn')).toEqual(['cannot read changes; the last known state serves']);
    await announce();
    away = false;
    await eventually(async () => expect(reads).toBe(2));
    await eventually(async () =>
      expect(messages('info')).toEqual(['reads changes from the database again']),
    );
    expect(messages('warn')).toHaveLength(1);
  });
});
