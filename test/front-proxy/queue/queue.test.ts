import type { RunningService } from '../../../runtime/running-service';
import { startRouter, type RunningRouter } from '../../router-service/running-router';
import { eventually } from '../../support/eventually';
import { createCleanup, runningProxy, simulated } from '../../support/running-proxy';
import {
  call,
  nextUri,
  rowsOf,
  submit as submitTo,
  type Answer,
} from '../../support/statement-client';
import { isWaiting, untilEnded, untilSubmitted } from '../../support/waiting-pages';

const cleanup = createCleanup();
afterEach(() => cleanup.run());

// One for all tests but those that stop it or need their own queue; each has a cluster and a group of its own.
let shared: RunningRouter;
beforeAll(async () => {
  shared = await startRouter({ clusters: [] });
});
afterAll(() => shared.stop());

let count = 0;
let group = '';
beforeEach(() => {
  group = `group-${++count}`;
});

interface Setting {
  /** Queries that each cluster may run at once. */
  max?: number;
  groupMax?: number;
  queue?: { maxWaiting?: number; maxWait?: string };
  rules?: object[];
  proxies?: number;
  others?: { name: string; url: string }[];
  ownRouter?: boolean;
}

/** Proxies in front of a router and one simulated cluster whose queries end when their last page is read. */
async function switchyard(setting: Setting) {
  const { max, groupMax, queue, rules = [], proxies = 1, others = [] } = setting;
  const blue = await simulated(cleanup, { cluster: 'blue' });
  const limit = max === undefined ? {} : { maxRunningQueries: max };
  const clusters = [{ name: `blue-${count}`, url: blue.url }, ...others].map((cluster) => ({
    ...cluster,
    ...limit,
    routingGroups: [group],
  }));
  const isOwn = queue !== undefined || setting.ownRouter === true;
  const router = isOwn ? await startRouter({ clusters: [], queue }) : shared;
  if (isOwn) cleanup.add(router, () => router.stop());
  for (const cluster of clusters) await router.api.post('/v1/clusters').send(cluster).expect(201);
  await router.api.post('/v1/rules').send({ rules }).expect(201);
  const options = {
    frontProxy: { routerUrls: [router.url] },
    ...(queue && { queue }),
    ...(groupMax && { routingGroups: [{ name: group, maxRunningQueries: groupMax }] }),
  };
  const started: RunningService[] = [];
  for (let i = 0; i < proxies; i++) started.push(await runningProxy(cleanup, clusters, options));
  const waiting = async () => {
    const { body } = await router.api.get('/v1/queue').expect(200);
    const all = (body as { waiting: { waitsFor: string[] }[] }).waiting;
    return all.filter(({ waitsFor }) => waitsFor.includes(`cluster:blue-${count}`));
  };
  return { blue, router, proxies: started, url: started[0]!.url, waiting };
}

const submit = (url: string, statement: string, headers: Record<string, string> = {}) =>
  submitTo(url, statement, { 'X-Trino-Routing-Group': group, ...headers });

const errorOf = ({ json }: Answer) => json.error as { errorName: string; message: string };
test('a statement above the limit of a cluster is QUEUED, and runs when a place is free', async () => {
  const { url, router, blue, waiting } = await switchyard({ max: 1 });
  const first = await submit(url, 'select 1');
  expect(isWaiting(first)).toBe(false);
  const second = await submit(url, 'select 2');
  expect(second.json).toMatchObject({
    id: expect.stringMatching(/^\d{8}_\d{6}_\d{5}_xgate$/),
    stats: { state: 'QUEUED', queued: true, nodes: 0 },
    nextUri: expect.stringMatching(/\/v1\/statement\/waiting\/[\w-]{22}\/[\w-]{43}\/1$/),
  });
  const still = await call(nextUri(second));
  expect(still.json).toMatchObject({ id: second.json.id, stats: { state: 'QUEUED' } });
  expect(nextUri(still)).toMatch(/\/2$/);
  const { queuedTimeMillis } = still.json.stats as { queuedTimeMillis: number };
  expect(Number.isInteger(queuedTimeMillis)).toBe(true);
  expect(queuedTimeMillis).toBeGreaterThan(0);
  expect(await waiting()).toMatchObject([{ user: 'tester', priority: 0 }]);
  const inUse = async () => {
    const { body } = await router.api.get('/v1/queue').expect(200);
    const { limits } = body as { limits: { key: string; running: number }[] };
    return limits.find(({ key }) => key === `cluster:blue-${count}`)?.running;
  };
  expect(await inUse()).toBe(1);
  const polled = untilSubmitted(still);
  await untilEnded(first);
  const pages = await untilEnded(await polled);
  expect(rowsOf(pages)).toHaveLength(1);
  expect(pages[0]!.json.id).not.toBe(second.json.id);
  expect(blue.queries().map(({ statement }) => statement)).toEqual(['select 1', 'select 2']);
  await eventually(async () => expect(await inUse()).toBeUndefined());
  expect(await waiting()).toEqual([]);
});

test('several proxies respect one limit together, and any of them hands a statement over', async () => {
  const { proxies, blue } = await switchyard({ max: 2, proxies: 2 });
  const [one, other] = proxies.map(({ url }) => url) as [string, string];
  const running = [await submit(one, 'select 1'), await submit(other, 'select 2')];
  const third = await submit(one, 'select 3');
  const fourth = await submit(other, 'select 4');
  expect([...running, third, fourth].map(isWaiting)).toEqual([false, false, true, true]);
  const elsewhere = (page: Answer) =>
    nextUri(page).startsWith(one)
      ? nextUri(page).replace(one, other)
      : nextUri(page).replace(other, one);
  const moved = [await call(elsewhere(third)), await call(elsewhere(fourth))];
  expect(moved.map(({ json }) => json.id)).toEqual([third.json.id, fourth.json.id]);
  expect(moved.map(isWaiting)).toEqual([true, true]);
  const ends = moved.map(async (page) => untilEnded(await untilSubmitted(page)));
  // Through the other proxy than the one that submitted it.
  await call(nextUri(running[0]!).replace(one, other), { method: 'DELETE' });
  await untilEnded(running[1]!);
  for (const pages of await Promise.all(ends)) expect(rowsOf(pages)).toHaveLength(1);
  expect(blue.ran()).toBe(4 - 1);
});

test('a proxy that dies loses no statement that waits, and only the client can read it', async () => {
  const { proxies, router, blue } = await switchyard({ max: 1, proxies: 2 });
  const [one, other] = proxies.map(({ url }) => url) as [string, string];
  const first = await submit(other, 'select 1');
  const secrets = { authorization: `Basic ${btoa('ann:swordfish')}`, cookie: 'token=hunter2' };
  const headers = { ...secrets, 'X-Trino-User': 'ann', 'x-trino-catalog': 'lake' };
  const second = await submit(one, "select 'confidential'", headers);
  expect(isWaiting(second)).toBe(true);
  const [, , ticket, key] = /(waiting)\/([\w-]+)\/([\w-]+)\//.exec(nextUri(second)) ?? [];
  const sealed = (await router.api.get(`/v1/places/${ticket}/statement`)).text;
  for (const secret of ['confidential', 'swordfish', 'hunter2', btoa('ann:swordfish')])
    expect(Buffer.from(sealed, 'base64').includes(secret) || sealed.includes(secret)).toBe(false);
  const wrong = await call(nextUri(second).replace(one, other).replace(key!, 'x'.repeat(43)));
  expect(errorOf(wrong)).toMatchObject({ errorName: 'ABANDONED_QUERY' });
  await proxies[0]!.close();
  await untilEnded(first);
  // A client shows who it is with each request.
  const pages = [await call(nextUri(second).replace(one, other), { headers: secrets })];
  expect(rowsOf(await untilEnded(await untilSubmitted(pages[0]!)))).toHaveLength(1);
  const [, ran] = blue.queries();
  expect(ran).toMatchObject({ statement: "select 'confidential'", user: 'ann' });
  expect(ran!.headers).toMatchObject({
    ...secrets,
    'x-trino-catalog': 'lake',
    'content-type': expect.any(String),
  });
});

test('one that needs extra credentials, which nobody stores, fails clearly without its proxy', async () => {
  const { proxies } = await switchyard({ max: 1, proxies: 2 });
  const [one, other] = proxies.map(({ url }) => url) as [string, string];
  await submit(other, 'select 1');
  const second = await submit(one, 'select 2', { 'x-trino-extra-credential': 'lake=swordfish' });
  const there = await call(nextUri(second).replace(one, other));
  expect(errorOf(there)).toMatchObject({
    errorName: 'ABANDONED_QUERY',
    message: expect.stringContaining('extra credentials'),
  });
  expect(isWaiting(await call(nextUri(second)))).toBe(true);
});

test('limits of a routing group and of rules hold; who waits for his own holds up nobody else', async () => {
  const { url } = await switchyard({
    groupMax: 3,
    rules: [
      { name: 'each', event: { type: 'limit', params: { maxRunningQueries: 1, by: 'user' } } },
    ].map((rule) => ({
      ...rule,
      conditions: { all: [{ fact: 'user', operator: 'notEqual', value: 'root' }] },
    })),
  });
  const as = (user: string, statement: string) => submit(url, statement, { 'X-Trino-User': user });
  const [ann, again, bob, carl, dora] = [
    await as('ann', 'select 1'),
    await as('ann', 'select 2'),
    await as('bob', 'select 3'),
    await as('carl', 'select 4'),
    await as('dora', 'select 5'),
  ];
  expect([ann, again, bob, carl, dora].map(isWaiting)).toEqual([false, true, false, false, true]);
  const freed = untilSubmitted(again);
  await untilEnded(ann);
  expect(isWaiting(await freed)).toBe(false);
  await untilEnded(bob);
  expect(isWaiting(await untilSubmitted(dora))).toBe(false);
});

test('the highest priority goes first, then the user with the fewest, then who came first', async () => {
  const { url, blue } = await switchyard({
    max: 2,
    rules: [
      {
        name: 'boss first',
        conditions: { all: [{ fact: 'user', operator: 'equal', value: 'boss' }] },
        event: { type: 'limit', params: { maxRunningQueries: 50, queuePriority: 10 } },
      },
    ],
  });
  const as = (user: string, statement: string) => submit(url, statement, { 'X-Trino-User': user });
  const running = [await as('ann', 'a1'), await as('ann', 'a2')];
  const waiting = [
    await as('ann', 'a3'),
    await as('bob', 'b1'),
    await as('bob', 'b2'),
    await as('boss', 'c1'),
  ];
  const submitted = waiting.map(untilSubmitted);
  // One place at a time is free, and each is taken before the next.
  await untilEnded(running[0]!);
  for (const next of [3, 1, 2, 0]) await untilEnded((await submitted[next])!);
  const order = blue.queries().map(({ statement }) => statement);
  expect(order).toEqual(['a1', 'a2', 'c1', 'b1', 'b2', 'a3']);
});

test('beyond its bound the queue takes no statement, and after its deadline it lets none wait', async () => {
  const { url } = await switchyard({ max: 1, queue: { maxWaiting: 1, maxWait: '2s' } });
  const first = await submit(url, 'select 1');
  const second = await submit(url, 'select 2');
  const third = await submit(url, 'select 3');
  expect(errorOf(third)).toMatchObject({
    errorName: 'QUERY_QUEUE_FULL',
    message: expect.stringContaining('queue.maxWaiting'),
  });
  const late = (await untilEnded(second)).at(-1)!;
  expect(late.json).toMatchObject({ id: second.json.id, stats: { state: 'FAILED' } });
  expect(errorOf(late)).toMatchObject({
    errorName: 'EXCEEDED_TIME_LIMIT',
    message: expect.stringContaining('waited for 2s'),
  });
  await untilEnded(first);
  expect(isWaiting(await submit(url, 'select 4'))).toBe(false);
});

test('who cancels leaves the queue', async () => {
  const { url, blue, waiting } = await switchyard({ max: 1 });
  const first = await submit(url, 'select 1');
  const second = await submit(url, 'select 2');
  expect((await call(nextUri(second), { method: 'DELETE' })).status).toBe(204);
  await eventually(async () => expect(await waiting()).toEqual([]));
  expect(errorOf(await call(nextUri(second)))).toMatchObject({ errorName: 'ABANDONED_QUERY' });
  await untilEnded(first);
  expect(isWaiting(await submit(url, 'select 3'))).toBe(false);
  expect(blue.queries().map(({ statement }) => statement)).toEqual(['select 1', 'select 3']);
});

test('a statement whose place was on a cluster that fails gets one on another', async () => {
  const green = await simulated(cleanup, { cluster: 'green' });
  const { url, blue } = await switchyard({ max: 1, others: [{ name: 'green', url: green.url }] });
  const both = [await submit(url, 'select 1'), await submit(url, 'select 2')];
  expect([blue, green].map((cluster) => cluster.queries().length)).toEqual([1, 1]);
  const third = await submit(url, 'select 3');
  expect(isWaiting(third)).toBe(true);
  blue.behaviour.submit = 'reset';
  const pages = untilSubmitted(third);
  await Promise.all(both.map(untilEnded));
  expect(rowsOf(await untilEnded(await pages))).toHaveLength(1);
  expect(green.queries().at(-1)).toMatchObject({ statement: 'select 3' });
});

test('while the routers are away each proxy grants its share, and tells of it afterwards', async () => {
  const { proxies, router } = await switchyard({ max: 2, proxies: 2, ownRouter: true });
  const [one, other] = proxies.map(({ url }) => url) as [string, string];
  for (const url of [one, other]) await untilEnded(await submit(url, 'select 0'));
  await eventually(async () => {
    expect((await router.api.get('/v1/queries')).body.queries).toHaveLength(2);
  });
  await router.stop();
  const running = [await submit(one, 'select 1'), await submit(other, 'select 2')];
  const waiting = [await submit(one, 'select 3'), await submit(other, 'select 4')];
  expect([...running, ...waiting].map(isWaiting)).toEqual([false, false, true, true]);
  await Promise.all(running.map(untilEnded));
  for (const page of waiting)
    expect(rowsOf(await untilEnded(await untilSubmitted(page)))).toHaveLength(1);
});
