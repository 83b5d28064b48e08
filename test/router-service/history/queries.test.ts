import type { Database } from '../../../router-service/database/database';
import type { History, RecordedQuery } from '../../../router-service/history/history';
import { describeDatabases } from '../../support/databases';
import { historyOn, query } from './history-builder';

const ID = '20260101_000000_00001_abcde';

const submitted = query(ID, {
  decisionId: 'd1',
  routingGroup: 'etl',
  reason: 'RULE_MATCHED',
  user: 'ann',
  source: 'airflow',
  submittedAt: '2026-01-02T03:04:05.000Z',
});

const ended = query(ID, {
  state: 'FAILED',
  error: 'SYNTAX_ERROR',
  finishedAt: '2026-01-02T03:05:00.000Z',
});

const whole: RecordedQuery = { ...submitted, ...ended };

describeDatabases('recorded queries', (database) => {
  let db: Database;
  let history: History;

  beforeAll(async () => {
    db = await database.node();
  }, 60_000);

  beforeEach(async () => {
    await database.empty();
    history = historyOn(db);
  });

  afterEach(() => history.close());

  const ids = async (filter: Parameters<History['queries']>[0]) =>
    (await history.queries(filter)).map(({ queryId }) => queryId);

  describe.each([
    ['submission first', [submitted, ended]],
    ['end first', [ended, submitted]],
    ['submission told again after the end', [submitted, ended, submitted]],
  ])('that are told in parts, %s,', (_order, reports) => {
    test('are whole when all parts come in one batch', async () => {
      history.recordQueries(reports);
      await history.flush();
      expect(await history.query(ID)).toEqual(whole);
      expect(history.buffered()).toBe(0);
    });

    test('are whole when each part comes in a batch of its own', async () => {
      for (const report of reports) {
        history.recordQueries([report]);
        await history.flush();
      }
      expect(await history.query(ID)).toEqual(whole);
    });

    test('are whole when each part comes through another node', async () => {
      for (const report of reports) {
        const other = historyOn(await database.node());
        other.recordQueries([report]);
        await other.close();
      }
      expect(await history.query(ID)).toEqual(whole);
    });
  });

  test('never lose what a later report leaves out', async () => {
    history.recordQueries([whole]);
    await history.flush();
    history.recordQueries([query(ID, { decisionId: undefined, user: undefined })]);
    await history.flush();
    expect(await history.query(ID)).toEqual(whole);
  });

  test('are newest first by submission, by their report where that is not known, in pages', async () => {
    const at = (hour: number) => ({ submittedAt: `2026-01-02T0${hour}:00:00.000Z` });
    history.recordQueries([query('q1', at(1)), query('q3', at(3)), query('q2', at(1))]);
    history.recordQueries([query('now')]);
    await history.flush();
    expect(await ids({ limit: 3 })).toEqual(['now', 'q3', 'q2']);
    expect(await ids({ limit: 3, before: 'now' })).toEqual(['q3', 'q2', 'q1']);
    expect(await ids({ limit: 3, before: 'q2' })).toEqual(['q1']);
  });

  test.each([
    [{ user: 'ann' }],
    [{ source: 'airflow' }],
    [{ cluster: 'blue' }],
    [{ routingGroup: 'etl' }],
    [{ state: 'FAILED' }],
  ])('are found by %j', async (filter) => {
    history.recordQueries([whole, query('other', { cluster: 'green', user: 'bob' })]);
    await history.flush();
    expect(await ids({ limit: 10, ...filter })).toEqual([ID]);
  });

  test('that are not there are 404, and a place that is not there is 400', async () => {
    await expect(history.query(ID)).rejects.toMatchObject({ status: 404 });
    await expect(history.queries({ limit: 1, before: ID })).rejects.toMatchObject({ status: 400 });
  });

  test('are written by two nodes at once without one waiting for the other for ever', async () => {
    const other = historyOn(await database.node());
    const reports = Array.from({ length: 400 }, (_, n) => query(`q${n}`));
    history.recordQueries(reports);
    other.recordQueries([...reports].reverse());
    await Promise.all([history.flush(), other.flush()]);
    expect(history.buffered() + other.buffered()).toBe(0);
    await other.close();
  });
});
