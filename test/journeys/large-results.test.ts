import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { createGunzip } from 'node:zlib';
import type { SimulatedCoordinator } from '../../demo/simulated-coordinator';
import { childrenOf } from '../support/child-processes';
import { freePorts } from '../support/free-ports';
import { endProcess, waitUntilReady } from '../support/lab/processes';
import { startService } from '../support/lab/switchyard-process';
import { createCleanup, NOBODY, simulated, type Cleanup } from '../support/running-proxy';
import { call, nextUri, run, submit } from '../support/statement-client';

const MB = 1024 * 1024;
const RESULT_BYTES = 2048 * MB;
const REWRITTEN_BYTES = 192 * MB;
/** How much more memory than an idle proxy one may take at any time. */
const MEMORY_LIMIT = 150 * MB;
/** What may be under way to one reader: socket buffers of the kernel, three times, as large as it likes. */
const UNDER_WAY = 256 * MB;

const cleanup = createCleanup();
let blue: SimulatedCoordinator;
let toBlue: CountingRelay;
let proxyUrl: string;
let memory: { idle: number; peak: () => number };

beforeAll(async () => {
  blue = await simulated(cleanup, { cluster: 'blue' });
  toBlue = await countingRelay(cleanup, blue.port);
  const [port = 0] = await freePorts(1);
  proxyUrl = `http://127.0.0.1:${port}`;
  const pid = await proxyProcess(port);
  await run(proxyUrl, 'select 1');
  memory = { ...memoryOf(pid), idle: memoryOf(pid).resident() };
});
afterAll(() => cleanup.run());

beforeEach(() => {
  Object.assign(blue.behaviour, { pageBytes: 1 * MB, resultPages: 1, forwarded: 'honour' });
});
afterEach(() => {
  expect(memory.peak() - memory.idle).toBeLessThan(MEMORY_LIMIT);
});

test('one page of 2 GiB passes through', async () => {
  blue.behaviour.pageBytes = RESULT_BYTES;
  const page = await readToEnd(await open(await resultPage()));
  expect(page.bytes).toBeGreaterThan(RESULT_BYTES);
  expect(page.end).toMatch(/"warnings":\[\]\}$/);
});

test('many pages pass through', async () => {
  Object.assign(blue.behaviour, { pageBytes: 16 * MB, resultPages: 20 });
  let total = 0;
  for (let next = await resultPage(); next !== '';) {
    const page = await readToEnd(await open(next));
    total += page.bytes;
    next = /"nextUri":"([^"]+)"/.exec(page.start)?.[1] ?? '';
  }
  expect(total).toBeGreaterThan(2 * MEMORY_LIMIT);
});

test.each(['identity', 'gzip'])(
  'so does a page (%s) whose URIs are rewritten',
  async (encoding) => {
    Object.assign(blue.behaviour, { pageBytes: REWRITTEN_BYTES, forwarded: 'ignore' });
    const page = await open(await resultPage(), { 'accept-encoding': encoding });
    const { bytes, end } = await readToEnd(encoding === 'gzip' ? page.pipe(createGunzip()) : page);
    expect(bytes).toBeGreaterThan(REWRITTEN_BYTES);
    expect(end).toMatch(/"warnings":\[\]\}$/);
  },
);

test('a reader that pauses holds the coordinator back', async () => {
  blue.behaviour.pageBytes = RESULT_BYTES;
  const page = await open(await resultPage());
  const before = toBlue.taken;
  for (let read = 0; read < 100 * MB;) {
    read += await readSome(page, 20 * MB);
    const taken = (await settled(() => toBlue.taken)) - before;
    expect(taken - read).toBeLessThan(UNDER_WAY);
  }
  page.destroy();
});

test('fifty readers that pause hold it back all at once', async () => {
  blue.behaviour.pageBytes = RESULT_BYTES;
  const before = toBlue.taken;
  const urls: string[] = [];
  while (urls.length < 50) urls.push(await resultPage());
  const pages = await Promise.all(urls.map((url) => open(url)));
  let read = 0;
  for (let round = 0; round < 2; round += 1) {
    const some = await Promise.all(pages.map((page) => readSome(page, 2 * MB)));
    read += some.reduce((sum, bytes) => sum + bytes, 0);
    const taken = (await settled(() => toBlue.taken)) - before;
    expect(taken - read).toBeLessThan(50 * UNDER_WAY);
  }
  for (const page of pages) page.destroy();
});

/** A front-proxy in a process of its own, as in production; gives its process id. */
async function proxyProcess(port: number): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'switchyard-large-'));
  cleanup.add(folder, () => rmSync(folder, { recursive: true }));
  startService(folder, 'front-proxy', 'front-proxy', {
    frontProxy: { listen: `127.0.0.1:${port}`, routerUrls: [NOBODY] },
    clusters: [{ name: 'blue', url: toBlue.url, routingGroups: ['adhoc'] }],
    // The coordinator is in this process, which is busy with pages.
    health: { timeout: '30s' },
  });
  cleanup.add(folder, () => endProcess(folder, 'front-proxy', 'SIGTERM'));
  await waitUntilReady(folder, 'front-proxy', async () => (await fetch(`${proxyUrl}/readyz`)).ok);
  return Number(readFileSync(join(folder, 'front-proxy.pid'), 'utf8'));
}

/** The memory of a proxy and its workers as Linux tells it (proc(5)); elsewhere only the results are looked at. */
function memoryOf(proxy: number) {
  const pids = [proxy, ...childrenOf(proxy)];
  const field = (name: string) => {
    if (process.platform !== 'linux') return 0;
    const sizes = pids.map((pid) => {
      const status = readFileSync(`/proc/${pid}/status`, 'utf8');
      return Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) * 1024;
    });
    return sizes.reduce((sum, size) => sum + size);
  };
  return {
    resident: () => field('VmRSS'),
    peak: () => field('VmHWM'),
  };
}

/** The URI of a new query's first page with rows. */
async function resultPage(): Promise<string> {
  return nextUri(await call(nextUri(await submit(proxyUrl, 'select 1'))));
}

function open(url: string, headers = {}): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => get(url, { headers }, resolve).on('error', reject));
}

async function readToEnd(page: Readable) {
  let bytes = 0;
  let start = '';
  let end: Buffer = Buffer.alloc(0);
  for await (const chunk of page as AsyncIterable<Buffer>) {
    if (bytes === 0) start = chunk.toString();
    bytes += chunk.length;
    end = chunk;
  }
  return { bytes, start, end: end.toString() };
}

/** Reads at least so many bytes and takes no more until it is called again. */
function readSome(page: IncomingMessage, atLeast: number): Promise<number> {
  return new Promise((resolve, reject) => {
    let bytes = 0;
    page.once('error', reject);
    page.on('data', function take(chunk: Buffer) {
      bytes += chunk.length;
      if (bytes < atLeast) return;
      page.pause();
      page.off('data', take);
      page.off('error', reject);
      resolve(bytes);
    });
    page.resume();
  });
}

/** A number once it stands still. */
async function settled(read: () => number): Promise<number> {
  for (let last = -1; ;) {
    const now = read();
    if (now === last) return now;
    last = now;
    await pause(300);
  }
}

interface CountingRelay {
  url: string;
  /** Bytes that came from the port and were taken by the clients of the relay. */
  taken: number;
}

/** Stands in front of a port and counts what is taken from it; it keeps nothing back itself. */
async function countingRelay(undo: Cleanup, port: number): Promise<CountingRelay> {
  const relay: CountingRelay = { url: '', taken: 0 };
  const server = createServer((client) => {
    const origin = connect(port, '127.0.0.1');
    origin.on('data', (chunk: Buffer) => (relay.taken += chunk.length));
    origin.pipe(client).pipe(origin);
    for (const [end, other] of [
      [client, origin],
      [origin, client],
    ] as const)
      end.on('error', () => undefined).on('close', () => other.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  relay.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return undo.add(relay, () => server.close());
}
