import { setTimeout as pause } from 'node:timers/promises';
import type { SimulatedCoordinator } from '../../demo/simulated-coordinator';
import { startRouter, type RunningRouter } from '../router-service/running-router';
import { eventually } from '../support/eventually';
import { createCleanup, runningProxy, simulated } from '../support/running-proxy';
import { call, rowsOf, run, submit } from '../support/statement-client';

// One story on one set-up, in order: opening an embedded database takes seconds.
const cleanup = createCleanup();
let blue: SimulatedCoordinator;
let green: SimulatedCoordinator;
let router: RunningRouter;
let proxyUrl: string;

beforeAll(async () => {
  blue = await simulated(cleanup, { cluster: 'blue' });
  green = await simulated(cleanup, { cluster: 'green' });
  const clusters = [{ name: 'blue', url: blue.url, routingGroups: ['adhoc'] }];
  router = await startRouter({ clusters });
  cleanup.add(router, () => router.stop());
  const frontProxy = { routerUrls: [router.url] };
  proxyUrl = (await runningProxy(cleanup, clusters, { frontProxy })).url;
}, 60_000);
afterAll(() => cleanup.run());

const clusterOf = async (headers: Record<string, string> = {}) => {
  const answers = await run(proxyUrl, 'select 1', headers);
  return rowsOf(answers)[0]?.[0] ?? answers.at(-1)?.json.error;
};

const json = { 'Content-Type': 'application/json' };
const post = (path: string, body: object) =>
  call(`${proxyUrl}${path}`, { method: 'POST', headers: json, body: JSON.stringify(body) });

test('a group without a cluster is named in the error', async () => {
  const { json } = await submit(proxyUrl, 'select 1', { 'X-Trino-Source': 'airflow' });
  expect(json.error).toMatchObject({ message: expect.stringContaining('"etl"') });
});

test('a cluster added through the one URL takes statements within two seconds', async () => {
  const added = await post('/v1/clusters', {
    ...{ name: 'green', url: green.url, routingGroups: ['etl'] },
  });
  expect(added.status).toBe(201);
  await eventually(
    async () => expect(await clusterOf({ 'X-Trino-Source': 'airflow' })).toBe('green'),
    2000,
  );
  expect(await clusterOf({ 'X-Trino-Source': 'trino-cli' })).toBe('blue');
});

test('rules that are POSTed change the next decision', async () => {
  const rules = [
    {
      name: 'alice-heavy',
      conditions: {
        all: [
          { fact: 'user', operator: 'equal', value: 'alice' },
          { fact: 'tables', operator: 'anyMatch', value: 'hive.sales.*' },
        ],
      },
      event: { type: 'route', params: { routingGroup: 'etl' } },
    },
    {
      name: 'no-drops',
      conditions: { all: [{ fact: 'queryType', operator: 'equal', value: 'DropTable' }] },
      event: { type: 'reject', params: { message: 'tables are dropped by the platform team' } },
    },
  ];
  expect((await post('/v1/rules', { defaultRoutingGroup: 'adhoc', rules })).status).toBe(201);
  const decided = async (statement: string) =>
    (await post('/v1/route', { statement, user: 'alice' })).json;
  expect(await decided('select * from hive.sales.orders')).toMatchObject({
    routingGroup: 'etl',
    decision: { reason: 'RULE_MATCHED', rule: 'alice-heavy', ruleSetRevision: 2 },
  });
  expect(await decided('select 1')).toMatchObject({ decision: { reason: 'DEFAULT' } });
});

test('a rejected statement tells the client the rule and the decision', async () => {
  const { json } = await submit(proxyUrl, 'drop table hive.sales.orders');
  const { message } = json.error as { message: string };
  expect(message).toMatch(/dropped by the platform team.*no-drops.*decision/);
});

test('the history tells where each query went and how it ended', async () => {
  const [first] = await run(proxyUrl, 'select 7', { 'X-Trino-Source': 'story' });
  const queryId = String(first!.json.id);
  await eventually(async () => {
    const { json } = await call(`${proxyUrl}/v1/queries/${queryId}`);
    expect(json).toMatchObject({ cluster: 'blue', state: 'FINISHED', source: 'story' });
    const decision = await call(`${proxyUrl}/v1/decisions/${String(json.decisionId)}`);
    expect(decision.json).toMatchObject({ reason: 'DEFAULT', source: 'story' });
  });
});

test('a cluster that is deactivated takes no statement within two seconds, and comes back', async () => {
  await post('/v1/clusters/blue/deactivate', {});
  await eventually(
    async () =>
      expect(await clusterOf()).toMatchObject({
        message: expect.stringContaining('blue is INACTIVE'),
      }),
    2000,
  );
  await post('/v1/clusters/blue/activate', {});
  await eventually(async () => expect(await clusterOf()).toBe('blue'), 2000);
});

test('the router sees the health that the proxy saw', async () => {
  await eventually(async () => {
    const { json } = await call(`${proxyUrl}/v1/clusters/green`);
    expect(json.health).toMatchObject({ state: 'HEALTHY' });
  });
});

test('while the router is away statements and pages go on with the last known clusters', async () => {
  const posted = await submit(proxyUrl, 'select 1');
  await router.service.close();
  await pause(100);
  const page = await call(String(posted.json.nextUri));
  expect(page.status).toBe(200);
  expect(await clusterOf()).toBe('blue');
  expect(await clusterOf({ 'X-Trino-Routing-Group': 'etl' })).toBe('green');
  expect((await call(`${proxyUrl}/v1/rules`)).status).toBe(502);
});
