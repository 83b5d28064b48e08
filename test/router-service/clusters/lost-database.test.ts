import { createClusterRegistry } from '../../../router-service/clusters/cluster-registry';
import { createRuleSetRegistry } from '../../../router-service/rule-sets/rule-set-registry';
import { captureLog } from '../../support/captured-log';
import { describeOwnServer } from '../../support/databases';
import { eventually } from '../../support/eventually';
import { onServer } from '../../support/postgresql-server';
import { cluster } from './cluster-builder';

const SLOW = 30_000;

describeOwnServer('registries whose database stops', (database) => {
  test(
    'serve on from memory, take up what is reported, and follow again when it is back',
    async () => {
      const { log, messages } = captureLog();
      const db = await database.node();
      const clusters = await createClusterRegistry({ db, log, defaultRoutingGroup: 'adhoc' });
      const rules = await createRuleSetRegistry({ db, log, check: () => Promise.resolve() });
      await clusters.declare([cluster('blue')]);
      await rules.seed({ rules: [] });
      await database.server()?.stop();

      await eventually(async () =>
        expect(messages('warn')).toContain('cannot read changes; the last known state serves'),
      );
      expect(clusters.get('blue').admission).toBe('ACTIVE');
      expect(rules.active().revision).toBe(1);
      await clusters.learnCoordinators([{ coordinatorId: 'abcde', cluster: 'blue' }]);
      expect(clusters.list().coordinators).toEqual([{ coordinatorId: 'abcde', cluster: 'blue' }]);
      const since = '2026-01-02T03:04:05.000Z';
      const health = { state: 'HEALTHY', reason: '', since } as const;
      clusters.reportHealth('p1', [{ cluster: 'blue', health }]);
      const away = { code: 'DATABASE_UNAVAILABLE', status: 503 };
      await expect(clusters.setAdmission('blue', 'DRAINING', 'ann')).rejects.toMatchObject(away);
      await expect(rules.activate(1, { author: 'ann' })).rejects.toMatchObject(away);
      await new Promise((resolve) => setTimeout(resolve, 2_500));

      await database.server()?.start();
      await eventually(async () => {
        await clusters.setAdmission('blue', 'DRAINING', 'ann');
      }, SLOW);
      await rules.post({ rules: [] }, { activate: true, author: 'ann' });
      expect(clusters.get('blue').admission).toBe('DRAINING');
      expect(rules.active().revision).toBe(2);
      const stored = async (table: string) =>
        onServer(database.location().url ?? '', `select cluster from ${table}`);
      await eventually(async () => {
        expect(await stored('coordinator')).toEqual([{ cluster: 'blue' }]);
        expect(await stored('cluster_health')).toEqual([{ cluster: 'blue' }]);
      }, SLOW);
      const told = messages('warn').filter((message) => message.startsWith('cannot read changes'));
      // Once for the clusters and once for the rule sets.
      expect(told).toHaveLength(2);
      await clusters.close();
      await rules.close();
    },
    2 * SLOW,
  );
});
