import type { KnownCluster } from './cluster-directory';

/**
 * Picks the cluster for a new statement at random among the healthy ones that accept statements;
 * undefined when there is none. A cluster that was never looked at serves before none at all: a
 * statement that it does not take goes to the next one.
 */
export function chooseCluster(
  group: readonly KnownCluster[],
  tried: ReadonlySet<string>,
  random: () => number = Math.random,
): KnownCluster | undefined {
  const open = group.filter(
    ({ cluster }) => cluster.admission === 'ACTIVE' && !tried.has(cluster.name),
  );
  const healthy = open.filter(({ health }) => health.state === 'HEALTHY');
  const candidates =
    healthy.length > 0 ? healthy : open.filter(({ health }) => health.state === 'UNKNOWN');
  return candidates[Math.floor(random() * candidates.length)];
}

/** Whether a group that takes no statement now may take some later without anybody's doing. */
export function mayTakeStatements(group: readonly KnownCluster[]): boolean {
  return group.some(({ cluster }) => cluster.admission === 'ACTIVE');
}

/** Why a group takes no statement, for the client's eyes. */
export function describeGroup(routingGroup: string, group: readonly KnownCluster[]): string {
  if (group.length === 0) {
    return `No cluster serves the routing group "${routingGroup}"; add one or route elsewhere`;
  }
  const states = group.map(({ cluster, health }) => {
    const state = cluster.admission === 'ACTIVE' ? health.state : cluster.admission;
    return `${cluster.name} is ${state}`;
  });
  return `No cluster of the routing group "${routingGroup}" takes statements now: ${states.join(', ')}`;
}
