import { theLab } from '../support/lab/lab';
import { freePorts } from '../support/free-ports';
import { endProcess, waitUntilReady } from '../support/lab/processes';
import { startService } from '../support/lab/switchyard-process';
import { startTrinoCoordinator } from '../support/lab/trino-coordinator';
import { call, nextUri, rowsOf, run, submit } from '../support/statement-client';

const { folder, tools } = theLab();
const user = { 'X-Trino-User': 'forwarding' };
let trino = '';
const proxies: string[] = [];

beforeAll(async () => {
  const [port = 0, ...proxyPorts] = await freePorts(3);
  trino = `http://127.0.0.1:${port}`;
  // Trino's own default is to refuse.
  const settings = { 'http-server.process-forwarded': 'false' };
  await startTrinoCoordinator(folder, 'unforwarded', port, tools, { settings });
  for (const [i, proxyPort] of proxyPorts.entries()) {
    const listen = `127.0.0.1:${proxyPort}`;
    // Its own list of clusters, as the lab's router does not know this one.
    startService(folder, `unforwarded-proxy-${i}`, 'front-proxy', {
      frontProxy: { listen, routerUrls: ['http://127.0.0.1:9'] },
      clusters: [{ name: 'plain', url: trino, routingGroups: ['adhoc'] }],
    });
    proxies.push(`http://${listen}`);
    await waitUntilReady(folder, `unforwarded-proxy-${i}`, async () => {
      return (await fetch(`http://${listen}/readyz`)).ok;
    });
  }
});

afterAll(async () => {
  for (const name of ['unforwarded-proxy-0', 'unforwarded-proxy-1', 'unforwarded'])
    await endProcess(folder, name, 'SIGTERM');
});

test('such a coordinator refuses every request with X-Forwarded-*', async () => {
  for (const path of ['/v1/info', '/v1/statement/queued/x/y/1', '/ui/']) {
    const { status } = await call(`${trino}${path}`, { headers: { 'X-Forwarded-Proto': 'http' } });
    expect(status).toBe(406);
  }
});

test.each(['gzip', 'identity'])('its pages (%s) lead through any proxy', async (encoding) => {
  const headers = { ...user, 'Accept-Encoding': encoding };
  const statement = 'SELECT * FROM tpch.tiny.orders';
  const posted = await submit(proxies[0]!, statement, headers);
  const pages = [posted];
  for (let next = nextUri(posted); next !== ''; next = nextUri(pages.at(-1)!)) {
    const [here = '', other = ''] = pages.length % 2 ? proxies : [...proxies].reverse();
    expect(next).toMatch(`${here}/c~plain/v1/statement/`);
    pages.push(await call(next.replace(here, other), { headers }));
  }
  const direct = await run(trino, statement, headers);
  const sorted = (answers: typeof pages) => rowsOf(answers).map(String).sort();
  expect(posted.json.error).toBeUndefined();
  expect(sorted(pages)).toHaveLength(15_000);
  expect(sorted(pages)).toEqual(sorted(direct));
});

test('its web UI works by redirects that lead through the proxy', async () => {
  const { status, headers } = await call(`${proxies[0]}/c~plain/ui/`);
  expect(status).toBe(303);
  expect(headers.get('location')).toMatch(`${proxies[0]}/c~plain/ui/login`);
});

test('a coordinator tells by a page’s HEAD, and only by it, that it knows a query not run yet', async () => {
  const posted = await submit(trino, 'SELECT 1', user);
  const id = String(posted.json.id);
  const known = await call(`${trino}/v1/query/${id}`, { method: 'HEAD', headers: user });
  expect(known.status).toBe(410);
  expect((await call(nextUri(posted), { method: 'HEAD', headers: user })).status).toBe(200);
  expect((await call(nextUri(posted), { headers: user })).status).toBe(200);
  const strange = nextUri(posted).replace(id, '20200101_000000_00001_zzzzz');
  expect((await call(strange, { method: 'HEAD', headers: user })).status).toBe(404);
});

test('a coordinator tells when it last heard of a query’s client', async () => {
  const posted = await submit(trino, 'SELECT count(*) FROM tpch.sf100.lineitem', user);
  const heartbeat = async () => {
    const url = `${trino}/v1/query/${String(posted.json.id)}?pruned=true`;
    const { json } = await call(url, { headers: user });
    return (json as { queryStats?: { lastHeartbeat?: string } }).queryStats?.lastHeartbeat;
  };
  let page = await call(nextUri(posted), { headers: user });
  const first = await heartbeat();
  expect(first).toMatch(/^\d{4}-\d\d-\d\dT/);
  expect(await heartbeat()).toBe(first);
  page = await call(nextUri(page), { headers: user });
  page = await call(nextUri(page), { headers: user });
  expect(await heartbeat()).not.toBe(first);
  expect((await call(nextUri(page), { method: 'DELETE', headers: user })).status).toBe(204);
});
