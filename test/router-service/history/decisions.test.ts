import type { Database } from '../../../router-service/database/database';
import type { History } from '../../../router-service/history/history';
import { describeDatabases } from '../../support/databases';
import { decision, historyOn } from './history-builder';

const full = decision('full', {
  reason: 'RULE_MATCHED',
  routingGroup: 'etl',
  rule: 'airflow',
  message: 'told',
  statement: {
    parsed: true,
    complete: true,
    queryType: 'Insert',
    resourceGroupQueryType: 'INSERT',
    catalogs: ['hive'],
    schemas: ['sales'],
    catalogSchemas: ['hive.sales'],
    tables: ['hive.sales.orders'],
    readTables: [],
    writeTables: ['hive.sales.orders'],
    unqualified: [],
    fingerprint: 'f00',
  },
  user: 'ann',
  source: 'airflow',
  clientTags: ['a, b', '"c"'],
  remoteAddress: '10.0.0.1',
  input: { now: '2026-01-02T03:04:05.678Z', deep: [1, null, { x: 'y' }] },
});

describeDatabases('recorded decisions', (database) => {
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

  const ids = async (filter: Parameters<History['decisions']>[0]) =>
    (await history.decisions(filter)).map(({ id }) => id);

  test('come back whole, without the text of the statement', async () => {
    history.recordDecision({ ...full, statementText: 'select 1' });
    history.recordDecision(decision('bare'));
    await history.flush();
    expect(await history.decision('full')).toEqual(full);
    expect(await history.decision('bare')).toEqual(decision('bare'));
  });

  test('keep the text of the statement where the operator asks for it', async () => {
    const keeping = historyOn(db, { statements: true });
    keeping.recordDecision({ ...full, statementText: `select 'ä😀'` });
    await keeping.close();
    expect((await history.decision('full')).statementText).toBe(`select 'ä😀'`);
  });

  test('of the same id are kept once', async () => {
    history.recordDecision(decision('one', { user: 'first' }));
    await history.flush();
    history.recordDecision(decision('one', { user: 'second' }));
    history.recordDecision(decision('two'));
    await history.flush();
    expect((await history.decision('one')).user).toBe('first');
    expect(history.buffered()).toBe(0);
  });

  test('are newest first, in pages that neither repeat nor miss one of the same time', async () => {
    const at = (second: number) => `2026-01-02T03:04:0${second}.000Z`;
    for (const [n, second] of [3, 1, 1, 1, 2, 1].entries()) {
      history.recordDecision(decision(`d${n}`, { decidedAt: at(second) }));
    }
    await history.flush();
    expect(await ids({ limit: 2 })).toEqual(['d0', 'd4']);
    history.recordDecision(decision('later', { decidedAt: at(9) }));
    await history.flush();
    expect(await ids({ limit: 2, before: 'd4' })).toEqual(['d5', 'd3']);
    expect(await ids({ limit: 9, before: 'd3' })).toEqual(['d2', 'd1']);
    expect(await ids({ limit: 9, before: 'd1' })).toEqual([]);
  });

  test.each([
    [{ user: 'ann' }],
    [{ source: 'airflow' }],
    [{ routingGroup: 'etl' }],
    [{ rule: 'airflow' }],
    [{ reason: 'RULE_MATCHED' }],
    [{ user: 'ann', reason: 'RULE_MATCHED' }],
  ])('are found by %j', async (filter) => {
    history.recordDecision(full);
    history.recordDecision(decision('other', { user: 'bob', source: 'cli', rule: 'else' }));
    await history.flush();
    expect(await ids({ limit: 10, ...filter })).toEqual(['full']);
    expect(await ids({ limit: 10, ...filter, source: 'a\0' })).toEqual([]);
  });

  test('that are not there are 404, and a place that is not there is 400', async () => {
    await expect(history.decision('no\0ne')).rejects.toMatchObject({ status: 404 });
    await expect(history.decisions({ limit: 1, before: 'none' })).rejects.toMatchObject({
      status: 400,
      problems: [{ path: 'before' }],
    });
  });

  test.each([
    [0, 1],
    [-5, 1],
    [1e9, 3],
  ])('are bounded: a limit of %d answers %d', async (limit, count) => {
    for (const id of ['a', 'b', 'c']) history.recordDecision(decision(id));
    await history.flush();
    expect(await ids({ limit })).toHaveLength(count);
  });

  test('are written when they hold what PostgreSQL cannot store', async () => {
    history.recordDecision(decision('nul', { user: 'a\0b', input: { 'k\0': 'half \ud83d' } }));
    await history.flush();
    expect(await history.decision('nul')).toMatchObject({
      user: 'a\uFFFDb',
      input: { 'k\uFFFD': 'half \uFFFD' },
    });
    expect(history.dropped()).toBe(0);
  });

  test('that are very large lose what is only for a replay', async () => {
    const keeping = historyOn(db, { statements: true });
    const long = 'x'.repeat(1_500_000);
    keeping.recordDecision(decision('large', { statementText: long, input: { long } }));
    await keeping.close();
    const kept = await history.decision('large');
    expect(kept.statementText).toHaveLength(1_000_000);
    expect(kept).not.toHaveProperty('input');
  });
});
