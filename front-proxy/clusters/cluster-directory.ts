import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { Cluster, ClusterHealth, ClusterLoad } from '../../protocol/cluster';
import { machineNow } from '../../runtime/machine-clock';
import type { Milliseconds } from '../../runtime/units';

/**
 * What a coordinator does with X-Forwarded-* headers (Trino's http-server.process-forwarded): puts them
 * into its URIs, makes URIs that name itself, or answers 406 (the default since 451).
 */
export type Forwarding = 'UNKNOWN' | 'HONOURED' | 'IGNORED' | 'REFUSED';

/** Why a cluster is left out although its looks may be good, in Unix milliseconds. */
export interface Ejection {
  until: number;
  reason: string;
}

/** A cluster and what our own monitor last saw of it. */
export interface KnownCluster {
  cluster: Cluster;
  /** What counts: the looks, or that it is ejected. */
  health: ClusterHealth;
  /** What the looks alone say. */
  seen: { state: ClusterHealth['state']; reason: string };
  forwarding: Forwarding;
  ejection?: Ejection;
  /** When its coordinator was asked for the load that `health` tells, by machineNow(). */
  loadAskedAt?: number;
  /** When it began to take statements after it took none, by machineNow(). */
  backSince?: number;
  /** Whether it joined others that were known already. */
  isAdded: boolean;
}

interface DirectoryEvents {
  /** The list changed. */
  changed: [];
  /** A cluster's state (not only its reason) changed. */
  health: [name: string, health: ClusterHealth];
  /** It runs or queues other numbers of queries than before. */
  load: [name: string, load: ClusterLoad | undefined];
  /** Anything that is known of it was noted anew. */
  noted: [known: KnownCluster];
  /** It showed what it does with X-Forwarded-* headers. */
  forwarding: [name: string, forwarding: Forwarding];
}

/** The clusters as last heard of from the router, with their health; at first those of the configuration. */
export class ClusterDirectory extends EventEmitter<DirectoryEvents> {
  private known = new Map<string, KnownCluster>();
  /** Those of each routing group that was asked for: each statement asks, and there may be hundreds. */
  private readonly groups = new Map<string, KnownCluster[]>();

  constructor(initial: readonly Cluster[]) {
    super();
    // Each statement that waits for a cluster listens.
    this.setMaxListeners(0);
    this.replace(initial);
  }

  /** Takes a whole new list; health of a cluster whose URL stays is kept. */
  replace(clusters: readonly Cluster[]): void {
    const isAdded = this.known.size > 0;
    const next = new Map<string, KnownCluster>();
    for (const cluster of clusters) {
      const before = this.known.get(cluster.name);
      const same = before !== undefined && before.cluster.url === cluster.url;
      next.set(cluster.name, { ...(same ? before : neverSeen(isAdded)), cluster });
    }
    this.know(next);
    this.emit('changed');
  }

  /** What the looks at a cluster say of it. */
  setHealth(name: string, state: ClusterHealth['state'], reason: string): void {
    const known = this.known.get(name);
    if (known === undefined) return;
    const before = known.seen.state;
    known.seen = { state, reason };
    // Looks saw it go away and come back: what it was ejected for is over.
    if (state === 'HEALTHY' && before !== 'HEALTHY') delete known.ejection;
    // It may come back with other settings; that it refuses shows at its next look.
    if (state !== before && state !== 'HEALTHY') known.forwarding = 'UNKNOWN';
    this.settle(known);
  }

  /** Leaves a cluster out until it is readmitted. */
  eject(name: string, ejection: Ejection): void {
    const known = this.known.get(name);
    if (known === undefined) return;
    known.ejection = ejection;
    this.settle(known);
  }

  readmit(name: string): void {
    const known = this.known.get(name);
    if (known?.ejection === undefined) return;
    delete known.ejection;
    this.settle(known);
  }

  /** How busy its coordinator says it is; undefined when it does not say. */
  setLoad(name: string, load: ClusterLoad | undefined, askedAt: number): void {
    const known = this.known.get(name);
    if (known === undefined) return;
    known.loadAskedAt = askedAt;
    if (isDeepStrictEqual(known.health.load, load)) {
      this.emit('noted', known);
      return;
    }
    known.health = { ...known.health, load };
    if (load === undefined) delete known.health.load;
    this.emit('noted', known);
    this.emit('load', name, load);
  }

  setForwarding(name: string, forwarding: Forwarding): void {
    const known = this.known.get(name);
    if (known === undefined || known.forwarding === forwarding) return;
    known.forwarding = forwarding;
    this.emit('noted', known);
    this.emit('forwarding', name, forwarding);
  }

  /** Takes the whole list as another worker's monitor sees it, or some clusters of it. */
  mirror(seen: readonly KnownCluster[], isWhole: boolean): void {
    const before = this.known;
    const next = new Map(isWhole ? [] : before);
    for (const known of seen) {
      if (isWhole || before.has(known.cluster.name)) next.set(known.cluster.name, known);
    }
    this.know(next);
    if (isWhole) this.emit('changed');
    for (const { cluster, health } of seen) {
      const isNews = before.get(cluster.name)?.health.state !== health.state;
      if (isNews && next.has(cluster.name)) this.emit('health', cluster.name, health);
    }
  }

  private know(clusters: Map<string, KnownCluster>): void {
    this.known = clusters;
    this.groups.clear();
  }

  private settle(known: KnownCluster): void {
    const { seen, ejection, health: before } = known;
    const state = ejection === undefined ? seen.state : 'UNHEALTHY';
    const reason = ejection?.reason ?? seen.reason;
    const isChanged = before.state !== state;
    const since = isChanged ? new Date().toISOString() : before.since;
    known.health = { state, reason, since };
    if (ejection) known.health.ejectedUntil = new Date(ejection.until).toISOString();
    if (before.load && seen.state === 'HEALTHY') known.health.load = before.load;
    if (isChanged) this.noteChange(known, before);
    this.emit('noted', known);
  }

  private noteChange(known: KnownCluster, before: ClusterHealth): void {
    const { state } = known.health;
    const isBack = state === 'HEALTHY' && (before.state !== 'UNKNOWN' || known.isAdded);
    if (isBack) known.backSince = machineNow();
    this.emit('health', known.cluster.name, known.health);
  }

  /** Resolves when a cluster's health or the list changes, at the latest after the time given. */
  async nextNews(timeoutMs: Milliseconds): Promise<void> {
    const news = new AbortController();
    const end = () => news.abort();
    this.once('health', end).once('changed', end);
    await sleep(timeoutMs, undefined, { signal: news.signal }).catch(() => undefined);
    this.off('health', end).off('changed', end);
  }

  get(name: string): KnownCluster | undefined {
    return this.known.get(name);
  }

  all(): KnownCluster[] {
    return [...this.known.values()];
  }

  inGroup(routingGroup: string): readonly KnownCluster[] {
    const known = this.groups.get(routingGroup);
    if (known !== undefined) return known;
    const all = this.all().filter(({ cluster }) => cluster.routingGroups.includes(routingGroup));
    // Only those that exist, as clients may ask for any name.
    if (all.length > 0) this.groups.set(routingGroup, all);
    return all;
  }
}

function neverSeen(isAdded: boolean): Omit<KnownCluster, 'cluster'> {
  const since = new Date().toISOString();
  const seen = { state: 'UNKNOWN', reason: 'not looked at yet' } as const;
  return { health: { ...seen, since }, seen, forwarding: 'UNKNOWN', isAdded };
}
