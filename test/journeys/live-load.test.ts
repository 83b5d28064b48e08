import { startRouter } from '../router-service/running-router';
import { eventually } from '../support/eventually';
import { createCleanup, runningProxy, simulated } from '../support/running-proxy';
import { call, nextUri, submit } from '../support/statement-client';

const cleanup = createCleanup();
afterEach(() => cleanup.run());

const compare = (group: string, value: number) => ({
  ...{ fact: 'runningQueries', path: `$['${group}']`, operator: 'greaterThanInclusive', value },
});

test('rules send statements away from a group that is busy, as its coordinators say', async () => {
  const blue = await simulated(cleanup, { cluster: 'blue' });
  const green = await simulated(cleanup, { cluster: 'green' });
  const clusters = [
    { name: 'blue', url: blue.url, routingGroups: ['adhoc'] },
    { name: 'green', url: green.url, routingGroups: ['overflow'] },
  ];
  const router = await startRouter({ clusters });
  cleanup.add(router, () => router.stop());
  const overflow = {
    name: 'overflow',
    conditions: { all: [compare('adhoc', 2)] },
    event: { type: 'route', params: { routingGroup: 'overflow' } },
  };
  await router.api
    .post('/v1/rules')
    .send({ rules: [overflow] })
    .expect(201);
  const proxy = await runningProxy(cleanup, clusters, {
    frontProxy: { routerUrls: [router.url] },
    health: { interval: '100ms' },
  });
  const start = async () => {
    const first = await submit(proxy.url, 'select 1');
    // The second page comes from a query that runs.
    await call(nextUri(await call(nextUri(first))));
    return /\/c~([^/]+)\//.exec(nextUri(first))?.[1];
  };
  const runningQueries = async () => {
    const { body } = await router.api.get('/v1/clusters').expect(200);
    const { clusters: listed } = body as {
      clusters: { name: string; health: { load?: { running: number } } }[];
    };
    return listed.find(({ name }) => name === 'blue')?.health.load?.running;
  };

  await eventually(async () => expect(await runningQueries()).toBe(0), 10_000);
  expect(await start()).toBe('blue');
  expect(await start()).toBe('blue');
  await eventually(async () => expect(await runningQueries()).toBe(2), 10_000);
  expect(await start()).toBe('green');
});

test('a coordinator that does not tell its load counts as neither busy nor idle', async () => {
  const blue = await simulated(cleanup, { cluster: 'blue' });
  const clusters = [{ name: 'blue', url: blue.url, routingGroups: ['adhoc'] }];
  const router = await startRouter({ clusters });
  cleanup.add(router, () => router.stop());
  const idle = { fact: 'runningQueries', path: "$['adhoc']", operator: 'lessThan', value: 1 };
  const rules = [
    {
      name: 'idle',
      conditions: { any: [idle, compare('adhoc', 0)] },
      event: { type: 'route', params: { routingGroup: 'idle' } },
    },
  ];
  await router.api.post('/v1/rules').send({ rules }).expect(201);
  const { body } = await router.api.post('/v1/route').send({ statement: 'select 1' }).expect(200);
  expect(body).toMatchObject({ routingGroup: 'adhoc', decision: { reason: 'DEFAULT' } });
});
