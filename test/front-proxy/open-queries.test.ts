import { createOpenQueries } from '../../front-proxy/open-queries';
import { createOpenTransactions, endsTransaction } from '../../front-proxy/open-transactions';
import { eventually } from '../support/eventually';
import { createCleanup, runningProxy, scriptedRouter, simulated } from '../support/running-proxy';
import { call, nextUri, run, submit } from '../support/statement-client';

const cleanup = createCleanup();
afterEach(() => cleanup.run());

const MINUTE = 60_000;

function atTime(start = 1_000_000) {
  const clock = { time: start };
  return { clock, open: createOpenQueries(() => clock.time) };
}

describe('what is open', () => {
  test('a query is open from its start, or from the first page seen here, to its end', () => {
    const { open } = atTime();
    open.started({ queryId: 'q1', cluster: 'blue' });
    open.seen('q2', 'blue');
    open.seen('q2', 'blue');
    expect([open.countOf('blue'), open.countOf('green')]).toEqual([2, 0]);
    open.ended('q1', 'blue');
    open.gone('q2');
    expect(open.countOf('blue')).toBe(0);
  });

  test('a query that no client asked for in five minutes is open no more, unless a page is on its way', () => {
    const { clock, open } = atTime();
    open.started({ queryId: 'idle', cluster: 'blue' });
    open.started({ queryId: 'slow', cluster: 'blue' });
    const over = open.asked('slow');
    clock.time += 5 * MINUTE + 1;
    expect(open.countOf('blue')).toBe(1);
    over();
    clock.time += 5 * MINUTE + 1;
    expect(open.countOf('blue')).toBe(0);
  });

  test('a page that arrives after the end, as after a cancel, opens nothing; after a 404 it does', () => {
    const { open } = atTime();
    open.started({ queryId: 'canceled', cluster: 'blue' });
    open.started({ queryId: 'wrong-url', cluster: 'blue' });
    open.ended('canceled', 'blue');
    open.gone('wrong-url');
    open.seen('canceled', 'blue');
    open.seen('wrong-url', 'blue');
    expect(open.pagesOf('blue')).toEqual([]);
    expect(open.countOf('blue')).toBe(1);
  });

  test('an end that is heard before the start, as from another worker, is its end', () => {
    const { open } = atTime();
    open.ended('short', 'blue');
    open.started({ queryId: 'short', cluster: 'blue' });
    expect(open.countOf('blue')).toBe(0);
    expect(open.startedSince('blue', 0)).toBe(1);
    expect(open.endedSince('blue', 0)).toBe(1);
  });

  test('of more than 200,000 those seen longest ago go', () => {
    const { open } = atTime();
    for (let i = 0; i < 200_010; i++) open.started({ queryId: `q${i}`, cluster: 'blue' });
    expect(open.countOf('blue')).toBeLessThanOrEqual(200_000);
    expect(open.countOf('blue')).toBeGreaterThan(198_000);
    expect([open.find('q0'), open.find('q200009')]).toEqual([undefined, expect.anything()]);
  });

  test('starts and ends are counted from a time on', () => {
    const { clock, open } = atTime();
    open.started({ queryId: 'before', cluster: 'blue' });
    clock.time += 10;
    const since = clock.time;
    open.started({ queryId: 'after', cluster: 'blue' });
    open.ended('before', 'blue');
    open.ended('before', 'blue');
    expect(open.startedSince('blue', since)).toBe(1);
    expect(open.endedSince('blue', since)).toBe(1);
    expect(open.endedSince('blue', since + 1)).toBe(0);
  });
});

describe('heartbeats', () => {
  const ids = (open: ReturnType<typeof createOpenQueries>) =>
    open.takeHeartbeats(1000).map(({ queryId }) => queryId);

  test('a query is told again after twenty seconds, if it was seen since', () => {
    const { clock, open } = atTime();
    open.started({ queryId: 'here', cluster: 'blue' });
    open.started({ queryId: 'paged elsewhere', cluster: 'blue' });
    open.seen('new here', 'blue');
    expect(ids(open)).toEqual(['new here']);
    clock.time += 10_000;
    open.seen('here', 'blue');
    expect(ids(open)).toEqual([]);
    clock.time += 10_000;
    expect(ids(open)).toEqual(['here']);
    clock.time += 20_000;
    expect(ids(open)).toEqual([]);
  });

  test('what the router did not take is told again', () => {
    const { open } = atTime();
    open.seen('q1', 'blue');
    const taken = open.takeHeartbeats(1000);
    open.giveBack(taken);
    expect(open.takeHeartbeats(1000)).toEqual(taken);
  });
});

describe('through a proxy', () => {
  async function behindProxy() {
    const blue = await simulated(cleanup, {
      cluster: 'blue',
      behaviour: { resultPages: Infinity },
    });
    const router = await scriptedRouter(cleanup);
    const proxy = await runningProxy(cleanup, [{ name: 'blue', url: blue.url }], {
      frontProxy: { routerUrls: [router.url], routerTimeout: '100ms' },
    });
    return { blue, router, proxy };
  }

  test('a query that another proxy submitted is told once a page of it came, and its end', async () => {
    const { blue, router, proxy } = await behindProxy();
    const elsewhere = await runningProxy(cleanup, [{ name: 'blue', url: blue.url }]);
    const first = await submit(elsewhere.url, 'select 1');
    const id = String(first.json.id);
    const page = nextUri(first).replace(elsewhere.url, proxy.url);
    const second = await call(page);
    await eventually(async () => {
      const seen = router.reports.flatMap((report) => report.seen);
      expect(seen).toEqual([{ queryId: id, cluster: 'blue' }]);
    });
    await call(nextUri(second), { method: 'DELETE' });
    await eventually(async () => {
      const queries = router.reports.flatMap((report) => report.queries);
      expect(queries).toContainEqual(expect.objectContaining({ queryId: id, state: 'CANCELED' }));
    });
  });

  test('a made-up id opens nothing; a page of a query that its coordinator forgot tells that it is gone', async () => {
    const { router, proxy } = await behindProxy();
    const id = '20260101_000000_00001_zzzzz';
    const page = `${proxy.url}/c~blue/v1/statement/executing/${id}/slug/1`;
    expect((await call(page)).status).toBe(404);
    await eventually(async () =>
      expect(router.reports.flatMap((report) => report.gone)).toEqual([id]),
    );
    expect(router.reports.flatMap((report) => report.seen)).toEqual([]);
  });

  test('a transaction is told by a hash from its start to its COMMIT', async () => {
    const { router, proxy } = await behindProxy();
    const begun = await run(proxy.url, 'START TRANSACTION', { 'X-Trino-Transaction-Id': 'NONE' });
    const id = begun
      .map(({ headers }) => headers.get('x-trino-started-transaction-id'))
      .find((value) => value !== null);
    expect(id).toMatch(/~blue$/);
    const told = () => router.reports.flatMap((report) => report.transactions);
    await eventually(async () => expect(told()).toMatchObject([{ cluster: 'blue', ended: false }]));
    expect(JSON.stringify(told())).not.toContain(id!.split('~')[0]);
    await submit(proxy.url, 'COMMIT', { 'X-Trino-Transaction-Id': id! });
    await eventually(async () => expect(told().at(-1)).toMatchObject({ ended: true }));
    expect(new Set(told().map(({ transaction }) => transaction)).size).toBe(1);
  });
});

test('news of a transaction that were not taken give way to newer ones', () => {
  const transactions = createOpenTransactions();
  transactions.seen('t1', 'blue', 'q1');
  const taken = transactions.take(10);
  transactions.ended('t1', 'blue', 'q2');
  transactions.giveBack(taken);
  expect(transactions.take(10)).toMatchObject([{ queryId: 'q2', ended: true }]);
});

test.each([
  ['COMMIT', true],
  [' rollback work', true],
  ['commitments', false],
  ['select 1', false],
])('whether %p ends its transaction: %p', (statement, ends) => {
  expect(endsTransaction(Buffer.from(statement))).toBe(ends);
});
