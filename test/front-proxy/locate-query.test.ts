import type { SimulatedCoordinator } from '../../demo/simulated-coordinator';
import { createCleanup, runningProxy, simulated } from '../support/running-proxy';
import { call, nextUri, submit } from '../support/statement-client';

const cleanup = createCleanup();
afterEach(() => cleanup.run());

const clusterOf = ({ cluster, url }: SimulatedCoordinator) => ({ name: cluster, url });

async function twoClusters() {
  return Promise.all(['blue', 'green'].map((cluster) => simulated(cleanup, { cluster })));
}

test('of a query that no proxy has seen, a cluster itself says who may not ask', async () => {
  const clusters = await twoClusters();
  const direct = await submit(clusters[1]!.url, 'select 1');
  const proxy = await runningProxy(cleanup, clusters.map(clusterOf));
  const path = `/v1/query/${String(direct.json.id)}`;
  const asked = await call(`${clusters[1]!.url}${path}`);
  expect(asked.status).toBe(401);
  const shown = await call(`${proxy.url}${path}`);
  expect(shown).toMatchObject({ status: 401, text: asked.text });
  expect(shown.headers.get('www-authenticate')).toBe(asked.headers.get('www-authenticate'));
});

test('a partial cancel without a segment finds its query', async () => {
  const clusters = await twoClusters();
  const direct = await submit(clusters[1]!.url, 'select 1');
  await call(nextUri(direct));
  const proxy = await runningProxy(cleanup, clusters.map(clusterOf));
  const path = `/v1/statement/executing/partialCancel/${String(direct.json.id)}/0/y0/1`;
  const init = { method: 'DELETE', headers: { 'X-Trino-User': 'tester' } };
  const asked = await call(`${clusters[1]!.url}${path}`, init);
  expect((await call(`${proxy.url}${path}`, init)).status).toBe(asked.status);
});

test('a page of a cluster’s UI gets that cluster’s queries, seen before or not', async () => {
  const clusters = await twoClusters();
  const direct = await submit(clusters[1]!.url, 'select 1');
  await call(nextUri(direct));
  const proxy = await runningProxy(cleanup, clusters.map(clusterOf));
  const path = `/ui/api/query/${String(direct.json.id)}`;
  for (const { cluster, url } of clusters) {
    const referer = `${proxy.url}/c~${cluster}/ui/`;
    const { status, text } = await call(`${url}${path}`);
    expect(await call(`${proxy.url}${path}`, { headers: { referer } })).toMatchObject({
      status,
      text,
    });
  }
});
