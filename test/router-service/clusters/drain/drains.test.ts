import {
  createClusterRegistry,
  type ClusterRegistry,
} from '../../../../router-service/clusters/cluster-registry';
import type { Database } from '../../../../router-service/database/database';
import { captureLog } from '../../../support/captured-log';
import { describeDatabases } from '../../../support/databases';
import { eventually } from '../../../support/eventually';
import { cluster } from '../cluster-builder';

describeDatabases('drains of several nodes', (database) => {
  let opened: ClusterRegistry[];
  const { log, lines } = captureLog();

  beforeEach(async () => {
    opened = [];
    lines.length = 0;
    await database.empty();
  });
  afterEach(() => Promise.all(opened.map((registry) => registry.close())));

  async function node(change: (db: Database) => Database = (db) => db): Promise<ClusterRegistry> {
    const db = change(await database.node());
    const made = await createClusterRegistry({
      ...{ db, log, defaultRoutingGroup: 'adhoc' },
      pace: { lookMs: 100, settleMs: 500 },
    });
    opened.push(made);
    return made;
  }

  const seen = (queryId: string) => ({
    ...{ proxyId: 'p1', gone: [], transactions: [] },
    seen: [{ queryId, cluster: 'blue' }],
  });
  const ends = () => lines.filter(({ msg }) => msg === 'a drain ended');

  test('a drain ends once, and on whichever node is left when the one that took the call dies', async () => {
    const nodes = [await node(), await node(), await node()] as const;
    await nodes[0].add(cluster('blue'), 'ann');
    await nodes[0].drain('blue', {}, 'ann');
    await nodes[0].close();
    await eventually(async () => {
      for (const left of nodes.slice(1)) expect(left.get('blue').admission).toBe('INACTIVE');
    });
    expect(ends()).toHaveLength(1);
    expect(await nodes[1].drains('blue')).toMatchObject([{ by: 'ann', outcome: 'IDLE' }]);
  }, 60_000);

  test('what a proxy told one node is known to the others', async () => {
    const [a, b] = [await node(), await node()];
    await a.add(cluster('blue'), 'ann');
    await eventually(async () => expect(b.get('blue').admission).toBe('ACTIVE'));
    a.reportWork(seen('q1'));
    await b.drain('blue', {}, 'ann');
    await eventually(async () => expect(b.get('blue').drain).toMatchObject({ running: 1 }));
    await eventually(async () => {
      const told = b.reportWork({ ...seen('q2'), proxyId: 'p2', seen: [] });
      expect(told).toMatchObject({ openQueries: { blue: 1 }, proxies: 2 });
    });
  }, 60_000);

  test('while the database is away proxies are told what is known, and nothing is lost', async () => {
    let isAway = false;
    const clusters = await node((db) => ({
      ...db,
      query: (sql, params) =>
        isAway ? Promise.reject(new Error('the database is away')) : db.query(sql, params),
    }));
    await clusters.add(cluster('blue'), 'ann');
    isAway = true;
    expect(clusters.reportWork(seen('q1'))).toMatchObject({ proxies: 1, cancel: [] });
    isAway = false;
    await eventually(async () =>
      expect(clusters.reportWork({ ...seen('q1'), seen: [] })).toMatchObject({
        openQueries: { blue: 1 },
      }),
    );
  }, 60_000);

  test('a cluster that is added anew under its old name has no drain', async () => {
    const clusters = await node();
    await clusters.add(cluster('blue'), 'ann');
    await clusters.drain('blue', {}, 'ann');
    await clusters.remove('blue', 'bob');
    const again = await clusters.add(cluster('blue'), 'ann');
    expect(again).toMatchObject({ admission: 'ACTIVE' });
    expect(again.drain).toBeUndefined();
    expect(await clusters.drains('blue')).toMatchObject([{ outcome: 'REMOVED', endedBy: 'bob' }]);
  });
});
