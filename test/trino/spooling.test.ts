import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { clients } from '../support/lab/clients';
import { theLab } from '../support/lab/lab';
import { startLoadBalancer, type LoadBalancer } from '../support/lab/load-balancer';
import { objectsIn, startObjectStore, type ObjectStore } from '../support/lab/object-store';
import { freePorts } from '../support/free-ports';
import { endProcess, waitUntilReady } from '../support/lab/processes';
import {
  startSpoolingCoordinator,
  startSpoolingWorker,
  type RetrievalMode,
} from '../support/lab/spooling-cluster';
import { seesHealthy, startService } from '../support/lab/switchyard-process';
import { call, nextUri, rowsOf, run, submit, type Answer } from '../support/statement-client';

const CUSTOMERS = 'SELECT * FROM tpch.tiny.customer ORDER BY c_custkey';
const ENCODINGS = ['json', 'json+lz4', 'json+zstd'];

interface Segment {
  type: 'inline' | 'spooled';
  data?: string;
  uri: string;
  ackUri: string;
  headers?: Record<string, string[]>;
  metadata: { rowsCount: number; segmentSize: number };
}

let store: ObjectStore;
beforeAll(async () => {
  store = await startObjectStore(theLab().folder, 'object-store');
});
afterAll(() => endProcess(theLab().folder, 'object-store', 'SIGTERM'));

describe.each<{ mode: RetrievalMode; servedBy: 'store' | 'coordinator'; leadsTo?: string }>([
  { mode: 'STORAGE', servedBy: 'store' },
  { mode: 'COORDINATOR_STORAGE_REDIRECT', servedBy: 'coordinator', leadsTo: 'store' },
  { mode: 'COORDINATOR_PROXY', servedBy: 'coordinator' },
  { mode: 'WORKER_PROXY', servedBy: 'coordinator', leadsTo: 'worker' },
])('retrieval mode $mode', ({ mode, servedBy, leadsTo }) => {
  const running = new Set<string>();
  let coordinatorUrl: string;
  let workerUrl: string;
  let proxies: { name: string; url: string }[];
  let balancer: LoadBalancer;
  let segmentsUrl: string;

  beforeAll(async () => {
    const ports = await freePorts(5);
    const [coordinator, worker, router, ...fronts] = ports.map(
      (port) => `http://127.0.0.1:${port}`,
    );
    [coordinatorUrl, workerUrl] = [coordinator!, worker!.replace('127.0.0.1', 'localhost')];
    proxies = fronts.map((url, at) => ({ url, name: `spooling-proxy-${at + 1}` }));
    startRouter(router!);
    await Promise.all([startCluster(ports[0]!, ports[1]!), startProxies(router!)]);
    await waitUntilReady(theLab().folder, 'spooling-router', () => {
      return seesHealthy(router!, [{ name: 'blue' }, { name: 'spooling' }]);
    });
    balancer = await startLoadBalancer(fronts);
    segmentsUrl = `${balancer.url}/c~spooling/v1/spooled`;
  });

  afterAll(async () => {
    balancer.close();
    const { folder } = theLab();
    // Nothing of them is needed any more, and a coordinator takes its time to go.
    await Promise.all([...running].map((name) => endProcess(folder, name, 'SIGKILL')));
  });

  test('clients get the rows that they get without a proxy', async () => {
    for (const { name, encoding } of readersOf(mode)) {
      const client = clients.find((one) => one.name === name)!;
      const read = (url: string) => client.run({ url, user: 'spooler', encoding }, [CUSTOMERS]);
      balancer.passed.length = 0;
      const direct = await read(coordinatorUrl);
      expect(direct.length).toBeGreaterThanOrEqual(1500);
      expect(`${name}: ${sha256((await read(balancer.url)).join('\n'))}`).toBe(
        `${name}: ${sha256(direct.join('\n'))}`,
      );
      const spooledAt = balancer.passed.filter(({ target }) => target.includes('/v1/spooled/'));
      // Programs in Java may end before they have acknowledged what they read from the store.
      if (servedBy === 'coordinator' || name === 'Python client') expect(spooledAt).not.toEqual([]);
      const ways = new Set(balancer.passed.map(({ origin }) => origin));
      expect([...ways].sort()).toEqual(proxies.map(({ url }) => url).sort());
    }
  });

  test.each(ENCODINGS)('segments of %s pass every proxy byte by byte', async (encoding) => {
    const segments = segmentsOf(await run(balancer.url, CUSTOMERS, spooled(encoding)), encoding);
    expect(segments.length).toBeGreaterThan(0);
    expect(totalRows(segments)).toBe(1500);
    const before = await objectsIn(store);
    for (const segment of segments) {
      const { uri, ackUri } = segment;
      expect(uri).toMatch(servedBy === 'store' ? store.url : `${segmentsUrl}/download/`);
      expect(ackUri).toMatch(`${segmentsUrl}/ack/`);
      const direct = await download(uri.replace(`${balancer.url}/c~spooling`, coordinatorUrl));
      for (const proxy of proxies) {
        expect(await download(uri.replace(balancer.url, proxy.url))).toEqual(direct);
      }
      if (leadsTo !== undefined) {
        expect(direct.leadsTo?.origin).toBe(leadsTo === 'store' ? store.url : workerUrl);
      }

      async function download(from: string) {
        return downloadSegment(from, segment);
      }
    }
    await Promise.all(segments.map((segment, at) => ack(segment, proxies[at % 2]!.url)));
    expect(await objectsIn(store)).toHaveLength(before.length - segments.length);
  });

  test('inlined segments are the coordinator’s own', async () => {
    const statement = 'SELECT * FROM tpch.tiny.nation ORDER BY n_nationkey';
    for (const encoding of ENCODINGS) {
      const headers = spooled(encoding, true);
      const direct = segmentsOf(await run(coordinatorUrl, statement, headers), encoding);
      expect(direct.map(({ type }) => type)).toEqual(['inline']);
      expect(totalRows(direct)).toBe(25);
      const proxied = segmentsOf(await run(balancer.url, statement, headers), encoding);
      expect(proxied).toEqual(direct);
    }
  });

  test('a result is read to its end after both proxies started anew, without a router', async () => {
    const answers: Answer[] = [await submit(balancer.url, CUSTOMERS, spooled('json'))];
    while (segmentsOf(answers, 'json').length === 0)
      answers.push(await call(nextUri(answers.at(-1)!)));
    await end('spooling-router');
    await Promise.all(proxies.map(({ name }) => end(name)));
    await startProxies('http://127.0.0.1:9');
    for (let next = nextUri(answers.at(-1)!); next !== ''; next = nextUri(answers.at(-1)!))
      answers.push(await call(next));
    const rows: unknown[] = [];
    for (const segment of segmentsOf(answers, 'json')) {
      const { bytes } = await downloadSegment(segment.uri, segment);
      rows.push(...(JSON.parse(bytes.toString()) as unknown[]));
      await ack(segment, balancer.url);
    }
    expect(rows).toEqual(rowsOf(await run(coordinatorUrl, CUSTOMERS)));
  });

  async function startCluster(coordinatorPort: number, port: number): Promise<void> {
    const { folder, tools } = theLab();
    running.add('spooling');
    await startSpoolingCoordinator(folder, 'spooling', coordinatorPort, tools, { mode, store });
    if (mode !== 'WORKER_PROXY') return;
    running.add('spooling-worker');
    const ports = { port, coordinatorPort };
    await startSpoolingWorker(folder, 'spooling-worker', ports, tools, { mode, store });
  }

  function startRouter(url: string): void {
    running.add('spooling-router');
    const { folder } = theLab();
    const ruleSet = join(folder, 'spooling-rules.json');
    writeFileSync(ruleSet, JSON.stringify({ rules: [] }));
    startService(folder, 'spooling-router', 'router-service', {
      ruleSet,
      routerService: { listen: new URL(url).host },
      database: { directory: join(folder, `spooling-database-${mode}`) },
      ...routes(),
    });
  }

  async function startProxies(routerUrl: string): Promise<void> {
    const { folder } = theLab();
    for (const { name, url } of proxies) {
      running.add(name);
      const frontProxy = { listen: new URL(url).host, routerUrls: [routerUrl] };
      startService(folder, name, 'front-proxy', { frontProxy, ...routes() });
    }
    await Promise.all(
      proxies.map(({ name, url }) =>
        waitUntilReady(folder, name, async () => (await fetch(`${url}/readyz`)).ok),
      ),
    );
  }

  function routes(): object {
    return {
      routing: { defaultRoutingGroup: 'spooling' },
      clusters: [
        { name: 'spooling', url: coordinatorUrl, routingGroups: ['spooling'] },
        { name: 'blue', url: theLab().blue.url, routingGroups: ['adhoc'] },
      ],
    };
  }

  async function end(name: string): Promise<void> {
    running.delete(name);
    await endProcess(theLab().folder, name, 'SIGTERM');
  }
});

/** Clients that nobody here wrote, each with another encoding. */
const readers = [
  { name: 'trino CLI', encoding: 'json' },
  { name: 'JDBC driver', encoding: 'json+lz4' },
  { name: 'Python client', encoding: 'json+zstd' },
];

/** Clients see two ways, from the store and from the coordinator; Python tries all that lead there. */
function readersOf(mode: RetrievalMode) {
  const isForAll = mode === 'STORAGE' || mode === 'COORDINATOR_PROXY';
  return readers.filter(({ name }) => isForAll || name === 'Python client');
}

/** Headers by which a client asks for segments. */
function spooled(encoding: string, inline = false): Record<string, string> {
  return {
    'X-Trino-Query-Data-Encoding': encoding,
    'X-Trino-Session': `spooling_inlining_enabled=${inline}`,
  };
}

function segmentsOf(answers: readonly Answer[], encoding: string): Segment[] {
  return answers.flatMap(({ json }) => {
    expect(json.error).toBeUndefined();
    const data = json.data as { encoding: string; segments: Segment[] } | undefined;
    if (data !== undefined) expect(data.encoding).toBe(encoding);
    return data?.segments ?? [];
  });
}

function totalRows(segments: readonly Segment[]): number {
  return segments.reduce((sum, { metadata }) => sum + metadata.rowsCount, 0);
}

/** GETs a segment as clients do: its headers with it, also where a redirect leads. */
async function downloadSegment(uri: string, { headers = {}, metadata }: Segment) {
  const first = await fetch(uri, { headers: flat(headers), redirect: 'manual' });
  const location = first.headers.get('location') ?? undefined;
  if (location !== undefined) expect(first.status).toBe(303);
  const answer = location === undefined ? first : await fetch(location, { headers: flat(headers) });
  expect(answer.status).toBe(200);
  const bytes = Buffer.from(await answer.arrayBuffer());
  expect(bytes).toHaveLength(metadata.segmentSize);
  const place = location === undefined ? undefined : new URL(location);
  // Not its query: a signature holds the time.
  const leadsTo = place && { origin: place.origin, path: place.pathname };
  return { bytes, hash: sha256(bytes), type: answer.headers.get('content-type'), leadsTo };
}

async function ack({ ackUri, headers = {} }: Segment, proxyUrl: string): Promise<void> {
  const { origin } = new URL(ackUri);
  const answer = await call(ackUri.replace(origin, proxyUrl), { headers: flat(headers) });
  expect(answer).toMatchObject({ status: 200 });
}

/** A segment's headers, such as the key that it is encrypted by, as a request has them. */
function flat(headers: Record<string, string[]>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, all]) => [name, all[0]!]));
}

function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
