import { eventually, type RunningRouter, startRouter } from '../running-router';

let router: RunningRouter;
beforeAll(async () => {
  router = await startRouter();
  for (let i = 0; i < 12; i++) {
    const user = i % 2 === 0 ? 'alice' : 'bob';
    await router.api
      .post('/v1/route')
      .send({ statement: 'select 1', user, source: `s${i}` })
      .expect(200);
  }
  const queries = Array.from({ length: 12 }, (_, i) => ({
    queryId: `20260101_0000${String(i).padStart(2, '0')}_00001_abcde`,
    cluster: i % 3 === 0 ? 'green' : 'blue',
    routingGroup: 'adhoc',
    reason: 'DEFAULT',
    user: i % 2 === 0 ? 'alice' : 'bob',
    state: 'RUNNING',
    submittedAt: new Date(Date.UTC(2026, 0, 1, 0, 0, i)).toISOString(),
  }));
  const report = { proxyId: 'p', clusterHealth: [], coordinators: [], queries };
  await router.api.post('/v1/reports').send(report).expect(200);
});
afterAll(() => router.stop());

interface Page {
  decisions?: { id: string; user: string; source: string }[];
  queries?: { queryId: string; state: string }[];
  next?: string;
}
const get = async (path: string) => (await router.api.get(path).expect(200)).body as Page;

async function allPages<Item>(path: string, itemsOf: (page: Page) => Item[]) {
  const pages: Item[][] = [];
  let next: string | undefined;
  do {
    const page = await get(
      next === undefined ? path : `${path}&before=${encodeURIComponent(next)}`,
    );
    pages.push(itemsOf(page));
    next = page.next;
  } while (next !== undefined && pages.length < 20);
  return pages;
}

test('decisions come in pages, newest first, each exactly once', async () => {
  await eventually(
    () => get('/v1/decisions'),
    ({ decisions }) => decisions?.length === 12,
  );
  const pages = await allPages('/v1/decisions?limit=5', ({ decisions = [] }) => decisions);
  expect(pages.map((page) => page.length)).toEqual([5, 5, 2]);
  expect(pages.flat().map(({ source }) => source)).toEqual(
    Array.from({ length: 12 }, (_, i) => `s${11 - i}`),
  );
});

test('the last full page has no next one', async () => {
  const pages = await allPages('/v1/decisions?limit=6', ({ decisions = [] }) => decisions);
  expect(pages.map((page) => page.length)).toEqual([6, 6]);
});

test('queries come in pages, newest first, each exactly once', async () => {
  await eventually(
    () => get('/v1/queries'),
    ({ queries }) => queries?.length === 12,
  );
  const pages = await allPages('/v1/queries?limit=5', ({ queries = [] }) => queries);
  const ids = pages.flat().map(({ queryId }) => queryId);
  expect(ids).toEqual([...new Set(ids)].sort().reverse());
  expect(ids).toHaveLength(12);
});

test.each([
  ['/v1/decisions?user=alice', 6],
  ['/v1/decisions?user=alice&source=s2', 1],
  ['/v1/decisions?reason=REJECTED', 0],
  ['/v1/queries?cluster=green', 4],
  ['/v1/queries?cluster=blue&user=bob', 4],
  ['/v1/queries?state=FINISHED', 0],
])('%s finds %i', async (path, count) => {
  const { decisions, queries } = await eventually(
    () => get(path),
    (page) => (page.decisions ?? page.queries)?.length === count,
  );
  expect(decisions ?? queries).toHaveLength(count);
});

test('one decision is found by the id that the answer told, without text of the statement', async () => {
  const { body } = await router.api
    .post('/v1/route')
    .send({ statement: "select 'hidden'" })
    .expect(200);
  const { id } = (body as { decision: { id: string } }).decision;
  const answer = await eventually(
    () => router.api.get(`/v1/decisions/${id}`),
    ({ status }) => status === 200,
  );
  expect(answer.body).toMatchObject({ id, reason: 'DEFAULT', clientTags: [] });
  expect(answer.text).not.toContain('hidden');
});

test('one query is found by its id, as its reports complete each other', async () => {
  const queryId = '20260101_000003_00001_abcde';
  const queries = [{ queryId, cluster: 'green', state: 'FAILED', error: 'SYNTAX_ERROR' }];
  const report = { proxyId: 'q', clusterHealth: [], coordinators: [], queries };
  await router.api.post('/v1/reports').send(report).expect(200);
  const answer = await eventually(
    () => router.api.get(`/v1/queries/${queryId}`),
    ({ body }) => (body as { state?: string }).state === 'FAILED',
  );
  expect(answer.body).toMatchObject({ user: 'bob', reason: 'DEFAULT', error: 'SYNTAX_ERROR' });
});

test.each(['/v1/decisions/nobody', '/v1/queries/nobody'])('%s gets 404', async (path) => {
  await router.api.get(path).expect(404);
});

test.each([
  ['/v1/decisions?limit=0', 'limit'],
  ['/v1/decisions?limit=501', 'limit'],
  ['/v1/queries?limit=x', 'limit'],
  ['/v1/decisions?reason=BECAUSE', 'reason'],
  ['/v1/queries?state=DONE', 'state'],
  ['/v1/queries?usr=alice', 'usr'],
  ['/v1/queries?user=a&user=b', 'user'],
])('%s gets 400 with the name of the parameter', async (path, parameter) => {
  const { body } = await router.api.get(path).expect(400);
  expect(body).toMatchObject({ path: parameter });
});

test.each(['/v1/decisions?before=nonsense', '/v1/queries?before=nonsense'])(
  '%s gets 400 and no failure',
  async (path) => {
    await router.api.get(path).expect(400);
  },
);
