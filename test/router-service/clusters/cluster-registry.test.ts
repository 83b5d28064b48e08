import {
  createClusterRegistry,
  type ClusterRegistry,
} from '../../../router-service/clusters/cluster-registry';
import type { Database } from '../../../router-service/database/database';
import { clusterListSchema } from '../../../protocol/decision';
import { createLog } from '../../../runtime/log';
import { describeDatabases } from '../../support/databases';
import { eventually } from '../../support/eventually';
import { cluster } from './cluster-builder';

const log = createLog('test', 'silent');
const never = new AbortController().signal;

describeDatabases('the cluster registry', (database) => {
  let db: Database;
  let opened: ClusterRegistry[];

  beforeAll(async () => {
    db = await database.node();
  }, 60_000);

  beforeEach(async () => {
    opened = [];
    await database.empty();
  });

  afterEach(() => Promise.all(opened.map((registry) => registry.close())));

  async function registry(on: Database = db): Promise<ClusterRegistry> {
    const made = await createClusterRegistry({ db: on, log, defaultRoutingGroup: 'adhoc' });
    opened.push(made);
    return made;
  }

  const names = ({ list }: ClusterRegistry) => list().clusters.map(({ name }) => name);
  const deaf = (): Database => ({ ...db, listen: async () => async () => undefined });

  test('answers what was added, by name, with admission, origin and unknown health', async () => {
    const clusters = await registry();
    const green = cluster('green', { externalUrl: 'https://green.example', weight: 2.5 });
    const added = await clusters.add(green, 'ann');
    await clusters.add(cluster('blue', { routingGroups: ['etl', 'adhoc'] }), 'ann');
    expect(added).toMatchObject({
      ...green,
      declaredBy: 'api',
      health: { state: 'UNKNOWN', reason: 'no proxy has reported yet' },
    });
    expect(clusters.get('green')).toEqual(added);
    expect(names(clusters)).toEqual(['blue', 'green']);
    expect(clusters.list().defaultRoutingGroup).toBe('adhoc');
    clusterListSchema.parse(clusters.list());
  });

  test('refuses a name that is taken, also when two nodes add it at once', async () => {
    const [a, b] = [await registry(), await registry()];
    const adding = await Promise.allSettled([
      a.add(cluster('blue'), 'ann'),
      b.add(cluster('blue'), 'bob'),
    ]);
    expect(adding.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await expect(a.add(cluster('blue'), 'ann')).rejects.toMatchObject({
      code: 'CLUSTER_EXISTS',
      status: 409,
    });
  });

  test('changes and removes clusters', async () => {
    const clusters = await registry();
    await clusters.add(cluster('blue', { externalUrl: 'https://blue.example' }), 'ann');
    const change = cluster('blue', { url: 'http://other.test:1', routingGroups: ['etl'] });
    expect(await clusters.change('blue', change, 'ann')).toMatchObject(change);
    expect(clusters.get('blue')).not.toHaveProperty('externalUrl');
    await clusters.remove('blue', 'ann');
    expect(names(clusters)).toEqual([]);
  });

  test.each<[string, (clusters: ClusterRegistry) => Promise<unknown>]>([
    ['get', async (clusters) => clusters.get('red')],
    ['change', (clusters) => clusters.change('red', cluster('red'), 'ann')],
    ['remove', (clusters) => clusters.remove('red', 'ann')],
    ['set the admission of', (clusters) => clusters.setAdmission('red', 'DRAINING', 'ann')],
  ])('to %s a cluster that is not there is 404', async (_what, call) => {
    await expect(call(await registry())).rejects.toMatchObject({ code: 'NOT_FOUND', status: 404 });
  });

  test('a change may not rename a cluster', async () => {
    const clusters = await registry();
    await clusters.add(cluster('blue'), 'ann');
    await expect(clusters.change('blue', cluster('red'), 'ann')).rejects.toMatchObject({
      status: 400,
      problems: [{ path: 'name' }],
    });
  });

  test.each([
    ['by notification and polling', () => db],
    ['by polling alone', deaf],
  ])('follows changes of another node within two seconds, %s', async (_how, on) => {
    const here = await registry();
    const there = await registry(on());
    await here.add(cluster('blue'), 'ann');
    await here.setAdmission('blue', 'DRAINING', 'ann');
    await eventually(async () => expect(there.get('blue').admission).toBe('DRAINING'), 2_000);
    expect(there.etag()).toBe(here.etag());
    await here.remove('blue', 'ann');
    await eventually(async () => expect(names(there)).toEqual([]), 2_000);
    expect(there.etag()).toBe(here.etag());
  });

  test('has one ETag for one state, another for every other, and none of it from health', async () => {
    const clusters = await registry();
    const etags = [clusters.etag()];
    const steps = [
      () => clusters.add(cluster('blue'), 'ann'),
      () => clusters.setAdmission('blue', 'INACTIVE', 'ann'),
      () => clusters.learnCoordinators([{ coordinatorId: 'abcde', cluster: 'blue' }]),
    ];
    for (const step of steps) {
      await step();
      etags.push(clusters.etag());
    }
    expect(new Set(etags).size).toBe(4);
    expect(clusters.etag()).toMatch(/^"[\w-]{20,}"$/);
    const since = new Date().toISOString();
    clusters.reportHealth('p1', [
      { cluster: 'blue', health: { state: 'HEALTHY', reason: '', since } },
    ]);
    await clusters.setAdmission('blue', 'INACTIVE', 'ann');
    expect(clusters.etag()).toBe(etags[3]);
    expect((await registry()).etag()).toBe(etags[3]);
  });

  test('wakes those who wait at a change, at the end of their time, on abort and on close', async () => {
    const clusters = await registry();
    const before = clusters.etag();
    const changed = clusters.waitForChange(before, 60_000, never);
    await clusters.add(cluster('blue'), 'ann');
    await changed;
    await clusters.waitForChange(before, 60_000, never);
    await clusters.waitForChange(clusters.etag(), 20, never);
    const abort = new AbortController();
    const aborted = clusters.waitForChange(clusters.etag(), 60_000, abort.signal);
    abort.abort();
    await aborted;
    const closed = clusters.waitForChange(clusters.etag(), 60_000, never);
    await clusters.close();
    await closed;
  });

  test('shares coordinators, keeps the newest twenty, and lets those of removed clusters go', async () => {
    const [here, there] = [await registry(), await registry()];
    await here.add(cluster('blue'), 'ann');
    await here.add(cluster('green'), 'ann');
    const ids = Array.from({ length: 25 }, (_, n) => `id${String(n).padStart(3, '0')}`);
    for (const coordinatorId of ids) {
      await here.learnCoordinators([{ coordinatorId, cluster: 'blue' }]);
    }
    await here.learnCoordinators([
      { coordinatorId: 'id024', cluster: 'green' },
      { coordinatorId: 'xxxxx', cluster: 'unknown' },
    ]);
    const kept = [...ids.slice(5).map((coordinatorId) => ({ coordinatorId, cluster: 'blue' }))];
    const all = [...kept, { coordinatorId: 'id024', cluster: 'green' }];
    await eventually(async () => expect(there.list().coordinators).toEqual(all), 2_000);
    expect(there.etag()).toBe(here.etag());
    await here.remove('blue', 'ann');
    expect(here.list().coordinators).toEqual([{ coordinatorId: 'id024', cluster: 'green' }]);
  });

  test('tells health at once where it was reported and soon on other nodes; the newest wins', async () => {
    const [here, there] = [await registry(), await registry()];
    await here.add(cluster('blue'), 'ann');
    await eventually(async () => expect(names(there)).toEqual(['blue']), 2_000);
    const healthy = {
      state: 'HEALTHY',
      reason: 'answers',
      since: '2026-01-02T03:04:05.000Z',
    } as const;
    const broken = {
      state: 'UNHEALTHY',
      reason: 'a\0b',
      since: '2026-01-02T03:05:05.000Z',
    } as const;
    here.reportHealth('p1', [
      { cluster: 'blue', health: healthy },
      { cluster: 'unknown', health: healthy },
    ]);
    expect(here.get('blue').health).toEqual(healthy);
    await eventually(async () => expect(there.get('blue').health).toEqual(healthy), 4_000);
    there.reportHealth('p2', [{ cluster: 'blue', health: broken }]);
    expect(there.list().clusters[0]?.health).toEqual({ ...broken, reason: 'a\uFFFDb' });
    await eventually(async () => expect(here.get('blue').health.state).toBe('UNHEALTHY'), 4_000);
    expect(there.get('blue').health.state).toBe('UNHEALTHY');
  });
});
