import {
  createClusterRegistry,
  type ClusterRegistry,
} from '../../../router-service/clusters/cluster-registry';
import type { Cluster } from '../../../protocol/cluster';
import { captureLog } from '../../support/captured-log';
import { describeDatabases } from '../../support/databases';
import { cluster } from './cluster-builder';

describeDatabases('declared clusters', (database) => {
  let clusters: ClusterRegistry;
  let captured: ReturnType<typeof captureLog>;

  beforeAll(() => database.node(), 60_000);

  beforeEach(async () => {
    await database.empty();
    captured = captureLog();
    clusters = await createClusterRegistry({
      db: await database.node(),
      log: captured.log,
      defaultRoutingGroup: 'adhoc',
    });
  });

  afterEach(() => clusters.close());

  /** A service that starts with this file, on the same database. */
  async function start(...declared: Cluster[]): Promise<void> {
    await clusters.declare(declared);
  }

  const admission = (name: string) => clusters.get(name).admission;

  test('are added, changed and removed as the file says; others stay', async () => {
    await clusters.add(cluster('mine'), 'ann');
    await start(cluster('blue'), cluster('green'));
    await start(cluster('blue', { routingGroups: ['etl'], weight: 3 }));
    expect(clusters.list().clusters).toMatchObject([
      { ...cluster('blue', { routingGroups: ['etl'], weight: 3 }), declaredBy: 'config' },
      { ...cluster('mine'), declaredBy: 'api' },
    ]);
  });

  test('that did not change keep their ETag and the time of their last change', async () => {
    await start(cluster('blue', { externalUrl: 'https://blue.example' }));
    const [before, etag] = [clusters.get('blue'), clusters.etag()];
    await start(cluster('blue', { externalUrl: 'https://blue.example' }));
    expect(clusters.get('blue')).toEqual(before);
    expect(clusters.etag()).toBe(etag);
  });

  test('cannot be changed or removed by the API', async () => {
    await start(cluster('blue'));
    const declared = { code: 'CLUSTER_DECLARED', status: 409 };
    await expect(clusters.change('blue', cluster('blue'), 'ann')).rejects.toMatchObject(declared);
    await expect(clusters.remove('blue', 'ann')).rejects.toMatchObject(declared);
  });

  test('keep what an operator set, even when something else in the file changes', async () => {
    await start(cluster('blue'));
    await clusters.setAdmission('blue', 'DRAINING', 'ann');
    await start(cluster('blue'));
    expect(admission('blue')).toBe('DRAINING');
    await start(cluster('blue', { weight: 9 }));
    expect(clusters.get('blue')).toMatchObject({ admission: 'DRAINING', weight: 9 });
  });

  test('take the admission of the file when that changed since the last start', async () => {
    await start(cluster('blue'));
    await clusters.setAdmission('blue', 'DRAINING', 'ann');
    await start(cluster('blue', { admission: 'INACTIVE' }));
    expect(admission('blue')).toBe('INACTIVE');
    await clusters.setAdmission('blue', 'ACTIVE', 'ann');
    await start(cluster('blue', { admission: 'INACTIVE' }));
    expect(admission('blue')).toBe('ACTIVE');
  });

  test('take over a cluster of their name that the API had added, and say so', async () => {
    await clusters.add(cluster('blue', { weight: 5 }), 'ann');
    await start(cluster('blue'));
    expect(clusters.get('blue')).toMatchObject({ weight: 1, declaredBy: 'config' });
    expect(captured.messages('warn')).toEqual([
      'a cluster that the API had added is declared in the configuration file now, which overrules it',
    ]);
    expect(captured.lines.at(-1)).toMatchObject({ cluster: 'blue' });
  });

  test('that go with an empty file leave nothing behind', async () => {
    await start(cluster('blue'));
    await start();
    expect(clusters.list().clusters).toEqual([]);
  });

  test('come out the same when two nodes start at once', async () => {
    await Promise.all([start(cluster('blue'), cluster('green')), start(cluster('blue'))]);
    expect(clusters.get('blue').declaredBy).toBe('config');
  });
});
