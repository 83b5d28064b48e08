import type { SimulatedCoordinator } from '../../demo/simulated-coordinator';
import { eventually } from '../support/eventually';
import { createCleanup, runningProxy, simulated } from '../support/running-proxy';
import { call, nextUri, submit } from '../support/statement-client';

const cleanup = createCleanup();
afterEach(() => cleanup.run());

const user = { 'X-Trino-User': 'tester' };

/** Asks for a page and leaves in the middle of it. */
async function leave(blue: SimulatedCoordinator, url: string): Promise<void> {
  blue.behaviour.pageDelayMs = 60_000;
  const leaving = new AbortController();
  const page = fetch(url, { headers: user, signal: leaving.signal });
  const { pathname } = new URL(url);
  const request = () => blue.requests().find(({ target }) => pathname.endsWith(target));
  await eventually(async () => expect(request()).toBeDefined());
  leaving.abort();
  await expect(page).rejects.toThrow();
  await eventually(async () => expect(request()?.aborted).toBe(true));
  blue.behaviour.pageDelayMs = 0;
}

async function runningQuery(abandonedQueryTimeout?: string) {
  const blue = await simulated(cleanup, { cluster: 'blue', behaviour: { resultPages: Infinity } });
  const clusters = [{ name: 'blue', url: blue.url }];
  const frontProxy = abandonedQueryTimeout === undefined ? {} : { abandonedQueryTimeout };
  const proxies = [
    await runningProxy(cleanup, clusters, { frontProxy }),
    await runningProxy(cleanup, clusters, { frontProxy }),
  ];
  const queued = await call(nextUri(await submit(proxies[0]!.url, 'select 1')), { headers: user });
  return { blue, proxies, page: nextUri(queued) };
}

const canceled = (blue: SimulatedCoordinator) => blue.queries()[0]!.error === 'USER_CANCELED';

/** Time enough for a query to be canceled that should not be. */
const meanwhile = () => new Promise((resolve) => setTimeout(resolve, 1500));

test('a query whose client went away is canceled after the time that the operator set', async () => {
  const { blue, page } = await runningQuery('300ms');
  await leave(blue, page);
  await eventually(async () => expect(canceled(blue)).toBe(true));
});

test('a client that comes back, through whichever proxy, keeps its query', async () => {
  for (const which of [0, 1]) {
    const { blue, proxies, page } = await runningQuery('300ms');
    await leave(blue, page);
    const again = page.replace(proxies[0]!.url, proxies[which]!.url);
    expect((await call(again, { headers: user })).status).toBe(200);
    await meanwhile();
    expect(canceled(blue)).toBe(false);
  }
});

test('without that setting a query is left to its coordinator', async () => {
  const { blue, page } = await runningQuery();
  await leave(blue, page);
  await meanwhile();
  expect(canceled(blue)).toBe(false);
});
