import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startRouter } from '../router-service/running-router';
import { eventually } from '../support/eventually';
import { createCleanup, runningProxy, simulated } from '../support/running-proxy';
import { headerOf, nextUri, run, submit } from '../support/statement-client';

const cleanup = createCleanup();
afterEach(() => cleanup.run());

async function inFrontOf(clusters: { name: string; url: string; routingGroups: string[] }[]) {
  const router = await startRouter({ clusters });
  cleanup.add(router, () => router.stop());
  const frontProxy = { routerUrls: [router.url] };
  const proxy = await runningProxy(cleanup, clusters, { frontProxy });
  return { router, proxy };
}

/** A coordinator that answers a statement when it is let. */
async function slowCoordinator() {
  const slow = { url: '', asked: 0, answer: () => undefined as void };
  const server = createServer((request, response) => {
    if (request.method !== 'POST') {
      response.setHeader('content-type', 'application/json');
      return void response.end('{"starting":false,"nodeVersion":{"version":"476"}}');
    }
    slow.asked += 1;
    slow.answer = () => void response.end('{"id":"20260101_000000_00001_slowy"}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  slow.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return cleanup.add(slow, () => {
    server.closeAllConnections();
    server.close();
  });
}

test('a statement that its cluster took when it had become INACTIVE goes to the next one', async () => {
  const blue = await slowCoordinator();
  const green = await simulated(cleanup, { cluster: 'green' });
  const { router, proxy } = await inFrontOf([
    { name: 'blue', url: blue.url, routingGroups: ['adhoc'] },
    { name: 'green', url: green.url, routingGroups: ['adhoc'] },
  ]);
  await router.api.post('/v1/clusters/green/deactivate').expect(200);
  const page = submit(proxy.url, 'select 1');
  await eventually(async () => expect(blue.asked).toBe(1));
  await router.api.post('/v1/clusters/green/activate').expect(200);
  await router.api.post('/v1/clusters/blue/deactivate').expect(200);
  await eventually(async () => {
    const other = await fetch(`${proxy.url}/c~blue/v1/query/20260101_000000_00001_slowy`);
    expect(other.status).toBe(503);
  });
  blue.answer();
  expect(nextUri(await page)).toContain('/c~green/');
});

test('a statement of a transaction whose cluster is INACTIVE fails in words that name it', async () => {
  const blue = await simulated(cleanup, { cluster: 'blue' });
  const { router, proxy } = await inFrontOf([
    { name: 'blue', url: blue.url, routingGroups: ['adhoc'] },
  ]);
  const begun = await run(proxy.url, 'START TRANSACTION', { 'X-Trino-Transaction-Id': 'NONE' });
  const inside = {
    'X-Trino-Transaction-Id': headerOf(begun, 'x-trino-started-transaction-id') ?? '',
  };
  await router.api.post('/v1/clusters/blue/deactivate').expect(200);
  await eventually(async () => {
    const { json } = await submit(proxy.url, 'select 1', inside);
    const message = expect.stringMatching(/^Cluster blue, which .* is INACTIVE$/) as string;
    expect(json.error).toMatchObject({ message });
  });
});
