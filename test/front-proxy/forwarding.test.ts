import { gunzipSync } from 'node:zlib';
import { request as httpRequest } from 'node:http';
import type { SimulatedBehaviour } from '../../demo/simulated-behaviour';
import { captureLog } from '../support/captured-log';
import { eventually } from '../support/eventually';
import { createCleanup, runningProxy, scriptedRouter, simulated } from '../support/running-proxy';
import { call, nextUri, rowsOf, run, submit } from '../support/statement-client';

const cleanup = createCleanup();
afterEach(() => cleanup.run());

async function oneCluster(behaviour: Partial<SimulatedBehaviour>) {
  const blue = await simulated(cleanup, { cluster: 'blue', behaviour });
  return { blue, clusters: [{ name: 'blue', url: blue.url }] };
}

describe.each(['ignore', 'refuse'] as const)(
  'a coordinator whose answer to X-Forwarded-* is to %s them',
  (forwarded) => {
    test.each(['c~', ''])('has every URI lead through the proxy, prefix "%s"', async (prefix) => {
      const { clusters } = await oneCluster({ forwarded });
      const proxy = await runningProxy(cleanup, clusters, {
        frontProxy: { affinityPrefix: prefix },
      });
      const base = prefix === '' ? proxy.url : `${proxy.url}/${prefix}blue`;
      const answers = await run(proxy.url, 'select 1');
      expect(rowsOf(answers)).toHaveLength(1);
      for (const { json } of answers) {
        expect(json.infoUri).toMatch(`${base}/ui/`);
        if (json.nextUri) expect(json.nextUri).toMatch(`${base}/v1/statement/`);
        if (json.partialCancelUri) expect(json.partialCancelUri).toMatch(`${base}/v1/statement/`);
      }
    });

    test('has compressed pages rewritten and compressed again', async () => {
      const { clusters } = await oneCluster({ forwarded, rowsPerPage: 5000, resultPages: 2 });
      const proxy = await runningProxy(cleanup, clusters);
      const posted = await zipped(`${proxy.url}/v1/statement`, 'POST');
      const queued = await zipped(String(posted.nextUri));
      const page = await zipped(String(queued.nextUri));
      expect(page.nextUri).toMatch(`${proxy.url}/c~blue/`);
      expect(page.data).toHaveLength(5000);
    });

    test('serves pages of proxies that have just started', async () => {
      const { clusters } = await oneCluster({ forwarded });
      const one = await runningProxy(cleanup, clusters);
      const posted = await submit(one.url, 'select 1');
      const other = await runningProxy(cleanup, clusters);
      const page = await call(nextUri(posted).replace(one.url, other.url));
      expect(nextUri(page)).toMatch(`${other.url}/c~blue/`);
    });

    test('has its redirects lead through the proxy', async () => {
      const { clusters } = await oneCluster({ forwarded });
      const proxy = await runningProxy(cleanup, clusters);
      const { headers } = await call(`${proxy.url}/c~blue/ui/`);
      expect(headers.get('location')).toBe(`${proxy.url}/c~blue/ui/login.html`);
    });

    test('is named to the operator, in the log once and with its health', async () => {
      const { clusters } = await oneCluster({ forwarded });
      const { log, lines } = captureLog();
      const router = await scriptedRouter(cleanup, {
        ...{ routingGroup: 'adhoc', errors: [], externalHeaders: {} },
      });
      const frontProxy = { routerUrls: [router.url] };
      const proxy = await runningProxy(cleanup, clusters, { frontProxy }, log);
      for (let i = 0; i < 3; i += 1) await run(proxy.url, 'select 1');
      const advice = expect.stringContaining('http-server.process-forwarded=true') as string;
      expect(lines.filter(({ level, cluster }) => level === 'warn' && cluster)).toEqual([
        expect.objectContaining({ cluster: 'blue', msg: advice }),
      ]);
      await eventually(async () => {
        const told = router.reports.flatMap(({ clusterHealth }) => clusterHealth);
        expect(told.at(-1)).toMatchObject({ health: { state: 'HEALTHY', reason: advice } });
      });
    });
  },
);

test('a coordinator that comes back with other settings is asked anew', async () => {
  const { blue, clusters } = await oneCluster({ forwarded: 'honour' });
  const proxy = await runningProxy(cleanup, clusters);
  for (const forwarded of ['refuse', 'ignore', 'honour', 'refuse', 'honour', 'ignore'] as const) {
    await blue.stop();
    blue.behaviour.forwarded = forwarded;
    await blue.restart();
    const answers = await run(proxy.url, 'select 1');
    expect(rowsOf(answers)).toHaveLength(1);
    for (const { json } of answers) expect(json.infoUri).toMatch(`${proxy.url}/c~blue/`);
  }
});

test('what a coordinator that honours them answers passes byte for byte', async () => {
  const { clusters } = await oneCluster({ rowsPerPage: 1000 });
  const proxy = await runningProxy(cleanup, clusters);
  await run(proxy.url, 'select 1');
  const headers = { 'accept-encoding': 'identity' };
  const queued = await call(nextUri(await submit(proxy.url, 'select 1')), { headers });
  const page = await call(nextUri(queued), { headers });
  // A rewritten page has lost its length.
  expect(page.headers.get('content-length')).toBe(String(Buffer.byteLength(page.text)));
});

/** A page whose bytes were really gzipped on the way. */
function zipped(url: string, method = 'GET'): Promise<Record<string, unknown>> {
  return new Promise((resolve, reject) => {
    const headers = { 'accept-encoding': 'gzip', 'x-trino-user': 'tester' };
    const request = httpRequest(url, { method, headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => {
        expect(answer.headers['content-encoding']).toBe('gzip');
        resolve(JSON.parse(gunzipSync(Buffer.concat(chunks)).toString()) as never);
      });
    });
    request.on('error', reject).end(method === 'POST' ? 'select 1' : undefined);
  });
}
