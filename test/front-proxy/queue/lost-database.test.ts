import { startRouter } from '../../router-service/running-router';
import { describeOwnServer } from '../../support/databases';
import { eventually } from '../../support/eventually';
import { onServer } from '../../support/postgresql-server';
import { createCleanup, runningProxy, simulated } from '../../support/running-proxy';
import { call, nextUri, submit } from '../../support/statement-client';
import { isWaiting } from '../../support/waiting-pages';

const cleanup = createCleanup();
afterEach(() => cleanup.run());

describeOwnServer('limits', (database) => {
  test('hold while the database is away, and what was granted then counts when it is back', async () => {
    const blue = await simulated(cleanup, { cluster: 'blue' });
    const { url: here } = blue;
    const limited = { name: 'blue', url: here, routingGroups: ['adhoc'], maxRunningQueries: 1 };
    const router = await startRouter({ clusters: [limited], database: database.location() });
    cleanup.add(router, () => router.stop());
    const options = { frontProxy: { routerUrls: [router.url] } };
    const { url } = await runningProxy(cleanup, [limited], options);
    const inPlaces = async () =>
      onServer(database.location().url ?? '', 'select query_id from place');

    const first = await submit(url, 'select 1');
    const second = await submit(url, 'select 2');
    expect([first, second].map(isWaiting)).toEqual([false, true]);
    await database.server()!.stop();
    let page = await call(nextUri(second));
    expect(isWaiting(page)).toBe(true);
    await call(nextUri(first), { method: 'DELETE' });
    while (isWaiting(page)) page = await call(nextUri(page));
    const third = await submit(url, 'select 3');
    expect(isWaiting(third)).toBe(true);
    await database.server()!.start();
    await eventually(async () => {
      expect(await inPlaces()).toEqual([{ query_id: page.json.id }]);
    }, 30_000);
    expect(isWaiting(await call(nextUri(third)))).toBe(true);
    expect(blue.ran()).toBe(0);
    expect(blue.queries().map(({ statement }) => statement)).toEqual(['select 1', 'select 2']);
  }, 120_000);
});
