import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SimulatedCoordinator } from '../../demo/simulated-coordinator';
import { eventually } from '../support/eventually';
import { rowsOf, run, submit } from '../support/statement-client';
import {
  createCleanup,
  runningProxy,
  scriptedRouter,
  simulated,
  NOBODY,
} from '../support/running-proxy';

const cleanup = createCleanup();
afterEach(() => cleanup.run());

const clusterOf = ({ cluster, url }: SimulatedCoordinator) => ({ name: cluster, url });

function routeTo(routingGroup: string, more: object = {}) {
  return { routingGroup, errors: [], externalHeaders: {}, ...more };
}

test('a statement goes to a cluster of the group that the router names', async () => {
  const router = await scriptedRouter(cleanup, routeTo('etl'));
  const blue = await simulated(cleanup, { cluster: 'blue' });
  const green = await simulated(cleanup, { cluster: 'green' });
  const proxy = await runningProxy(
    cleanup,
    [clusterOf(blue), { ...clusterOf(green), routingGroups: ['etl'] }],
    { frontProxy: { routerUrls: [router.url] } },
  );
  const answers = await run(proxy.url, 'select 1');
  expect(rowsOf(answers)).toEqual([['green', green.coordinatorId, answers[0]!.json.id]]);
  expect(blue.requests().filter(({ method }) => method === 'POST')).toEqual([]);
});

test('the router is asked with the headers of the client, but none that prove an identity', async () => {
  const router = await scriptedRouter(cleanup, routeTo('adhoc'));
  const blue = await simulated(cleanup, { cluster: 'blue' });
  const proxy = await runningProxy(cleanup, [clusterOf(blue)], {
    frontProxy: { routerUrls: [router.url] },
  });
  const basic = `Basic ${Buffer.from('alice:secret').toString('base64')}`;
  const secrets = { Authorization: basic, Cookie: 'a=b', 'X-Trino-Extra-Credential': 'k=v' };
  await submit(proxy.url, 'select 2', { 'X-Trino-Source': 'airflow', ...secrets });
  expect(router.routed).toHaveLength(1);
  expect(router.routed[0]).toMatchObject({ statement: 'select 2', user: 'alice' });
  const names = Object.keys(router.routed[0]!.headers).map((name) => name.toLowerCase());
  expect(names).toContain('x-trino-source');
  for (const secret of Object.keys(secrets)) expect(names).not.toContain(secret.toLowerCase());
  expect(blue.queries()[0]!.headers).toMatchObject({ authorization: basic, cookie: 'a=b' });
});

test('headers that the decision changes reach the coordinator, the others as they were', async () => {
  const externalHeaders = { 'X-Trino-Client-Tags': 'a,etl' };
  const router = await scriptedRouter(cleanup, routeTo('adhoc', { externalHeaders }));
  const blue = await simulated(cleanup, { cluster: 'blue' });
  const proxy = await runningProxy(cleanup, [clusterOf(blue)], {
    frontProxy: { routerUrls: [router.url] },
  });
  await submit(proxy.url, 'select 1', { 'x-trino-client-tags': 'a', 'X-Trino-Source': 'cli' });
  const { headers } = blue.queries()[0]!;
  expect(headers).toMatchObject({ 'x-trino-client-tags': 'a,etl', 'x-trino-source': 'cli' });
});

test('a rejected statement is a failed Trino query with the words of the rule', async () => {
  const router = await scriptedRouter(cleanup, routeTo('adhoc', { errors: ['no cross joins'] }));
  const blue = await simulated(cleanup, { cluster: 'blue' });
  const proxy = await runningProxy(cleanup, [clusterOf(blue)], {
    frontProxy: { routerUrls: [router.url] },
  });
  const { status, json } = await submit(proxy.url, 'select 1');
  expect(status).toBe(200);
  expect(json).toMatchObject({
    error: { message: 'no cross joins', errorName: 'QUERY_REJECTED' },
    stats: { state: 'FAILED' },
  });
  expect(json).not.toHaveProperty('nextUri');
  expect(blue.queries()).toEqual([]);
});

test.each(['unavailable', 'hang', 'reset', 'lose-answer'] as const)(
  'when a cluster answers a submission with "%s" the next one runs the query, and runs it once',
  async (submission) => {
    const bad = await simulated(cleanup, { cluster: 'bad', behaviour: { submit: submission } });
    const good = await simulated(cleanup, { cluster: 'good' });
    const proxy = await runningProxy(cleanup, [clusterOf(bad), clusterOf(good)], {
      frontProxy: { submitTimeout: '1s' },
    });
    for (let i = 0; i < 8; i += 1) {
      expect(rowsOf(await run(proxy.url, 'select 1'))).toHaveLength(1);
    }
    expect(good.ran()).toBe(8);
    expect(bad.ran()).toBe(0);
  },
);

test('a cluster that was killed a moment ago loses no new query', async () => {
  const gone = await simulated(cleanup, { cluster: 'gone' });
  const here = await simulated(cleanup, { cluster: 'here' });
  const proxy = await runningProxy(cleanup, [clusterOf(gone), clusterOf(here)], {
    health: { interval: '1h' },
  });
  await gone.stop();
  const queries = Array.from({ length: 20 }, () => run(proxy.url, 'select 1'));
  for (const answers of await Promise.all(queries)) expect(rowsOf(answers)).toHaveLength(1);
  await gone.restart();
});

test.each([
  ['none serves it', [], 'No cluster serves the routing group "adhoc"'],
  ['its cluster is off', [{ admission: 'INACTIVE' }], 'blue is INACTIVE'],
  ['its cluster drains', [{ admission: 'DRAINING' }], 'blue is DRAINING'],
  ['its cluster is dead', [{ url: NOBODY }], 'blue is UNHEALTHY'],
])('a group takes no statement when %s, and the error says so', async (_, changes, message) => {
  const blue = await simulated(cleanup, { cluster: 'blue' });
  const clusters = changes.map((change) => ({ ...clusterOf(blue), ...change }));
  const proxy = await runningProxy(cleanup, clusters, { frontProxy: { clusterWait: '300ms' } });
  const { status, json } = await submit(proxy.url, 'select 1');
  expect(status).toBe(200);
  expect(json).toMatchObject({ error: { message: expect.stringContaining(message) } });
  expect(json).toMatchObject({ error: { errorName: 'NO_NODES_AVAILABLE' } });
});

test('a statement waits for a cluster of its group to come back', async () => {
  const blue = await simulated(cleanup, { cluster: 'blue' });
  const proxy = await runningProxy(cleanup, [clusterOf(blue)]);
  await blue.stop();
  const posted = run(proxy.url, 'select 1');
  // The cluster is back only after the first try has failed.
  await eventually(async () => {
    const text = await (await fetch(`${proxy.url}/metrics`)).text();
    expect(text).toMatch(/proxy_submission_retries_total\{cluster="blue"\} [1-9]/);
  });
  await blue.restart();
  expect(rowsOf(await posted)).toHaveLength(1);
  expect(blue.ran()).toBe(1);
});

test('a first page that breaks off is a submission that the next cluster takes', async () => {
  const half = await brokenAnswers(cleanup);
  const good = await simulated(cleanup, { cluster: 'good' });
  const proxy = await runningProxy(cleanup, [{ name: 'half', url: half }, clusterOf(good)]);
  for (let i = 0; i < 8; i += 1) expect(rowsOf(await run(proxy.url, 'select 1'))).toHaveLength(1);
  expect(good.ran()).toBe(8);
});

test('a coordinator that is still starting gets no statement', async () => {
  const early = await simulated(cleanup, { cluster: 'early', behaviour: { starting: true } });
  const ready = await simulated(cleanup, { cluster: 'ready' });
  const proxy = await runningProxy(cleanup, [clusterOf(early), clusterOf(ready)]);
  for (let i = 0; i < 8; i += 1) await submit(proxy.url, 'select 1');
  expect(ready.queries()).toHaveLength(8);
});

test('while no router answers the wish of the client serves, else the default group', async () => {
  const blue = await simulated(cleanup, { cluster: 'blue' });
  const green = await simulated(cleanup, { cluster: 'green' });
  const proxy = await runningProxy(cleanup, [
    clusterOf(blue),
    { ...clusterOf(green), routingGroups: ['etl'] },
  ]);
  const clusters = async (headers: Record<string, string>) =>
    rowsOf(await run(proxy.url, 'select 1', headers))[0]?.[0];
  expect(await clusters({})).toBe('blue');
  expect(await clusters({ 'X-Trino-Routing-Group': 'etl' })).toBe('green');
  expect(await clusters({ 'X-Trino-Routing-Group': 'unknown' })).toBe('blue');
});

test('a router that never answers delays a statement by no more than its deadline', async () => {
  const router = await scriptedRouter(cleanup);
  const blue = await simulated(cleanup, { cluster: 'blue' });
  const proxy = await runningProxy(cleanup, [clusterOf(blue)], {
    frontProxy: { routerUrls: [router.url], routerTimeout: '100ms' },
  });
  for (let i = 0; i < 8; i += 1) {
    expect(rowsOf(await run(proxy.url, 'select 1'))).toHaveLength(1);
  }
  // The breaker opens after five failures in a row.
  expect(router.routed).toHaveLength(5);
});

test('a client that leaves while the router is asked leaves no query behind', async () => {
  const router = await scriptedRouter(cleanup);
  const blue = await simulated(cleanup, { cluster: 'blue' });
  const proxy = await runningProxy(cleanup, [clusterOf(blue)], {
    frontProxy: { routerUrls: [router.url], routerTimeout: '300ms' },
  });
  const signal = AbortSignal.timeout(100);
  const headers = { 'X-Trino-User': 'tester' };
  const posted = fetch(`${proxy.url}/v1/statement`, {
    ...{ method: 'POST', body: 'select 1', headers, signal },
  });
  await expect(posted).rejects.toThrow();
  await eventually(async () => expect(router.routed).toHaveLength(1));
  const after = await run(proxy.url, 'select 2');
  expect(rowsOf(after)).toHaveLength(1);
  expect(blue.queries().map(({ statement }) => statement)).toEqual(['select 2']);
});

test('a statement over the limit is a Trino error, whether its length is told or not', async () => {
  const blue = await simulated(cleanup, { cluster: 'blue' });
  const proxy = await runningProxy(cleanup, [clusterOf(blue)], {
    frontProxy: { maxStatementSize: '1kB' },
  });
  const long = `select '${'x'.repeat(1000)}'`;
  const told = await submit(proxy.url, long);
  expect(told.json).toMatchObject({ error: { errorName: 'QUERY_TEXT_TOO_LARGE' } });
  const body = new Blob([long]).stream();
  const untold = await fetch(`${proxy.url}/v1/statement`, {
    ...{ method: 'POST', body, duplex: 'half' },
    headers: { 'X-Trino-User': 'tester' },
  } as RequestInit);
  expect(await untold.json()).toMatchObject({ error: { errorName: 'QUERY_TEXT_TOO_LARGE' } });
  expect(rowsOf(await run(proxy.url, 'select 1'))).toHaveLength(1);
});

test('an error of the coordinator itself arrives as it is', async () => {
  const blue = await simulated(cleanup, { cluster: 'blue' });
  const proxy = await runningProxy(cleanup, [clusterOf(blue)]);
  expect((await submit(proxy.url, '')).status).toBe(400);
  const failed = (await run(proxy.url, 'selekt 1')).at(-1)!;
  expect(failed.json).toMatchObject({ error: { errorName: 'SYNTAX_ERROR', errorCode: 1 } });
});

test('a statement that ends a query goes to the cluster of that query', async () => {
  const blue = await simulated(cleanup, { cluster: 'blue' });
  const green = await simulated(cleanup, { cluster: 'green' });
  const router = await scriptedRouter(cleanup, routeTo('adhoc'));
  const proxy = await runningProxy(
    cleanup,
    [clusterOf(blue), { ...clusterOf(green), routingGroups: ['etl'] }],
    { frontProxy: { routerUrls: [router.url] } },
  );
  const id = (await run(green.url, 'select 1'))[0]!.json.id as string;
  router.decision = routeTo('adhoc', { decision: decisionToKill(id) });
  await submit(proxy.url, `CALL system.runtime.kill_query('${id}')`);
  expect(green.queries()).toHaveLength(2);
  router.decision = routeTo('adhoc', { decision: decisionToKill('20200101_000000_00001_zzzzz') });
  await submit(proxy.url, "CALL system.runtime.kill_query('20200101_000000_00001_zzzzz')");
  expect(blue.queries()).toHaveLength(1);
});

test('such a statement finds its cluster also while no router answers', async () => {
  const blue = await simulated(cleanup, { cluster: 'blue' });
  const green = await simulated(cleanup, { cluster: 'green' });
  const proxy = await runningProxy(cleanup, [
    clusterOf(blue),
    { ...clusterOf(green), routingGroups: ['etl'] },
  ]);
  const id = (await run(green.url, 'select 1'))[0]!.json.id as string;
  await submit(proxy.url, `EXECUTE IMMEDIATE 'CALL system.runtime.kill_query(?)' USING '${id}'`);
  expect(green.queries()).toHaveLength(2);
  await submit(proxy.url, `SELECT * FROM kill_query_log`);
  expect(blue.queries()).toHaveLength(1);
});

/** A coordinator that seems healthy and breaks off in the middle of each first page. */
async function brokenAnswers(undo: typeof cleanup): Promise<string> {
  const server = createServer((request, response) => {
    if (request.url === '/v1/info') return void response.end('{"starting":false}');
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
    response.write('{"id":"20260101_000000_00001_abcde","nextUri":', () => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  undo.add(server, () => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function decisionToKill(killedQueryId: string) {
  const lists = ['catalogs', 'schemas', 'catalogSchemas', 'tables', 'readTables', 'writeTables'];
  const statement = {
    ...Object.fromEntries([...lists, 'unqualified'].map((list) => [list, []])),
    ...{ parsed: true, complete: true, queryType: 'Call', fingerprint: '', killedQueryId },
    resourceGroupQueryType: 'DATA_DEFINITION',
  };
  const decidedAt = new Date().toISOString();
  const decision = { id: 'd', decidedAt, reason: 'DEFAULT', routingGroup: 'adhoc' };
  return { ...decision, ruleSetRevision: 1, statement };
}
