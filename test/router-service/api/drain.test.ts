import type { ClusterRecord, ProxyReport } from '../../../protocol/decision';
import type { PastDrain } from '../../../protocol/drain';
import { eventually } from '../../support/eventually';
import { type RunningRouter, startRouter } from '../running-router';

let router: RunningRouter;
beforeAll(async () => {
  // As fast as a test may be; the order of things is the same.
  router = await startRouter({}, { lookMs: 150, settleMs: 500 });
});
afterAll(() => router.stop());

/** A cluster for each test, and ids of its queries. */
const q = (number: number) => `${blue}-q${number}`;
let blue = '';
let count = 0;
beforeEach(async () => {
  blue = `blue-${++count}`;
  const added = { name: blue, url: `http://127.0.0.1:${9100 + count}`, routingGroups: ['adhoc'] };
  await router.api.post('/v1/clusters').send(added).expect(201);
});

const MINUTE = 60_000;
const ago = (ms: number) => new Date(Date.now() - ms).toISOString();

type News = Partial<Pick<ProxyReport, 'queries' | 'seen' | 'gone' | 'transactions'>>;

/** What a proxy would tell. */
async function report(news: News, proxyId = 'p1'): Promise<Record<string, unknown>> {
  const all = { proxyId, clusterHealth: [], coordinators: [], queries: [], ...news };
  return (await router.api.post('/v1/reports').send(all).expect(200)).body as never;
}

const submitted = (queryId: string, cluster = blue, age = 0) =>
  ({ queryId, cluster, state: 'RUNNING', submittedAt: ago(age) }) as const;
const finished = (queryId: string, cluster = blue) =>
  ({ queryId, cluster, state: 'FINISHED', finishedAt: ago(0) }) as const;

async function cluster(name = blue): Promise<ClusterRecord> {
  return (await router.api.get(`/v1/clusters/${name}`).expect(200)).body as ClusterRecord;
}

async function drain(order?: object, name = blue): Promise<ClusterRecord> {
  const { body } = await router.api.post(`/v1/clusters/${name}/drain`).send(order).expect(200);
  return body as ClusterRecord;
}

async function drains(name = blue): Promise<PastDrain[]> {
  const { body } = await router.api.get(`/v1/clusters/${name}/drains`).expect(200);
  return (body as { drains: PastDrain[] }).drains;
}

const told = (cancel: string[]) =>
  eventually(async () => expect(await report({})).toMatchObject({ cancel }));

/** What all proxies are told of this test's cluster. */
const openQueries = (expected: number) =>
  eventually(async () => {
    const { openQueries: all } = (await report({})) as { openQueries: Record<string, number> };
    expect(all[blue] ?? 0).toBe(expected);
  });

const becomes = (admission: string) =>
  eventually(async () => expect(await cluster()).toMatchObject({ admission }));

test('a draining cluster tells its open queries and transactions, and is switched off when they are over', async () => {
  await report({
    queries: [submitted(q(1), blue, 12 * MINUTE), submitted(q(2)), submitted(q(3), 'green')],
    transactions: [{ transaction: 't1', cluster: blue, queryId: q(2), ended: false }],
  });
  const begun = await drain();
  expect(begun).toMatchObject({ admission: 'DRAINING', drain: { by: 'anonymous' } });
  await eventually(async () =>
    expect((await cluster()).drain).toMatchObject({
      running: 2,
      transactions: 1,
      text: '2 running, oldest 12 min, 1 transaction',
    }),
  );
  await report({ queries: [finished(q(1)), finished(q(2))] });
  await eventually(async () =>
    expect((await cluster()).drain?.text).toBe('0 running, 1 transaction'),
  );
  await report({
    transactions: [{ transaction: 't1', cluster: blue, queryId: q(4), ended: true }],
  });
  await becomes('INACTIVE');
  expect((await cluster()).drain).toBeUndefined();
  expect(await drains()).toMatchObject([
    { by: 'anonymous', outcome: 'IDLE', endedBy: 'drain', since: begun.drain?.since },
  ]);
  expect((await cluster('green')).admission).toBe('ACTIVE');
});

test('a query is counted once, however many proxies page it, and no heartbeat revives one that ended', async () => {
  const seen = [{ queryId: q(1), cluster: blue }];
  await report({ queries: [submitted(q(1))] }, 'p1');
  await report({ seen }, 'p2');
  await openQueries(1);
  await report({ queries: [finished(q(1))] }, 'p2');
  await openQueries(0);
  await report({ seen }, 'p1');
  await eventually(async () => expect(await report({})).toMatchObject({ proxies: 2 }));
  await openQueries(0);
});

test('a query that its coordinator does not know is not open, until a page of it is seen', async () => {
  await report({ queries: [submitted(q(1))] });
  await openQueries(1);
  await report({ gone: [q(1)] });
  await openQueries(0);
  await report({ seen: [{ queryId: q(1), cluster: blue }] });
  await openQueries(1);
});

test('a query that its coordinator forgot at once is not open by its first report, which is written later', async () => {
  await report({ gone: [q(1)] });
  // Time to write that.
  await new Promise((resolve) => setTimeout(resolve, 300));
  await report({ queries: [submitted(q(1)), submitted(q(2))] });
  await openQueries(1);
});

test('a query is known by its heartbeat alone, as when its first report was lost', async () => {
  await report({ seen: [{ queryId: q(1), cluster: blue }] });
  await openQueries(1);
});

test('queries that were submitted past Switchyard count where the coordinator tells them', async () => {
  const health = (running: number) => ({
    ...{ proxyId: 'p1', coordinators: [], queries: [] },
    clusterHealth: [
      {
        cluster: blue,
        health: { state: 'HEALTHY', reason: '', since: ago(0), load: { running, queued: 1 } },
      },
    ],
  });
  await router.api.post('/v1/reports').send(health(2)).expect(200);
  expect((await drain()).drain).toMatchObject({
    running: 0,
    coordinator: 3,
    text: '0 running, 0 transactions; the coordinator counts 3',
  });
});

test('activation undoes a drain', async () => {
  await report({ queries: [submitted(q(1))] });
  await openQueries(1);
  await drain({ deadline: '1h', then: 'CANCEL' });
  const { body } = await router.api.post(`/v1/clusters/${blue}/activate`).expect(200);
  expect(body).toMatchObject({ admission: 'ACTIVE' });
  expect((body as ClusterRecord).drain).toBeUndefined();
  expect(await drains()).toMatchObject([{ outcome: 'UNDONE', endedBy: 'anonymous' }]);
});

test('a second call is the same drain, and may change its deadline', async () => {
  await report({ queries: [submitted(q(1))] });
  await openQueries(1);
  const first = await drain();
  const again = await drain({ deadline: '1h' });
  expect(again.drain).toMatchObject({ since: first.drain?.since, then: 'CANCEL' });
  const deadline = Date.parse(again.drain?.deadline ?? '');
  expect(Math.abs(deadline - Date.now() - 60 * MINUTE)).toBeLessThan(MINUTE);
  expect((await drain({ then: 'ACTIVE' })).drain).toMatchObject({
    then: 'ACTIVE',
    deadline: again.drain?.deadline,
  });
  expect((await drain()).drain).toMatchObject({ then: 'ACTIVE' });
  expect(await drains()).toHaveLength(1);
});

test.each([
  ['INACTIVE', 'INACTIVE', 'DEADLINE'],
  ['ACTIVE', 'ACTIVE', 'GIVEN_UP'],
])('at its deadline with %s the cluster becomes %s', async (then, admission, outcome) => {
  await report({ queries: [submitted(q(1))] });
  await openQueries(1);
  await drain({ deadline: '200ms', then });
  await becomes(admission);
  expect(await drains()).toMatchObject([{ outcome }]);
});

test('at its deadline the proxies are told to cancel what is left, and then the cluster is switched off', async () => {
  await report({ queries: [submitted(q(1))] });
  await openQueries(1);
  await drain({ deadline: '200ms' });
  await told([blue]);
  expect((await cluster()).drain?.cancelingSince).toBeDefined();
  await report({ queries: [{ queryId: q(1), cluster: blue, state: 'CANCELED' }] });
  await becomes('INACTIVE');
  expect(await drains()).toMatchObject([{ outcome: 'CANCELED' }]);
  await told([]);
});

test('a caller waits for the end, and gets the cluster behind signs of life', async () => {
  await report({ queries: [submitted(q(1))] });
  await openQueries(1);
  const waiting = fetch(`${router.url}/v1/clusters/${blue}/drain?wait=10m`, { method: 'POST' });
  const answer = await waiting;
  expect(answer.status).toBe(200);
  expect((await cluster()).admission).toBe('DRAINING');
  await report({ queries: [finished(q(1))] });
  const text = await answer.text();
  expect(text).toMatch(/^\n+\{/);
  expect(JSON.parse(text)).toMatchObject({ name: blue, admission: 'INACTIVE' });
});

test('a caller waits no longer than it asked to, and one that goes away stops nothing', async () => {
  await report({ queries: [submitted(q(1))] });
  await openQueries(1);
  const { body } = await router.api.post(`/v1/clusters/${blue}/drain?wait=300ms`).expect(200);
  expect(body).toMatchObject({ admission: 'DRAINING' });
  const leaving = new AbortController();
  const url = `${router.url}/v1/clusters/${blue}/drain?wait=10m`;
  await fetch(url, { method: 'POST', signal: leaving.signal });
  leaving.abort();
  await report({ queries: [finished(q(1))] });
  await becomes('INACTIVE');
});

test('a caller that waits hears that the cluster is activated or removed', async () => {
  await report({ queries: [submitted(q(1))] });
  await openQueries(1);
  const wait = () => fetch(`${router.url}/v1/clusters/${blue}/drain?wait=10m`, { method: 'POST' });
  const undone = await wait();
  await router.api.post(`/v1/clusters/${blue}/activate`).expect(200);
  expect(JSON.parse(await undone.text())).toMatchObject({ admission: 'ACTIVE' });
  const removed = await wait();
  await router.api.delete(`/v1/clusters/${blue}`).expect(204);
  expect(JSON.parse(await removed.text())).toMatchObject({ code: 'NOT_FOUND' });
});

test('a cluster that is INACTIVE is drained already', async () => {
  await router.api.post(`/v1/clusters/${blue}/deactivate`).expect(200);
  const { body } = await router.api.post(`/v1/clusters/${blue}/drain?wait=10m`).expect(200);
  expect(body).toMatchObject({ admission: 'INACTIVE' });
  expect(await drains()).toEqual([]);
});

test.each([
  [{ deadline: 'soon' }, 'deadline'],
  [{ deadline: '1m', then: 'KILL' }, 'then'],
  [{ then: 'CANCEL' }, 'then'],
  [{ until: '1m' }, 'until'],
])('%p is refused by the name of its field', async (order, path) => {
  const { body } = await router.api.post(`/v1/clusters/${blue}/drain`).send(order).expect(400);
  expect(body).toMatchObject({ path });
  expect((await cluster()).admission).toBe('ACTIVE');
});

test('a cluster that there is not cannot be drained', async () => {
  await router.api.post('/v1/clusters/nobody/drain').expect(404);
});

test('who drained, and how it ended, is in the log', async () => {
  await drain();
  await becomes('INACTIVE');
  expect(router.logged()).toMatch(/"msg":"drains a cluster"/);
  expect(router.logged()).toMatch(/"outcome":"IDLE".*"msg":"a drain ended"/);
});
