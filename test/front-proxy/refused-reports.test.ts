import { startRouter } from '../router-service/running-router';
import { eventually } from '../support/eventually';
import { createCleanup, runningProxy, simulated } from '../support/running-proxy';
import { run } from '../support/statement-client';

const cleanup = createCleanup();
afterEach(() => cleanup.run());

async function switchyard() {
  const blue = await simulated(cleanup, { cluster: 'blue' });
  const clusters = [{ name: 'blue', url: blue.url, routingGroups: ['adhoc'] }];
  const router = await startRouter({ clusters });
  cleanup.add(router, () => router.stop());
  const { url } = await runningProxy(cleanup, clusters, {
    frontProxy: { routerUrls: [router.url] },
  });
  const users = async () => {
    const { body } = await router.api.get('/v1/queries').expect(200);
    return (body as { queries: { user: string }[] }).queries.map(({ user }) => user);
  };
  return { url, users };
}

test('a user with a name beyond all measure keeps no other query out of the history', async () => {
  const { url, users } = await switchyard();
  const long = 'x'.repeat(5000);
  await run(url, 'select 1', { 'X-Trino-User': long, 'X-Trino-Source': long });
  await run(url, 'select 2', { 'X-Trino-User': 'ann' });
  await eventually(async () => expect(await users()).toEqual(['ann', long.slice(0, 1000)]));
});
