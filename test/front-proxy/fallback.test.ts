import { startRouter } from '../router-service/running-router';
import { freePorts } from '../support/free-ports';
import { eventually } from '../support/eventually';
import {
  createCleanup,
  NOBODY,
  runningProxy,
  scriptedRouter,
  simulated,
} from '../support/running-proxy';
import { call, run, submit } from '../support/statement-client';

const cleanup = createCleanup();
afterEach(() => cleanup.run());

async function twoGroups() {
  const adhoc = await simulated(cleanup, { cluster: 'adhoc-1' });
  const etl = await simulated(cleanup, { cluster: 'etl-1' });
  const clusters = [
    { name: 'adhoc-1', url: adhoc.url, routingGroups: ['adhoc'] },
    { name: 'etl-1', url: etl.url, routingGroups: ['etl'] },
  ];
  return { adhoc, etl, clusters };
}

async function fallbackCounts(url: string): Promise<Record<string, number>> {
  const { text } = await call(`${url}/metrics`);
  const found = text.matchAll(/proxy_router_fallbacks_total\{kind="([^"]+)"\} (\d+)/g);
  return Object.fromEntries([...found].map(([, kind, count]) => [kind, Number(count)]));
}

const NONE = { header: 0, 'default-group': 0, 'last-decision': 0, reject: 0 };
const ETL = { 'X-Trino-Routing-Group': 'etl' };

describe('while no router answers', () => {
  test("header: the client's group serves where a cluster has it, else the default group", async () => {
    const { adhoc, etl, clusters } = await twoGroups();
    const proxy = await runningProxy(cleanup, clusters);
    await run(proxy.url, 'SELECT 1', ETL);
    await run(proxy.url, 'SELECT 1', { 'X-Trino-Routing-Group': 'nowhere' });
    await run(proxy.url, 'SELECT 1');
    expect([etl.ran(), adhoc.ran()]).toEqual([1, 2]);
    expect(await fallbackCounts(proxy.url)).toEqual({ ...NONE, header: 1, 'default-group': 2 });
  });

  test('header: where the header does not count, the default group serves', async () => {
    const { adhoc, clusters } = await twoGroups();
    const routing = { routingGroupHeader: false };
    const proxy = await runningProxy(cleanup, clusters, { routing });
    await run(proxy.url, 'SELECT 1', ETL);
    expect(adhoc.ran()).toBe(1);
  });

  test('default-group: whatever the client asks for', async () => {
    const { adhoc, clusters } = await twoGroups();
    const frontProxy = { fallback: 'default-group' };
    const proxy = await runningProxy(cleanup, clusters, { frontProxy });
    await run(proxy.url, 'SELECT 1', ETL);
    expect(adhoc.ran()).toBe(1);
    expect(await fallbackCounts(proxy.url)).toEqual({ ...NONE, 'default-group': 1 });
  });

  test('reject: the client reads the remedy, nothing reaches a cluster, and a repeat works', async () => {
    const { adhoc, etl, clusters } = await twoGroups();
    const [port] = await freePorts(1);
    const frontProxy = { fallback: 'reject', routerUrls: [`http://127.0.0.1:${port}`] };
    const proxy = await runningProxy(cleanup, clusters, { frontProxy });
    const answer = await submit(proxy.url, 'SELECT 1', ETL);
    expect(answer.status).toBe(200);
    expect(answer.json).toMatchObject({
      stats: { state: 'FAILED' },
      error: {
        errorName: 'SERVER_STARTING_UP',
        message: expect.stringMatching(/No router-service answers.*fallback.*try again/) as string,
      },
    });
    expect(answer.json).not.toHaveProperty('nextUri');
    expect(await fallbackCounts(proxy.url)).toEqual({ ...NONE, reject: 1 });

    const router = await startRouter({ clusters, routerService: { listen: `127.0.0.1:${port}` } });
    cleanup.add(router, () => router.stop());
    await run(proxy.url, 'SELECT 1');
    expect(adhoc.ran() + etl.ran()).toBe(1);
  });
});

describe('last-decision', () => {
  const ruleSet = {
    defaultRoutingGroup: 'adhoc',
    rules: [
      {
        name: 'sales',
        conditions: {
          any: [
            { fact: 'tables', operator: 'anyMatch', value: 'hive.sales.*' },
            { fact: 'user', operator: 'equal', value: 'nightly' },
          ],
        },
        event: { type: 'route', params: { routingGroup: 'etl' } },
      },
      {
        name: 'no-secrets',
        conditions: { all: [{ fact: 'tables', operator: 'anyMatch', value: 'hive.secret.*' }] },
        event: { type: 'reject', params: { message: 'Ask the owner' } },
      },
    ],
  };
  const DASHBOARD = { 'X-Trino-User': 'ada', 'X-Trino-Source': 'superset' };
  const SALES =
    "select region, sum(amount) from hive.sales.orders where day = '2026-01-01' group by 1";

  async function switchyard() {
    const { adhoc, etl, clusters } = await twoGroups();
    const router = await startRouter({ clusters });
    let isRunning = true;
    const stopRouter = async () => {
      if (isRunning) await router.stop();
      isRunning = false;
    };
    cleanup.add(router, stopRouter);
    await router.api.post('/v1/rules').send(ruleSet).expect(201);
    const frontProxy = { fallback: 'last-decision', routerUrls: [router.url] };
    const proxy = await runningProxy(cleanup, clusters, { frontProxy });
    return { adhoc, etl, proxy, stopRouter };
  }

  test('the same statement of the same user and source goes where it went, its literals aside', async () => {
    const { adhoc, etl, proxy, stopRouter } = await switchyard();
    await run(proxy.url, SALES, DASHBOARD);
    await stopRouter();

    await run(proxy.url, SALES, DASHBOARD);
    const tomorrow = `-- of today\n${SALES.replace('2026-01-01', '2026-01-02').toUpperCase()} ;`;
    await run(proxy.url, tomorrow, DASHBOARD);
    expect([etl.ran(), adhoc.ran()]).toEqual([3, 0]);
    expect(await fallbackCounts(proxy.url)).toEqual({ ...NONE, 'last-decision': 2 });
  });

  test('what was not decided before goes as the header says, else to the default group', async () => {
    const { adhoc, etl, proxy, stopRouter } = await switchyard();
    await run(proxy.url, SALES, DASHBOARD);
    await stopRouter();

    await run(proxy.url, SALES, { ...DASHBOARD, 'X-Trino-User': 'bob' });
    await run(proxy.url, SALES, { ...DASHBOARD, 'X-Trino-Source': 'tableau' });
    await run(proxy.url, 'select 2', DASHBOARD);
    expect([etl.ran(), adhoc.ran()]).toEqual([1, 3]);
    await run(proxy.url, 'select 3', { ...DASHBOARD, ...ETL });
    expect(etl.ran()).toBe(2);
    expect(await fallbackCounts(proxy.url)).toEqual({ ...NONE, header: 1, 'default-group': 3 });
  });

  test('an EXECUTE goes where the statement that it runs went', async () => {
    const { etl, proxy, stopRouter } = await switchyard();
    const prepared = (name: string) => ({
      ...DASHBOARD,
      'X-Trino-Prepared-Statement': `${name}=${encodeURIComponent(SALES)}`,
    });
    await run(proxy.url, 'EXECUTE p', prepared('p'));
    await stopRouter();
    await run(proxy.url, 'EXECUTE q', prepared('q'));
    await run(proxy.url, SALES, DASHBOARD);
    expect(etl.ran()).toBe(3);
  });

  test('what a rule refused stays refused', async () => {
    const { proxy, adhoc, etl, stopRouter } = await switchyard();
    await run(proxy.url, 'select * from hive.secret.salaries', DASHBOARD);
    await stopRouter();
    const { json } = await submit(proxy.url, 'select * from hive.secret.salaries', DASHBOARD);
    expect(json).toMatchObject({
      error: {
        errorName: 'QUERY_REJECTED',
        message: expect.stringContaining('Ask the owner') as string,
      },
    });
    expect([etl.ran(), adhoc.ran()]).toEqual([0, 0]);
  });

  test('a group that no cluster serves any more is forgotten', async () => {
    const { adhoc, clusters } = await twoGroups();
    const router = await scriptedRouter(cleanup, {
      routingGroup: 'gone',
      errors: [],
      externalHeaders: {},
    });
    const frontProxy = {
      fallback: 'last-decision',
      routerUrls: [router.url],
      routerTimeout: '200ms',
      clusterWait: '1ms',
    };
    const proxy = await runningProxy(cleanup, clusters, { frontProxy });
    expect((await submit(proxy.url, 'SELECT 1')).json).toHaveProperty('error');
    router.decision = undefined;
    await run(proxy.url, 'SELECT 1');
    expect(adhoc.ran()).toBe(1);
  });
});

describe('several routers', () => {
  const decided = { routingGroup: 'etl', errors: [], externalHeaders: {} };

  test('one that hangs costs no decision, as the others are asked within the same time', async () => {
    const { etl, clusters } = await twoGroups();
    const hanging = await scriptedRouter(cleanup);
    const answering = await scriptedRouter(cleanup, decided);
    const frontProxy = { routerUrls: [hanging.url, NOBODY, answering.url], routerTimeout: '900ms' };
    const proxy = await runningProxy(cleanup, clusters, { frontProxy });
    for (let n = 0; n < 20; n += 1) await run(proxy.url, 'SELECT 1');
    expect(etl.ran()).toBe(20);
    expect(await fallbackCounts(proxy.url)).toEqual(NONE);
    // It is passed over while another one answers.
    expect(hanging.routed).toHaveLength(1);
    expect(answering.routed).toHaveLength(20);
  });

  test('one that comes back is asked again', async () => {
    const { clusters } = await twoGroups();
    const first = await scriptedRouter(cleanup);
    const second = await scriptedRouter(cleanup, decided);
    const frontProxy = { routerUrls: [first.url, second.url], routerTimeout: '400ms' };
    const proxy = await runningProxy(cleanup, clusters, { frontProxy });
    await run(proxy.url, 'SELECT 1');
    first.decision = decided;
    await eventually(async () => {
      await run(proxy.url, 'SELECT 1');
      expect(first.routed.length).toBeGreaterThan(2);
    }, 20_000);
  });
});

test('a proxy and a router may start in any order: it is ready once it knows clusters', async () => {
  const { etl, clusters } = await twoGroups();
  const [port] = await freePorts(1);
  const frontProxy = { routerUrls: [`http://127.0.0.1:${port}`] };
  const proxy = await runningProxy(cleanup, [], { frontProxy });
  const before = await call(`${proxy.url}/readyz`);
  expect([before.status, before.json]).toEqual([
    503,
    { ready: false, reasons: ['no router-service has told the clusters yet'] },
  ]);

  const listen = `127.0.0.1:${port}`;
  const routing = { defaultRoutingGroup: 'etl' };
  const first = await startRouter({ clusters, routing, routerService: { listen } });
  await eventually(
    async () => expect((await call(`${proxy.url}/readyz`)).status).toBe(200),
    10_000,
  );
  await run(proxy.url, 'SELECT 1', ETL);
  await first.stop();
  await run(proxy.url, 'SELECT 1', ETL);
  const second = await startRouter({ clusters, routing, routerService: { listen } });
  cleanup.add(second, () => second.stop());
  await run(proxy.url, 'SELECT 1', ETL);
  expect(etl.ran()).toBe(3);
});
