import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '../../../router-service/database/database';
import { databaseUnavailable } from '../../../router-service/database/database-errors';
import { pruneHistory } from '../../../router-service/history/prune-history';
import { createMetrics } from '../../../runtime/metrics';
import { captureLog } from '../../support/captured-log';
import { describeDatabases, describeOwnServer } from '../../support/databases';
import { eventually } from '../../support/eventually';
import { decision, historyOn, query } from './history-builder';

describeDatabases('the writing of history', (database) => {
  let db: Database;

  beforeAll(async () => {
    db = await database.node();
  }, 60_000);

  beforeEach(() => database.empty());

  /** The database behind a door that can be shut, and a count of what went through. */
  function shuttable() {
    const door = { open: true, inserts: 0 };
    const query: Database['query'] = (sql, params) => {
      if (!door.open) {
        return Promise.reject(databaseUnavailable('somewhere', 'wait', new Error('shut')));
      }
      if (sql.startsWith('insert')) door.inserts += 1;
      return db.query(sql, params);
    };
    return { door, shutting: { ...db, query } };
  }

  const count = async (table: string) =>
    (await db.query<{ count: number }>(`select count(*)::integer as count from ${table}`))[0]
      ?.count;

  test('happens in the background after the interval', async () => {
    const history = historyOn(db, { flushInterval: 20 });
    history.recordDecision(decision('a'));
    history.recordQueries([query('q')]);
    expect(history.buffered()).toBe(2);
    await eventually(async () => expect(history.buffered()).toBe(0));
    expect(await count('decision')).toBe(1);
    await history.close();
  });

  test('does not wait for the interval where much waits', async () => {
    const history = historyOn(db, { bufferSize: 5_000 });
    for (let n = 0; n < 999; n += 1) history.recordDecision(decision(`d${n}`));
    history.recordQueries([query('q')]);
    await eventually(async () => expect(history.buffered()).toBe(0));
    expect([await count('decision'), await count('query')]).toEqual([999, 1]);
    await history.close();
  });

  test('that fails waits for the interval, however much waits', async () => {
    const { door, shutting } = shuttable();
    const { log, messages } = captureLog();
    const history = historyOn(shutting, { bufferSize: 5_000 }, { log });
    door.open = false;
    await history.flush();
    for (let n = 0; n < 1_500; n += 1) history.recordDecision(decision(`d${n}`));
    await eventually(async () => expect(messages('warn')).toHaveLength(1));
    door.open = true;
    history.recordDecision(decision('one more'));
    expect(history.buffered()).toBe(1_501);
    await history.flush();
    expect(await count('decision')).toBe(1_501);
    await history.close();
  });

  test('takes many rows at once', async () => {
    const { door, shutting } = shuttable();
    const history = historyOn(shutting, { bufferSize: 2_000 });
    for (let n = 0; n < 1_200; n += 1) history.recordDecision(decision(`d${n}`));
    await history.flush();
    expect(door.inserts).toBe(3);
    expect(await count('decision')).toBe(1_200);
    await history.close();
  });

  test('keeps what could not be written while there is room, drops and counts the rest', async () => {
    const { door, shutting } = shuttable();
    const { log, messages } = captureLog();
    const metrics = createMetrics();
    const history = historyOn(shutting, { bufferSize: 5 }, { log, metrics });
    door.open = false;
    for (let n = 0; n < 4; n += 1) history.recordDecision(decision(`d${n}`));
    await history.flush();
    history.recordQueries([query('q1'), query('q2'), query('q3')]);
    history.recordDecision(decision('d9'));
    await history.flush();
    expect({ buffered: history.buffered(), dropped: history.dropped() }).toEqual({
      buffered: 5,
      dropped: 3,
    });
    expect(await metrics.text()).toContain('switchyard_history_dropped_total{kind="query"} 2');
    expect(await metrics.text()).toContain('switchyard_history_dropped_total{kind="decision"} 1');
    expect(await metrics.text()).toContain('switchyard_history_buffered 5');

    door.open = true;
    await history.flush();
    expect(history.buffered()).toBe(0);
    expect([await count('decision'), await count('query')]).toEqual([4, 1]);
    expect(messages('warn')).toEqual(['cannot write history; it waits in memory']);
    expect(messages('info')).toEqual(['history is written again']);
    history.recordDecision(decision('after'));
    await history.close();
    expect(await count('decision')).toBe(5);
  });

  test('comes before rows for which there is no room, unless it fails', async () => {
    const { door, shutting } = shuttable();
    const history = historyOn(shutting, { bufferSize: 5 });
    for (let n = 0; n < 4; n += 1) history.recordDecision(decision(`d${n}`));
    await history.makeRoom(1);
    expect(history.buffered()).toBe(4);
    await history.makeRoom(2);
    expect(history.buffered()).toBe(0);
    for (let n = 4; n < 8; n += 1) history.recordDecision(decision(`d${n}`));
    door.open = false;
    await history.flush();
    door.open = true;
    await history.makeRoom(2);
    expect({ buffered: history.buffered(), dropped: history.dropped() }).toEqual({
      buffered: 4,
      dropped: 0,
    });
    await history.close();
  });

  test('drops and counts only the rows that the database refuses', async () => {
    const history = historyOn(db);
    history.recordDecision(decision('good 1'));
    history.recordDecision(decision('bad', { decidedAt: 'yesterday or so' }));
    history.recordDecision(decision('good 2'));
    history.recordQueries([
      query('q1'),
      query('bad', { submittedAt: 'soon' }),
      query('same\0'),
      query('same\uFFFD'),
    ]);
    await history.flush();
    expect(history.buffered()).toBe(0);
    expect(history.dropped()).toBe(2);
    expect((await history.decisions({ limit: 9 })).map(({ id }) => id).sort()).toEqual([
      'good 1',
      'good 2',
    ]);
    expect(await count('query')).toBe(2);
    await history.close();
  });

  test('drops and counts a decision whose input is no JSON, and does not throw', async () => {
    const history = historyOn(db);
    history.recordDecision(decision('bad', { input: { big: 1n } }));
    expect({ buffered: history.buffered(), dropped: history.dropped() }).toEqual({
      buffered: 0,
      dropped: 1,
    });
    await history.close();
  });

  test('is over when the history closes, and what is lost then is said', async () => {
    const { door, shutting } = shuttable();
    const { log, messages } = captureLog();
    const history = historyOn(shutting, {}, { log });
    history.recordDecision(decision('kept'));
    await history.flush();
    door.open = false;
    history.recordDecision(decision('lost'));
    await history.close();
    expect(await count('decision')).toBe(1);
    expect(messages('error')).toEqual(['history was lost: it could not be written']);
  });

  test('is pruned in small steps, the newer rows stay', async () => {
    const history = historyOn(db);
    const at = (day: number) => `2026-01-0${day}T00:00:00.000Z`;
    for (let n = 0; n < 7; n += 1) {
      history.recordDecision(decision(`old${n}`, { decidedAt: at(1) }));
      history.recordQueries([query(`old${n}`, { submittedAt: at(1) })]);
    }
    history.recordDecision(decision('new', { decidedAt: at(3) }));
    history.recordQueries([query('new', { submittedAt: at(3) }), query('unknown time')]);
    await history.close();
    expect(await pruneHistory(db, new Date(at(2)), 3)).toBe(14);
    expect(await count('decision')).toBe(1);
    expect(await count('query')).toBe(2);
    expect(await pruneHistory(db, new Date(at(2)), 3)).toBe(0);
  });

  test('is pruned in the background after the retention', async () => {
    const history = historyOn(db, { retention: 60_000 });
    const age = (ms: number) => ({ decidedAt: new Date(Date.now() - ms).toISOString() });
    history.recordDecision(decision('old', age(70_000)));
    history.recordDecision(decision('new', age(1_000)));
    await history.flush();
    await eventually(async () => expect(await count('decision')).toBe(1));
    expect(await history.decision('new')).toMatchObject({ id: 'new' });
    await history.close();
  });
});

describeOwnServer('history whose database stops', (database) => {
  test('waits in memory, never stops its caller, and is written when the database is back', async () => {
    const history = historyOn(await database.node(), { flushInterval: 50, bufferSize: 100 });
    history.recordDecision(decision('before'));
    await history.flush();
    await database.server()?.stop();
    for (let n = 0; n < 120; n += 1) history.recordDecision(decision(`during ${n}`));
    await pause(300);
    expect({ buffered: history.buffered(), dropped: history.dropped() }).toEqual({
      buffered: 100,
      dropped: 20,
    });
    await expect(history.decision('before')).rejects.toMatchObject({
      code: 'DATABASE_UNAVAILABLE',
    });
    await database.server()?.start();
    await eventually(async () => expect(history.buffered()).toBe(0), 15_000);
    expect(await history.decisions({ limit: 500 })).toHaveLength(101);
    await history.close();
  });
});
