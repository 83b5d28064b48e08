import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { createAffinity } from '../../front-proxy/affinity';
import { ClusterDirectory } from '../../front-proxy/clusters/cluster-directory';
import { createOpenQueries } from '../../front-proxy/open-queries';
import { createOpenTransactions } from '../../front-proxy/open-transactions';
import { createRouterLink } from '../../front-proxy/router-link';
import type { ProxyReport, QueryReport } from '../../protocol/decision';
import { createLog } from '../../runtime/log';
import { startRouter } from '../router-service/running-router';
import { eventually } from '../support/eventually';
import { createCleanup, NOBODY, scriptedRouter } from '../support/running-proxy';

const cleanup = createCleanup();
afterEach(() => cleanup.run());

const HOUR = 3_600_000;

/** Tells of itself once an hour, unless it is hurried. */
function linkTo(urls: string[]) {
  const clock = { time: 1_000_000 };
  const open = createOpenQueries(() => clock.time);
  let dropped = 0;
  const link = createRouterLink({
    urls,
    directory: new ClusterDirectory([]),
    affinity: createAffinity(() => undefined),
    openQueries: open,
    transactions: createOpenTransactions(),
    proxyId: 'p',
    log: createLog('front-proxy', 'silent'),
    reportIntervalMs: HOUR,
    onDropped: (count) => (dropped += count),
    onCancel: () => undefined,
  });
  cleanup.add(link, () => link.close());
  return { link, open, clock, dropped: () => dropped };
}

const started = (queryId: string): QueryReport => ({
  ...{ queryId, cluster: 'blue', state: 'RUNNING', user: 'ann', reason: 'DEFAULT' },
  submittedAt: '2026-01-02T03:04:05.000Z',
});
const ended = (queryId: string): QueryReport => ({
  ...{ queryId, cluster: 'blue', state: 'FINISHED', finishedAt: '2026-01-02T03:05:00.000Z' },
});
const ids = (count: number) =>
  Array.from({ length: count }, (_, n) => `20260101_000000_${String(n).padStart(5, '0')}_abcde`);

test('what waits goes out in one piece after the other, each query once and whole', async () => {
  const router = await scriptedRouter(cleanup);
  const { link, dropped } = linkTo([router.url]);
  for (const id of ids(5_000)) link.reportQuery(started(id));
  for (const id of ids(5_000)) link.reportQuery(ended(id));
  link.hurry();
  const told = () => router.reports.flatMap(({ queries }) => queries);
  await eventually(() => expect(told()).toHaveLength(5_000));
  expect(told()).toEqual(ids(5_000).map((id) => ({ ...started(id), ...ended(id) })));
  expect(dropped()).toBe(0);
});

test('5,000 queries that started and ended at once are in the history, each in one row, however little room it has', async () => {
  // As many as one report holds.
  const router = await startRouter({ history: { bufferSize: 1_000, flushInterval: '50ms' } });
  cleanup.add(router, () => router.stop());
  const { link, dropped } = linkTo([router.url]);
  for (const id of ids(5_000)) {
    link.reportQuery(started(id));
    link.reportQuery(ended(id));
  }
  link.hurry();
  const page = async (path: string) =>
    (await router.api.get(path).expect(200)).body as { queries: QueryReport[]; next?: string };
  await eventually(async () => {
    await router.api.get(`/v1/queries/${ids(5_000).at(-1)}`).expect(200);
  });
  const rows: QueryReport[] = [];
  for (let next: string | undefined = ''; next !== undefined;) {
    const { queries, next: after } = await page(`/v1/queries?limit=500${next}`);
    rows.push(...queries);
    next = after === undefined ? undefined : `&before=${after}`;
  }
  expect(rows.map(({ queryId }) => queryId).sort()).toEqual(ids(5_000));
  expect(rows.filter(({ state, user }) => state === 'FINISHED' && user === 'ann')).toEqual(rows);
  expect(dropped()).toBe(0);
});

test('all of 30,000 open queries are told in one go, each once', async () => {
  const router = await scriptedRouter(cleanup);
  const { link, open, clock } = linkTo([router.url]);
  for (const queryId of ids(30_000)) open.started({ queryId, cluster: 'blue' });
  clock.time += 20_000;
  for (const queryId of ids(30_000)) open.seen(queryId, 'blue');
  link.hurry();
  const told = () => router.reports.flatMap(({ seen }) => seen.map(({ queryId }) => queryId));
  await eventually(() => expect(told()).toHaveLength(30_000));
  expect(told().sort()).toEqual(ids(30_000));
});

test('the few of 30,000 open queries whose client still asks are told in one go', async () => {
  const router = await scriptedRouter(cleanup);
  const { link, open, clock } = linkTo([router.url]);
  for (const queryId of ids(30_000)) open.started({ queryId, cluster: 'blue' });
  clock.time += 20_000;
  const asking = ids(30_000).slice(-10);
  for (const queryId of asking) open.seen(queryId, 'blue');
  link.hurry();
  const told = () => router.reports.flatMap(({ seen }) => seen.map(({ queryId }) => queryId));
  await eventually(() => expect(told().sort()).toEqual(asking));
});

describe('while no router takes reports', () => {
  /** Takes reports only while its door is open. */
  async function shuttableRouter() {
    const router = {
      url: '',
      isOpen: false,
      refused: [] as QueryReport[],
      told: [] as QueryReport[],
    };
    const server = createServer((request, response) => {
      void text(request).then((body) => {
        const { queries = [] } = JSON.parse(body || '{}') as Partial<ProxyReport>;
        (router.isOpen ? router.told : router.refused).push(...queries);
        response.writeHead(router.isOpen && request.method === 'POST' ? 204 : 503).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    router.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return cleanup.add(router, () => void server.close());
  }

  test('what comes meanwhile completes what it did not take, and is told when it is back', async () => {
    const router = await shuttableRouter();
    const { link } = linkTo([router.url]);
    const [id, other] = ids(2) as [string, string];
    link.reportQuery(started(id));
    await eventually(() => {
      link.hurry();
      expect(router.refused.length).toBeGreaterThan(0);
    });
    link.reportQuery(ended(id));
    link.reportQuery(started(other));
    router.isOpen = true;
    await eventually(() => {
      link.hurry();
      expect(router.told).toHaveLength(2);
    });
    expect(router.told).toContainEqual({ ...started(id), ...ended(id) });
    expect(router.told).toContainEqual(started(other));
  });

  test('50,000 wait, more are dropped and counted, but not the end of one that waits', () => {
    const { link, dropped } = linkTo([NOBODY]);
    for (const id of ids(50_010)) link.reportQuery(started(id));
    link.reportQuery(ended(ids(1)[0]!));
    expect(dropped()).toBe(10);
  });

  test('a stop tells all that waits', async () => {
    const router = await scriptedRouter(cleanup);
    const { link } = linkTo([router.url]);
    for (const id of ids(3_000)) link.reportQuery(started(id));
    await link.close();
    expect(router.reports.flatMap(({ queries }) => queries)).toHaveLength(3_000);
  });
});
