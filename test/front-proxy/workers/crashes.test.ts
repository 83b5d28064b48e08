import { captureLog } from '../../support/captured-log';
import { eventually } from '../../support/eventually';
import { freePorts } from '../../support/free-ports';
import { createCleanup, proxyOfTwoWorkers, simulated } from '../../support/running-proxy';
import { rowsOf, run } from '../../support/statement-client';
import { isRunning, clientPortsOf } from './open-ports';
import { startPagingConnection } from './paging-connection';

const PAGES = 5;
const CLIENTS = 16;

const cleanup = createCleanup();
afterEach(() => cleanup.run());

async function pagingCluster() {
  const behaviour = { resultPages: PAGES, pageDelayMs: 20 };
  const { url } = await simulated(cleanup, { cluster: 'blue', behaviour });
  return [{ name: 'blue', url }];
}

/** Clients that page through the proxy, each of which has ended queries since then. */
async function pagingClients(url: string) {
  const clients = Array.from({ length: CLIENTS }, () => startPagingConnection(url));
  const progress = async () => {
    const goals = clients.map(({ rows }) => rows.length + 2);
    await eventually(async () => {
      expect(clients.every(({ rows }, i) => rows.length >= (goals[i] ?? 0))).toBe(true);
    });
  };
  const stop = async () => {
    await Promise.all(clients.map((client) => client.stop()));
    return clients;
  };
  await progress();
  return { clients, progress, stop };
}

test('only clients of the worker that died see it, and every query of all ends with its rows', async () => {
  const { log, messages } = captureLog();
  const proxy = await proxyOfTwoWorkers(cleanup, await pagingCluster(), {}, log);
  const { clients, progress, stop } = await pagingClients(proxy.url);
  const [victim = 0, other = 0] = proxy.workers();

  process.kill(victim, 'SIGSTOP');
  const lost = clientPortsOf(victim, proxy.url);
  process.kill(victim, 'SIGKILL');
  await progress();
  await stop();

  const [hit, spared] = [clients.filter(isHit), clients.filter((client) => !isHit(client))];
  function isHit({ ports: [first = 0] }: { ports: readonly number[] }): boolean {
    return lost.has(first);
  }
  expect([hit.length, spared.length]).not.toContain(0);
  expect(hit.filter(({ ports }) => ports.length !== 2)).toEqual([]);
  expect(spared.filter(({ ports }) => ports.length !== 1)).toEqual([]);
  expect(new Set(clients.flatMap(({ rows }) => rows))).toEqual(new Set([PAGES]));
  await eventually(async () => expect(messages('warn')).toContain('another worker took its place'));
  expect(messages('error')).toEqual(['a worker died']);
  expect(proxy.workers()).toHaveLength(2);
  expect(proxy.workers()).toContain(other);
});

test('a worker that dies at each start is started again after longer and longer pauses; the others serve', async () => {
  const { log, lines, messages } = captureLog();
  const proxy = await proxyOfTwoWorkers(cleanup, await pagingCluster(), {}, log);
  const [steady = 0] = proxy.workers();
  const pauses = () =>
    lines.filter(({ msg }) => msg === 'a worker died').map((line) => line.restartInMs);
  const died = async (count: number) => {
    await eventually(async () => expect(proxy.workers().length).toBeGreaterThan(1));
    for (const pid of proxy.workers()) if (pid !== steady) process.kill(pid, 'SIGKILL');
    await eventually(async () => expect(pauses()).toHaveLength(count));
  };
  for (let count = 1; count <= 3; count += 1) {
    await died(count);
    expect(rowsOf(await run(proxy.url, 'SELECT 1'))).toHaveLength(PAGES);
  }
  expect(pauses()).toEqual([500, 1000, 2000]);
  await eventually(async () => expect(messages('warn')).toContain('another worker took its place'));
  expect(proxy.workers()).toContain(steady);
});

test('when the first process dies its workers end, and the next start serves the clients on', async () => {
  const clusters = await pagingCluster();
  const [port = 0] = await freePorts(1);
  const frontProxy = { listen: `127.0.0.1:${port}` };
  const proxy = await proxyOfTwoWorkers(cleanup, clusters, { frontProxy });
  const { clients, progress, stop } = await pagingClients(proxy.url);
  const workers = proxy.workers();
  await proxy.kill();
  await eventually(async () => expect(workers.filter(isRunning)).toEqual([]));
  await proxyOfTwoWorkers(cleanup, clusters, { frontProxy });
  await progress();
  await stop();
  expect(new Set(clients.flatMap(({ rows }) => rows))).toEqual(new Set([PAGES]));
});
