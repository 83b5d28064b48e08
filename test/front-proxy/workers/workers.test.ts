import { createCleanup, proxyOfTwoWorkers, simulated } from '../../support/running-proxy';
import { call, nextUri, submit } from '../../support/statement-client';

const cleanup = createCleanup();
afterEach(() => cleanup.run());

/** Runs a statement to its last page, each request on a connection of its own; its last state. */
async function run(url: string): Promise<unknown> {
  const headers = { connection: 'close' };
  let answer = await submit(url, 'select 1', headers);
  for (let next = nextUri(answer); next !== ''; next = nextUri(answer)) {
    expect(answer.status).toBe(200);
    answer = await call(next, { headers });
  }
  return (answer.json.stats as { state: string }).state;
}

const metricOf = (text: string, name: string) =>
  [...text.matchAll(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'gm'))].reduce(
    (sum, [, value]) => sum + Number(value),
    0,
  );

test('a query goes through whichever worker takes the connection, and all of them are counted', async () => {
  const blue = await simulated(cleanup, { cluster: 'blue' });
  const proxy = await proxyOfTwoWorkers(cleanup, [{ name: 'blue', url: blue.url }]);
  for (let i = 0; i < 6; i += 1) expect(await run(proxy.url)).toBe('FINISHED');
  expect(proxy.workers()).toHaveLength(2);
  const { text } = await call(`${proxy.url}/metrics`);
  expect(metricOf(text, 'switchyard_proxy_statements_total')).toBe(6);
  expect(metricOf(text, 'switchyard_proxy_cluster_health')).toBe(1);
});

test('the end of a query frees its place before its client can ask another worker for one', async () => {
  const blue = await simulated(cleanup, { cluster: 'blue' });
  const clusters = [{ name: 'blue', url: blue.url, maxRunningQueries: 1 }];
  const proxy = await proxyOfTwoWorkers(cleanup, clusters);
  for (let i = 0; i < 6; i += 1) expect(await run(proxy.url)).toBe('FINISHED');
  const { text } = await call(`${proxy.url}/metrics`);
  expect(metricOf(text, 'switchyard_proxy_queued_statements_total')).toBe(0);
});
