import type { Admission, Cluster } from '../../protocol/cluster';
import type {
  ClusterList,
  ClusterRecord,
  ProxyReport,
  ReportAnswer,
} from '../../protocol/decision';
import type { GroupLoad } from '../../rules/fact-input';
import type { Logger } from '../../runtime/log';
import type { Database } from '../database/database';
import { followChanges } from '../database/follow-changes';
import type { PastDrain } from '../../protocol/drain';
import { createClusterChanges, unknownCluster } from './cluster-changes';
import { createClusterHealth } from './cluster-health';
import { readClusters } from './cluster-queries';
import { definitionOf, etagOf, type ClusterRow, type Definition } from './cluster-row';
import { createCoordinatorBook } from './coordinator-book';
import { declareClusters } from './declare-clusters';
import { createDrainChanges, type DrainOrder } from './drain/drain-changes';
import { drainOf, pastDrainOf } from './drain/drain-progress';
import { readDrains, readDrainsOf, type DrainRow } from './drain/drain-store';
import { createDrainWatch } from './drain/watch-drains';
import { createEtagWaiters } from './etag-waiters';
import { groupLoad } from './group-load';
import { createOpenWork } from './open-work/open-work';
import { repeatWork } from './repeat-work';

/** The clusters, from a copy in memory that follows the database and outlives its absence. */
export interface ClusterRegistry {
  list(): ClusterList;
  /** Queries by routing group, of the clusters whose coordinators tell theirs. */
  load(): GroupLoad;
  /** Of definitions, admission, coordinators and default group; health has no part in it. */
  etag(): string;
  /** Resolves when the ETag is another one, when the time is over, or on abort or close. */
  waitForChange(etag: string, timeoutMs: number, signal: AbortSignal): Promise<void>;
  get(name: string): ClusterRecord;
  add(cluster: Cluster, by: string): Promise<ClusterRecord>;
  change(name: string, cluster: Cluster, by: string): Promise<ClusterRecord>;
  remove(name: string, by: string): Promise<void>;
  setAdmission(name: string, admission: Admission, by: string): Promise<ClusterRecord>;
  /** Sends the cluster no new statements until it is idle, and then makes it INACTIVE. */
  drain(name: string, order: DrainOrder, by: string): Promise<ClusterRecord>;
  /** Drains of a cluster, also of one that is no more, newest first. */
  drains(name: string): Promise<PastDrain[]>;
  declare(clusters: Cluster[]): Promise<void>;
  /** Counts on this node at once, on the others within a second or two. */
  reportHealth(proxyId: string, reports: ProxyReport['clusterHealth']): void;
  /** Takes note of open queries and transactions; what the proxy is told. */
  reportWork(report: Pick<ProxyReport, 'proxyId' | 'seen' | 'gone' | 'transactions'>): ReportAnswer;
  /** Never fails for a database that is away: entries serve from memory and are stored later. */
  learnCoordinators(entries: ProxyReport['coordinators']): Promise<void>;
  close(): Promise<void>;
}

/** Of one answer. */
const MAX_DRAINS = 100;

/** How often a node looks after open queries and drains, and how long a cluster is idle before its drain ends. */
export interface Pace {
  lookMs: number;
  settleMs: number;
}

/** A statement that was on its way when the drain began is reported within five seconds. */
export const PACE: Pace = { lookMs: 1_000, settleMs: 5_000 };
const SHARE_MS = 1_000;

interface Needed {
  db: Database;
  log: Logger;
  defaultRoutingGroup: string;
  /** How long reports of queries may wait before they are written. */
  reportDelayMs?: number;
  pace?: Pace;
}

/** Reads the clusters once, which needs the database, and follows their changes from then on. */
export async function createClusterRegistry(needed: Needed): Promise<ClusterRegistry> {
  const { db, log, defaultRoutingGroup, reportDelayMs = 0, pace = PACE } = needed;
  const health = createClusterHealth();
  const book = createCoordinatorBook(db);
  const changes = createClusterChanges(db, log);
  const drainChanges = createDrainChanges(db, log);
  const work = createOpenWork();
  const waiters = createEtagWaiters();
  let definitions = new Map<string, Definition>();
  let drains = new Map<string, DrainRow>();
  let coordinators: ClusterList['coordinators'] = [];

  async function read(): Promise<void> {
    const rows = await readClusters(db);
    drains = new Map((await readDrains(db)).map((drain) => [drain.cluster, drain]));
    await book.read();
    definitions = new Map(rows.map((row) => [row.name, definitionOf(row)]));
    health.keepOnly(new Set(definitions.keys()));
    settle();
  }

  function settle(): void {
    coordinators = book.entries((name) => definitions.has(name));
    waiters.moveTo(etagOf([...definitions.values()], coordinators, defaultRoutingGroup));
  }

  const recordOf = (definition: Definition): ClusterRecord => {
    const { name, updatedAt } = definition;
    const [drain, current] = [drains.get(name), health.of(name, updatedAt)];
    return {
      ...definition,
      health: current,
      ...(drain && { drain: drainOf(drain, work.of(name), current, new Date()) }),
    };
  };

  async function changed(work: Promise<ClusterRow>): Promise<ClusterRecord> {
    const row = await work;
    await follower.refresh();
    return recordOf(definitionOf(row));
  }

  const follower = await followChanges({ db, log, topic: 'cluster', read });
  const watchDrains = createDrainWatch({
    db,
    changes: drainChanges,
    drains: () => [...drains.values()],
    workOf: work.of,
    healthOf: (name) => health.of(name, ''),
    settleMs: pace.settleMs + reportDelayMs,
  });
  const working = repeatWork({
    ...{ log, pauseMs: pace.lookMs, failure: 'cannot follow open queries and drains' },
    async work() {
      await work.share(db);
      if (await watchDrains()) await follower.refresh();
    },
  });
  const sharing = repeatWork({
    ...{ log, pauseMs: SHARE_MS, failure: 'cannot share health and coordinators' },
    async work() {
      await health.share(db);
      await book.store();
    },
  });

  return {
    list: () => ({
      clusters: [...definitions.values()].map(recordOf),
      coordinators,
      defaultRoutingGroup,
    }),
    load: () => groupLoad([...definitions.values()].map(recordOf)),
    etag: waiters.etag,
    waitForChange: waiters.waitForChange,
    get(name) {
      const definition = definitions.get(name);
      if (definition === undefined) throw unknownCluster(name);
      return recordOf(definition);
    },
    add: (cluster, by) => changed(changes.add(cluster, by)),
    change: (name, cluster, by) => changed(changes.change(name, cluster, by)),
    setAdmission: (name, admission, by) => changed(changes.setAdmission(name, admission, by)),
    async drain(name, order, by) {
      const row = await drainChanges.drain(name, order, by);
      if (row === undefined) throw unknownCluster(name);
      return changed(Promise.resolve(row));
    },
    drains: async (name) => (await readDrainsOf(db, name, MAX_DRAINS)).map(pastDrainOf),
    async remove(name, by) {
      await changes.remove(name, by);
      await follower.refresh();
    },
    async declare(clusters) {
      await declareClusters(db, clusters, log);
      await follower.refresh();
    },
    reportHealth(proxyId, reports) {
      health.report(
        proxyId,
        reports.filter(({ cluster }) => definitions.has(cluster)),
      );
    },
    reportWork({ seen, transactions, ...report }) {
      const isKnown = ({ cluster }: { cluster: string }) => definitions.has(cluster);
      work.note({
        ...report,
        seen: seen.filter(isKnown),
        transactions: transactions.filter(isKnown),
      });
      const canceling = [...drains.values()].filter(({ canceling_since: since }) => since !== null);
      return { ...work.forProxies(), cancel: canceling.map(({ cluster }) => cluster) };
    },
    async learnCoordinators(entries) {
      if (!book.note(entries.filter(({ cluster }) => definitions.has(cluster)))) return;
      settle();
      if (await book.store()) await follower.refresh();
    },
    async close() {
      waiters.close();
      await working.close();
      await sharing.close();
      await follower.close();
    },
  };
}
