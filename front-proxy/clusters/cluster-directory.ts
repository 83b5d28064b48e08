import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { Cluster, ClusterHealth, ClusterLoad } from '../../protocol/cluster';
import type { Milliseconds } from '../../runtime/units';

/**
 * What a coordinator does with X-Forwarded-* headers (Trino's http-server.process-forwarded): puts them
 * into its URIs, makes URIs that name itself, or answers 406 (the default since 451).
 */
export type Forwarding = 'UNKNOWN' | 'HONOURED' | 'IGNORED' | 'REFUSED';

/** A cluster and what our own monitor last saw of it. */
export interface KnownCluster {
  cluster: Cluster;
  health: ClusterHealth;
  forwarding: Forwarding;
}

interface DirectoryEvents {
  /** The list changed. */
  changed: [];
  /** A cluster's state (not only its reason) changed. */
  health: [name: string, health: ClusterHealth];
  /** It runs or queues other numbers of queries than before. */
  load: [name: string, load: ClusterLoad | undefined];
  /** It showed what it does with X-Forwarded-* headers. */
  forwarding: [name: string, forwarding: Forwarding];
}

/** The clusters as last heard of from the router, with their health; at first those of the configuration. */
export class ClusterDirectory extends EventEmitter<DirectoryEvents> {
  private known = new Map<string, KnownCluster>();

  constructor(initial: readonly Cluster[]) {
    super();
    // Each statement that waits for a cluster listens.
    this.setMaxListeners(0);
    this.replace(initial);
  }

  /** Takes a whole new list; health of a cluster whose URL stays is kept. */
  replace(clusters: readonly Cluster[]): void {
    const next = new Map<string, KnownCluster>();
    for (const cluster of clusters) {
      const before = this.known.get(cluster.name);
      const same = before !== undefined && before.cluster.url === cluster.url;
      const { health, forwarding } = same ? before : neverSeen();
      next.set(cluster.name, { cluster, health, forwarding });
    }
    this.known = next;
    this.emit('changed');
  }

  setHealth(name: string, state: ClusterHealth['state'], reason: string): void {
    const known = this.known.get(name);
    if (known === undefined) return;
    const changed = known.health.state !== state;
    const since = changed ? new Date().toISOString() : known.health.since;
    const { load } = known.health;
    known.health = { state, reason, since, ...(load && state === 'HEALTHY' && { load }) };
    // It may come back with other settings; that it refuses shows at its next look.
    if (changed && state !== 'HEALTHY') known.forwarding = 'UNKNOWN';
    if (changed) this.emit('health', name, known.health);
  }

  /** How busy its coordinator says it is; undefined when it does not say. */
  setLoad(name: string, load: ClusterLoad | undefined): void {
    const known = this.known.get(name);
    if (known === undefined || isDeepStrictEqual(known.health.load, load)) return;
    const { state, reason, since } = known.health;
    known.health = { state, reason, since, ...(load && { load }) };
    this.emit('load', name, load);
  }

  setForwarding(name: string, forwarding: Forwarding): void {
    const known = this.known.get(name);
    if (known === undefined || known.forwarding === forwarding) return;
    known.forwarding = forwarding;
    this.emit('forwarding', name, forwarding);
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

  inGroup(routingGroup: string): KnownCluster[] {
    return this.all().filter(({ cluster }) => cluster.routingGroups.includes(routingGroup));
  }
}

function neverSeen(): Pick<KnownCluster, 'health' | 'forwarding'> {
  const since = new Date().toISOString();
  return {
    health: { state: 'UNKNOWN', reason: 'not looked at yet', since },
    forwarding: 'UNKNOWN',
  };
}
