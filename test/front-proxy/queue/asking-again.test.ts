import { startRouter } from '../../router-service/running-router';
import { eventually } from '../../support/eventually';
import { createCleanup, runningProxy, simulated } from '../../support/running-proxy';
import { call, nextUri, rowsOf, submit } from '../../support/statement-client';
import { isWaiting, untilEnded } from '../../support/waiting-pages';

const cleanup = createCleanup();
afterEach(() => cleanup.run());

/** A cluster that runs one query, whose place was just freed, and the statement that waits for it. */
async function aboutToBeHandedOver(settings: { submitTimeout?: string } = {}) {
  const blue = await simulated(cleanup, { cluster: 'blue' });
  const cluster = { name: 'blue', url: blue.url, routingGroups: ['adhoc'], maxRunningQueries: 1 };
  const router = await startRouter({ clusters: [cluster] });
  cleanup.add(router, () => router.stop());
  const frontProxy = { routerUrls: [router.url], ...settings };
  const { url } = await runningProxy(cleanup, [cluster], { frontProxy });
  const first = await submit(url, 'select 1');
  const second = await submit(url, 'select 2');
  expect(isWaiting(second)).toBe(true);
  await untilEnded(first);
  await eventually(async () => {
    expect((await router.api.get('/v1/queue')).body).toMatchObject({ limits: [] });
  });
  const statements = () => blue.queries().map(({ statement }) => statement);
  return { asked: nextUri(second), statements, behaviour: blue.behaviour };
}

test('a client that lost the answer asks again and gets the same one', async () => {
  const { asked, statements } = await aboutToBeHandedOver();
  const [page, repeated] = [await call(asked), await call(asked)];
  expect(isWaiting(page)).toBe(false);
  expect(repeated.text).toBe(page.text);
  expect(statements()).toEqual(['select 1', 'select 2']);
});

test('a client that asks several times at once starts its statement once', async () => {
  const { asked, statements } = await aboutToBeHandedOver();
  const pages = await Promise.all([1, 2, 3, 4].map(() => call(asked)));
  expect(isWaiting(pages[0]!)).toBe(false);
  expect(new Set(pages.map(({ text }) => text)).size).toBe(1);
  expect(statements()).toEqual(['select 1', 'select 2']);
});

test('while a coordinator takes long to answer, a client that asks again goes on waiting', async () => {
  const { asked, behaviour } = await aboutToBeHandedOver();
  behaviour.submit = 'hang';
  const leaving = new AbortController();
  const polls = [1, 2].map(() => call(asked, { signal: leaving.signal }));
  const again = await Promise.race(polls);
  expect(isWaiting(again)).toBe(true);
  behaviour.submit = 'answer';
  leaving.abort();
  await Promise.allSettled(polls);
  expect(rowsOf(await untilEnded(again))).toHaveLength(1);
});

test('a statement that fails while it waits tells each poll why, also the one behind', async () => {
  const { asked, behaviour } = await aboutToBeHandedOver({ submitTimeout: '300ms' });
  behaviour.submit = 'hang';
  const [one, other] = await Promise.all([call(asked), call(asked)]);
  expect(one.json.error).toMatchObject({ errorName: 'NO_NODES_AVAILABLE' });
  expect([other.text, (await call(asked)).text]).toEqual([one.text, one.text]);
});
