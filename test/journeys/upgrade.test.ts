import type { ClusterRecord } from '../../protocol/decision';
import { startPagingClients } from '../support/paging-clients';
import { eventually } from '../support/eventually';
import { createCleanup, simulated } from '../support/running-proxy';
import { headerOf, rowsOf, run } from '../support/statement-client';
import { beforeUpgrade, walkThroughUpgrade } from '../support/upgrade-walk-through';

const cleanup = createCleanup();
afterEach(() => cleanup.run());

const behaviour = { resultPages: 5, pageDelayMs: 150 };

test('a version is upgraded by the commands of docs/upgrades.md, and no client loses a query', async () => {
  const blue = await simulated(cleanup, { cluster: 'blue', behaviour });
  const green = await simulated(cleanup, { cluster: 'green', behaviour });
  const { url } = await beforeUpgrade(cleanup, blue.url);
  const query = { statement: 'SELECT 1', countPerUser: 1 };
  const outcomes = await walkThroughUpgrade(url, green.url, query);
  expect(outcomes.filter(({ failure }) => failure !== undefined)).toEqual([]);
  expect(new Set(outcomes.map(({ cluster }) => cluster))).toEqual(new Set(['blue', 'green']));
  expect(new Set(outcomes.map(({ rows }) => rows))).toEqual(new Set([5]));
  for (const { queries } of [blue, green]) {
    expect(queries().filter(({ error }) => error !== undefined)).toEqual([]);
  }
}, 240_000);

test('at the deadline of a drain the clients of what still runs read that it was canceled', async () => {
  const endless = { ...behaviour, resultPages: Infinity };
  const blue = await simulated(cleanup, { cluster: 'blue', behaviour: endless });
  const { url, router } = await beforeUpgrade(cleanup, blue.url);
  const clients = startPagingClients(url, { count: 3, statement: 'SELECT 1' });
  await clients.progress();
  const order = { deadline: '500ms', then: 'CANCEL' };
  await router.api.post('/v1/clusters/blue/drain').send(order).expect(200);
  const outcomes = await clients.stop();
  expect(outcomes.map(({ failure }) => failure)).toEqual(Array(3).fill('Query was canceled'));
  await eventually(async () => {
    const { body } = await router.api.get('/v1/clusters/blue').expect(200);
    expect(body).toMatchObject({ admission: 'INACTIVE' });
  }, 60_000);
}, 120_000);

test('a transaction goes on while its cluster drains, and the drain waits for its end', async () => {
  const blue = await simulated(cleanup, { cluster: 'blue', behaviour });
  const { url, router } = await beforeUpgrade(cleanup, blue.url);
  const begun = await run(url, 'START TRANSACTION', { 'X-Trino-Transaction-Id': 'NONE' });
  const id = headerOf(begun, 'x-trino-started-transaction-id') ?? '';
  const inside = { 'X-Trino-Transaction-Id': id };
  const progress = async () =>
    ((await router.api.get('/v1/clusters/blue').expect(200)).body as ClusterRecord).drain;
  await router.api.post('/v1/clusters/blue/drain').expect(200);
  await eventually(async () => expect(await progress()).toMatchObject({ transactions: 1 }));
  expect(rowsOf(await run(url, 'SELECT 1', inside))).toHaveLength(5);
  await run(url, 'COMMIT', inside);
  await eventually(async () => expect(await progress()).toBeUndefined(), 60_000);
}, 120_000);
