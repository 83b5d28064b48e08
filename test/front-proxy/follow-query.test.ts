import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { SimulatedCoordinator } from '../../demo/simulated-coordinator';
import { eventually } from '../support/eventually';
import { call, headerOf, nextUri, rowsOf, run, submit } from '../support/statement-client';
import { createCleanup, runningProxy, scriptedRouter, simulated } from '../support/running-proxy';

const cleanup = createCleanup();
afterEach(() => cleanup.run());

const clusterOf = ({ cluster, url }: SimulatedCoordinator) => ({ name: cluster, url });

async function twoClusters() {
  return Promise.all(['blue', 'green'].map((cluster) => simulated(cleanup, { cluster })));
}

test('every URI of a query names its cluster and leads through the proxy', async () => {
  const clusters = await twoClusters();
  const proxy = await runningProxy(cleanup, clusters.map(clusterOf));
  const answers = await run(proxy.url, 'select 1');
  const cluster = String(rowsOf(answers)[0]?.[0]);
  for (const { json } of answers) {
    expect(json.infoUri).toMatch(`${proxy.url}/c~${cluster}/ui/`);
    if (json.nextUri) expect(json.nextUri).toMatch(`${proxy.url}/c~${cluster}/v1/statement/`);
  }
});

test('any proxy serves any page, also one that started after the query', async () => {
  const clusters = await twoClusters();
  const first = await runningProxy(cleanup, clusters.map(clusterOf));
  const posted = await Promise.all(Array.from({ length: 10 }, () => submit(first.url, 'select 1')));
  const second = await runningProxy(cleanup, clusters.map(clusterOf));
  await first.close();
  for (const page of posted) {
    let next = nextUri(page).replace(first.url, second.url);
    let last = page;
    while (next !== '') {
      last = await call(next);
      next = nextUri(last);
    }
    expect(last.json).toMatchObject({ stats: { state: 'FINISHED' } });
  }
});

test('a cancel ends the query on its cluster', async () => {
  const clusters = await twoClusters();
  const proxy = await runningProxy(cleanup, clusters.map(clusterOf));
  const posted = await submit(proxy.url, 'select 1');
  const canceled = await call(nextUri(posted), { method: 'DELETE' });
  expect(canceled.status).toBe(204);
  const query = clusters.flatMap((cluster) => cluster.queries())[0]!;
  expect(query).toMatchObject({ id: posted.json.id, error: 'USER_CANCELED' });
});

test('without a segment the coordinator id finds the query, for HEAD and GET', async () => {
  const clusters = await twoClusters();
  const proxy = await runningProxy(cleanup, clusters.map(clusterOf), {
    frontProxy: { affinityPrefix: '' },
  });
  const headers = { 'X-Trino-User': 'tester' };
  for (let i = 0; i < 6; i += 1) {
    const answers = await run(proxy.url, 'select 1');
    expect(nextUri(answers[0]!)).toMatch(`${proxy.url}/v1/statement/`);
    const url = `${proxy.url}/v1/query/${String(answers[0]!.json.id)}`;
    expect((await call(url, { headers })).json.queryId).toBe(answers[0]!.json.id);
    expect((await call(url, { headers, method: 'HEAD' })).status).toBe(200);
  }
});

test('a proxy that never saw the coordinator asks the clusters', async () => {
  const clusters = await twoClusters();
  const direct = await submit(clusters[1]!.url, 'select 1');
  // Trino answers 410 for a query that was registered but never asked for a page.
  await call(nextUri(direct));
  const proxy = await runningProxy(cleanup, clusters.map(clusterOf));
  const headers = { 'X-Trino-User': 'tester' };
  const found = await call(`${proxy.url}/v1/query/${String(direct.json.id)}`, { headers });
  expect(found.json.queryId).toBe(direct.json.id);
  const unknown = await call(`${proxy.url}/v1/query/20200101_000000_00001_zzzzz`, { headers });
  const asked = await call(`${clusters[0]!.url}/v1/query/20200101_000000_00001_zzzzz`, { headers });
  expect(unknown).toMatchObject({ status: asked.status, text: asked.text });
  await clusters[0]!.stop();
  const unsure = await call(`${proxy.url}/v1/query/20200101_000000_00002_zzzzy`, { headers });
  expect(unsure.status).toBe(503);
  await clusters[0]!.restart();
});

test('without a segment any proxy finds a query that was only just registered', async () => {
  const clusters = await twoClusters();
  const off = { frontProxy: { affinityPrefix: '' } };
  const [one, other] = [
    await runningProxy(cleanup, clusters.map(clusterOf), off),
    await runningProxy(cleanup, clusters.map(clusterOf), off),
  ];
  for (let i = 0; i < 4; i += 1) {
    const posted = await submit(one.url, 'select 1');
    const page = await call(nextUri(posted).replace(one.url, other.url));
    expect(page).toMatchObject({ status: 200, json: { id: posted.json.id } });
  }
});

test('queries of two clusters that share a coordinator id are told apart', async () => {
  const coordinatorId = 'twins';
  const blue = await simulated(cleanup, { cluster: 'blue', coordinatorId });
  const green = await simulated(cleanup, { cluster: 'green', coordinatorId });
  await submit(green.url, 'select 0');
  const proxy = await runningProxy(
    cleanup,
    [
      { ...clusterOf(blue), routingGroups: ['blue'] },
      { ...clusterOf(green), routingGroups: ['green'] },
    ],
    { frontProxy: { affinityPrefix: '' } },
  );
  for (const group of ['blue', 'green', 'green', 'blue', 'green']) {
    const answers = await run(proxy.url, 'select 1', { 'X-Trino-Routing-Group': group });
    expect(rowsOf(answers)[0]?.[0]).toBe(group);
  }
});

test('the statements of a transaction stay on the cluster that began it, through any proxy', async () => {
  const clusters = (await twoClusters()).map(clusterOf);
  const [one, other] = [
    await runningProxy(cleanup, clusters),
    await runningProxy(cleanup, clusters),
  ];
  const begun = await run(one.url, 'START TRANSACTION', { 'X-Trino-Transaction-Id': 'NONE' });
  const id = headerOf(begun, 'x-trino-started-transaction-id')!;
  expect(id).toMatch(/^[0-9a-f-]{36}~(blue|green)$/);
  const names = new Set<unknown>();
  for (let i = 0; i < 10; i += 1) {
    const { url } = i % 2 === 0 ? one : other;
    const answers = await run(url, 'select 1', { 'X-Trino-Transaction-Id': id });
    names.add(rowsOf(answers)[0]?.[0]);
  }
  expect([...names]).toEqual([id.split('~')[1]]);
});

test.each(['5f8d1c2e-0000-4000-8000-000000000000', '5f8d1c2e-0000-4000-8000-000000000000~gone'])(
  'a transaction %s that no cluster knows gets Trino’s own error',
  async (id) => {
    const proxy = await runningProxy(cleanup, (await twoClusters()).map(clusterOf));
    const answers = await run(proxy.url, 'select 1', { 'X-Trino-Transaction-Id': id });
    expect(answers.at(-1)!.json.error).toMatchObject({
      errorName: 'UNKNOWN_TRANSACTION',
      message: expect.stringContaining(id.replace('~gone', '')) as string,
    });
  },
);

test.each([
  ['an unknown cluster', '/c~red/v1/info', 404],
  ['a cluster that is switched off', '/c~off/v1/info', 503],
  ['a segment in a segment', '/c~blue/c~blue/v1/info', 404],
  ['a way out of the segment', '/c~blue/%2e%2e/v1/info', 400],
  ['an encoded slash', '/c~blue/v1%2finfo', 400],
])('%s cannot be reached', async (_, path, status) => {
  const blue = await simulated(cleanup, { cluster: 'blue' });
  const proxy = await runningProxy(cleanup, [
    clusterOf(blue),
    { name: 'off', url: blue.url, admission: 'INACTIVE' },
  ]);
  const { port } = new URL(proxy.url);
  const answered = await new Promise<number>((resolve, reject) => {
    // node:http sends the path as it is; fetch would tidy it up.
    httpRequest({ port, path, host: '127.0.0.1' }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });
  expect(answered).toBe(status);
});

test('a draining cluster finishes its queries and takes no new statement', async () => {
  const blue = await simulated(cleanup, { cluster: 'blue' });
  const before = await runningProxy(cleanup, [clusterOf(blue)]);
  const posted = await submit(before.url, 'select 1');
  const proxy = await runningProxy(cleanup, [{ ...clusterOf(blue), admission: 'DRAINING' }]);
  const page = await call(nextUri(posted).replace(before.url, proxy.url));
  expect(page.status).toBe(200);
  const refused = await submit(proxy.url, 'select 1');
  expect(refused.json).toMatchObject({ error: { errorName: 'NO_NODES_AVAILABLE' } });
});

test('a compressed page passes untouched', async () => {
  const blue = await simulated(cleanup, { cluster: 'blue', behaviour: { rowsPerPage: 500 } });
  const proxy = await runningProxy(cleanup, [clusterOf(blue)]);
  const posted = await submit(proxy.url, 'select 1');
  const queued = await call(nextUri(posted), { headers: { 'Accept-Encoding': 'gzip' } });
  const page = await call(nextUri(queued), { headers: { 'Accept-Encoding': 'gzip' } });
  expect(page.headers.get('content-encoding')).toBe('gzip');
  expect(rowsOf([page])).toHaveLength(500);
});

test.each([
  ['unavailable', 503],
  ['reset', 502],
] as const)('a page that is "%s" is answered %i, which clients repeat', async (pages, status) => {
  const blue = await simulated(cleanup, { cluster: 'blue' });
  const proxy = await runningProxy(cleanup, [clusterOf(blue)]);
  const posted = await submit(proxy.url, 'select 1');
  blue.behaviour.pages = pages;
  expect((await call(nextUri(posted))).status).toBe(status);
  blue.behaviour.pages = 'answer';
  expect((await call(nextUri(posted))).status).toBe(200);
});

test('a page that breaks off is never passed on as a whole one', async () => {
  const blue = await simulated(cleanup, { cluster: 'blue' });
  const proxy = await runningProxy(cleanup, [clusterOf(blue)]);
  const queued = await call(nextUri(await submit(proxy.url, 'select 1')));
  blue.behaviour.pages = 'cut';
  await expect(call(nextUri(queued))).rejects.toThrow();
});

test('a client that goes away ends the request to the coordinator', async () => {
  const blue = await simulated(cleanup, { cluster: 'blue', behaviour: { pageDelayMs: 20_000 } });
  const proxy = await runningProxy(cleanup, [clusterOf(blue)]);
  const posted = await submit(proxy.url, 'select 1');
  const leaving = new AbortController();
  const page = fetch(nextUri(posted), { signal: leaving.signal });
  const request = () => blue.requests().find(({ target }) => target.includes('/queued/'));
  await eventually(async () => expect(request()).toBeDefined());
  leaving.abort();
  await expect(page).rejects.toThrow();
  await eventually(async () => expect(request()?.aborted).toBe(true));
});

test('a slow reader holds the coordinator back', async () => {
  const pageBytes = 200_000_000;
  const blue = await simulated(cleanup, { cluster: 'blue', behaviour: { pageBytes } });
  const proxy = await runningProxy(cleanup, [clusterOf(blue)]);
  const queued = await call(nextUri(await submit(proxy.url, 'select 1')));
  const { hostname, port, pathname } = new URL(nextUri(queued));
  const before = process.memoryUsage().rss;
  const socket = connect(Number(port), hostname);
  cleanup.add(socket, () => socket.destroy());
  socket.pause();
  socket.write(`GET ${pathname} HTTP/1.1\r\nHost: ${hostname}:${port}\r\n\r\n`);
  await pause(1500);
  // Coordinator, proxy and client are this one process: had the page flowed, it would be in memory.
  expect(process.memoryUsage().rss - before).toBeLessThan(pageBytes / 2);
  const request = blue.requests().find(({ target }) => target.includes('/executing/'));
  expect(request?.aborted).toBe(false);
});

test('the router hears of each query, its end and its coordinator', async () => {
  const decision = { id: 'd-1', decidedAt: new Date().toISOString(), reason: 'DEFAULT' };
  const router = await scriptedRouter(cleanup, {
    ...{ routingGroup: 'adhoc', errors: [], externalHeaders: {} },
    decision: { ...decision, routingGroup: 'adhoc', ruleSetRevision: 1 },
  });
  const blue = await simulated(cleanup, { cluster: 'blue' });
  const proxy = await runningProxy(cleanup, [clusterOf(blue)], {
    frontProxy: { routerUrls: [router.url] },
  });
  const { id: queryId } = (await run(proxy.url, 'select 1', { 'X-Trino-Source': 'cli' }))[0]!.json;
  const failed = (await run(proxy.url, 'selekt'))[0]!.json.id;
  await eventually(async () => {
    const queries = router.reports.flatMap((report) => report.queries);
    const first = { queryId, cluster: 'blue', decisionId: 'd-1', user: 'tester', source: 'cli' };
    // Beginning and end are one report where they fall into the same second.
    const told: object[] = queries.filter((query) => query.queryId === queryId);
    expect(Object.assign({}, ...told)).toMatchObject({ ...first, state: 'FINISHED' });
    const end = { queryId: failed, state: 'FAILED', error: 'SYNTAX_ERROR' };
    expect(queries).toContainEqual(expect.objectContaining(end));
    expect(router.reports.flatMap((report) => report.coordinators)).toEqual([
      { coordinatorId: blue.coordinatorId, cluster: 'blue' },
    ]);
    expect(router.reports.flatMap((report) => report.clusterHealth)).toContainEqual({
      cluster: 'blue',
      health: expect.objectContaining({ state: 'HEALTHY' }),
    });
  });
});
