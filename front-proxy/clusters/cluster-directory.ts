import { EventEmitter } from 'node:events';
import type { Cluster, ClusterHealth } from '../../protocol/cluster';

/** A cluster and what our own monitor last saw of it. */
export interface KnownCluster {
  cluster: Cluster;
  health: ClusterHealth;
}

interface DirectoryEvents {
  /** The list changed. */
  changed: [];
  /** A cluster's state (not only its reason) changed. */
  health: [name: string, health: ClusterHealth];
}

/** The clusters as last heard of from the router, with their health; at first those of the configuration. */
export class ClusterDirectory extends EventEmitter<DirectoryEvents> {
  private known = new Map<string, KnownCluster>();

  constructor(initial: readonly Cluster[]) {
    super();
    this.replace(initial);
  }

  /** Takes a whole new list; health of a cluster whose URL stays is kept. */
  replace(clusters: readonly Cluster[]): void {
    const next = new Map<string, KnownCluster>();
    for (const cluster of clusters) {
      const before = this.known.get(cluster.name);
      const same = before !== undefined && before.cluster.url === cluster.url;
      next.set(cluster.name, { cluster, health: same ? before.health : neverSeen() });
    }
    this.known = next;
    this.emit('changed');
  }

  setHealth(name: string, state: ClusterHealth['state'], reason: string): void {
    const known = this.known.get(name);
    if (known === undefined) return;
    const changed = known.health.state !== state;
    const since = changed ? new Date().toISOString() : known.health.since;
    known.health = { state, reason, since };
    if (changed) this.emit('health', name, known.health);
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

function neverSeen(): ClusterHealth {
  return { state: 'UNKNOWN', reason: 'not looked at yet', since: new Date().toISOString() };
}
