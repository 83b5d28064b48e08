import { get, type IncomingMessage } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { BasicAuth, Trino } from 'trino-client';
import {
  startSimulatedCoordinator,
  type SimulatedCoordinator,
} from '../../demo/simulated-coordinator';
import { call, nextUri, rowsOf, run, submit } from '../support/statement-client';

let coordinator: SimulatedCoordinator;
beforeEach(async () => {
  coordinator = await startSimulatedCoordinator();
});
afterEach(() => coordinator.stop());

async function firstRowsPage(): Promise<string> {
  return nextUri(await call(nextUri(await submit(coordinator.url, 'SELECT 1'))));
}

function open(url: string, headers: Record<string, string> = {}): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => get(url, { headers }, resolve).on('error', reject));
}

test('a POST whose answer is lost leaves a query that never runs', async () => {
  coordinator.behaviour.submit = 'lose-answer';
  await expect(submit(coordinator.url, 'SELECT 1')).rejects.toThrow();
  expect(coordinator.queries()).toMatchObject([{ ran: false, state: 'REGISTERED' }]);
});

test('a POST that is reset or answered 503 leaves no query', async () => {
  coordinator.behaviour.submit = 'reset';
  await expect(submit(coordinator.url, 'SELECT 1')).rejects.toThrow();
  coordinator.behaviour.submit = 'unavailable';
  expect((await submit(coordinator.url, 'SELECT 1')).status).toBe(503);
  expect(coordinator.queries()).toEqual([]);
});

test('a page can be cut in the middle and had whole afterwards', async () => {
  const page = await firstRowsPage();
  coordinator.behaviour.pages = 'cut';
  await expect(call(page)).rejects.toThrow();
  coordinator.behaviour.pages = 'answer';
  expect(rowsOf([await call(page)])).toHaveLength(1);
});

test('a page that hangs is seen as aborted when its reader leaves', async () => {
  const page = await firstRowsPage();
  coordinator.behaviour.pages = 'hang';
  await expect(fetch(page, { signal: AbortSignal.timeout(100) })).rejects.toThrow();
  await pause(50);
  expect(coordinator.requests().at(-1)).toMatchObject({ method: 'GET', aborted: true });
});

test('a huge page is made no faster than it is read', async () => {
  coordinator.behaviour.pageBytes = 800_000_000;
  const page = await firstRowsPage();
  const before = process.memoryUsage().rss;
  const response = await open(page);
  // Nobody reads; a page made ahead would pile up in this process.
  await pause(1500);
  expect(process.memoryUsage().rss - before).toBeLessThan(150_000_000);
  expect(response.readableFlowing).toBeNull();
  response.destroy();
});

test('a large page arrives whole, and zipped when asked for', async () => {
  coordinator.behaviour.pageBytes = 3_000_000;
  const page = await firstRowsPage();
  const plain = await call(page);
  const rows = rowsOf([plain]);
  expect(plain.text.length).toBeGreaterThan(3_000_000);
  const zipped: Buffer[] = [];
  const response = await open(page, { 'accept-encoding': 'gzip' });
  for await (const part of response) zipped.push(part as Buffer);
  expect(response.headers['content-encoding']).toBe('gzip');
  const body = JSON.parse(gunzipSync(Buffer.concat(zipped)).toString()) as { data: unknown[] };
  expect(body.data).toEqual(rows);
});

test('a restart keeps the port, takes another coordinator id and forgets its queries', async () => {
  const first = await submit(coordinator.url, 'SELECT 1');
  const before = coordinator.coordinatorId;
  await coordinator.stop();
  await expect(submit(coordinator.url, 'SELECT 1')).rejects.toThrow();
  await coordinator.restart();
  expect(coordinator.coordinatorId).not.toBe(before);
  expect((await call(nextUri(first))).status).toBe(404);
  expect(rowsOf(await run(coordinator.url, 'SELECT 1'))).toHaveLength(1);
});

test('trino-client of npm reads a result of several pages', async () => {
  Object.assign(coordinator.behaviour, { resultPages: 3, rowsPerPage: 2 });
  const client = Trino.create({ server: coordinator.url, auth: new BasicAuth('tester') });
  const rows: unknown[] = [];
  for await (const page of await client.query('SELECT 1')) rows.push(...(page.data ?? []));
  expect(rows).toHaveLength(6);
});
