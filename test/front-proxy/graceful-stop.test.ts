import { Agent, request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { startRouter } from '../router-service/running-router';
import { eventually } from '../support/eventually';
import { createCleanup, runningProxy, simulated } from '../support/running-proxy';
import { call, nextUri, rowsOf, run, submit } from '../support/statement-client';

const cleanup = createCleanup();
afterEach(() => cleanup.run());

const ENDLESS = { resultPages: Number.POSITIVE_INFINITY };

/** One GET over the agent's connection: its status and how the answer treats the connection. */
function get(agent: Agent, url: string): Promise<{ status: number; connection?: string }> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(url, { agent }, (answer) => {
      answer.resume().on('end', () => {
        const { connection } = answer.headers;
        resolve({ status: answer.statusCode ?? 0, connection });
      });
    });
    outgoing.on('error', reject).end();
  });
}

function isRefused(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.once('connect', () => resolve(false)).once('error', () => resolve(true));
    socket.once('connect', () => socket.destroy());
  });
}

async function slowProxy(pageDelayMs: number, shutdown: Record<string, string>) {
  const behaviour = { ...ENDLESS, pageDelayMs, queuedPages: 1 };
  const blue = await simulated(cleanup, { cluster: 'blue', behaviour });
  const proxy = await runningProxy(cleanup, [{ name: 'blue', url: blue.url }], { shutdown });
  return { proxy, blue };
}

describe.each(['front-proxy', 'router-service'])('a %s that stops', (service) => {
  async function started() {
    const shutdown = { readyzDelay: '600ms', deadline: '5s' };
    if (service === 'front-proxy') return (await slowProxy(0, shutdown)).proxy;
    const router = await startRouter({ shutdown });
    return cleanup.add(router, () => router.stop()).service;
  }

  test('says so at /readyz, serves on, lets connections go, and refuses new ones after the delay', async () => {
    const running = await started();
    const agent = new Agent({ keepAlive: true });
    expect(await get(agent, `${running.url}/readyz`)).toEqual({
      status: 200,
      connection: 'keep-alive',
    });
    const closed = running.close();
    // Workers hear of it by a message.
    await eventually(async () =>
      expect(await get(agent, `${running.url}/readyz`)).toEqual({
        status: 503,
        connection: 'close',
      }),
    );
    expect(await get(agent, `${running.url}/livez`)).toEqual({ status: 200, connection: 'close' });
    await closed;
    expect(await isRefused(running.url)).toBe(true);
    agent.destroy();
  });

  test('tells it earlier where it is asked to, and the delay counts from then', async () => {
    const running = await started();
    running.announceStop?.();
    await eventually(async () => expect((await call(`${running.url}/readyz`)).status).toBe(503));
    expect(await isRefused(running.url)).toBe(false);
    await running.close();
    expect(await isRefused(running.url)).toBe(true);
  });
});

test('answers that run are finished; the pages that follow are the next node’s', async () => {
  const { proxy, blue } = await slowProxy(700, { readyzDelay: '0ms', deadline: '5s' });
  const next = nextUri(await submit(proxy.url, 'SELECT 1'));
  const page = call(next);
  // It is on its way to the coordinator.
  while (blue.requests().every(({ method }) => method !== 'GET' || blue.ran() === 0))
    await new Promise((resolve) => setTimeout(resolve, 10));
  const closed = proxy.close();
  expect((await page).status).toBe(200);
  await closed;
  expect(await isRefused(proxy.url)).toBe(true);

  const other = await runningProxy(cleanup, [{ name: 'blue', url: blue.url }]);
  blue.behaviour.pageDelayMs = 0;
  blue.behaviour.resultPages = 2;
  const later = nextUri(await page).replace(proxy.url, other.url);
  expect((await call(later)).status).toBe(200);
  expect(rowsOf(await run(other.url, 'SELECT 1'))).toHaveLength(2);
});

test('an answer that runs past the deadline is cut', async () => {
  const { proxy, blue } = await slowProxy(60_000, { readyzDelay: '0ms', deadline: '300ms' });
  const next = nextUri(await submit(proxy.url, 'SELECT 1'));
  const page = call(next).catch((error: Error) => error.message);
  while (blue.ran() === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  await proxy.close();
  expect(await page).toBe('fetch failed');
});
