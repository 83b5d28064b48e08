import type { KnownCluster } from './cluster-directory';
import type { RoutedGroup } from './routed-groups';

export interface Choice {
  known: KnownCluster;
  /** The group that serves: another than the decided one where that takes no statements. */
  routingGroup: string;
}

/**
 * Picks the cluster for a new statement: at random among the healthy ones of the first group that has
 * some which accept statements; undefined when there is none. A cluster that was never looked at serves
 * before none at all: a statement that it does not take goes to the next one.
 */
export function chooseCluster(
  groups: readonly RoutedGroup[],
  tried: ReadonlySet<string>,
  random: () => number = Math.random,
): Choice | undefined {
  for (const { routingGroup, clusters } of groups) {
    const open = clusters.filter(
      ({ cluster }) => cluster.admission === 'ACTIVE' && !tried.has(cluster.name),
    );
    const healthy = open.filter(({ health }) => health.state === 'HEALTHY');
    const candidates =
      healthy.length > 0 ? healthy : open.filter(({ health }) => health.state === 'UNKNOWN');
    const known = candidates[Math.floor(random() * candidates.length)];
    if (known !== undefined) return { known, routingGroup };
  }
  return undefined;
}

/** Whether groups that take no statement now may take some later without anybody's doing. */
export function mayTakeStatements(groups: readonly RoutedGroup[]): boolean {
  return groups.some(({ clusters }) =>
    clusters.some(({ cluster }) => cluster.admission === 'ACTIVE'),
  );
}

/** Why no group takes a statement, for the client's eyes. */
export function describeGroups(groups: readonly RoutedGroup[]): string {
  return groups.map(describeGroup).join('. ');
}

function describeGroup({ routingGroup, pinned, clusters }: RoutedGroup): string {
  if (pinned !== undefined && clusters.length === 0) {
    return `There is no cluster "${pinned}", which the rule names; add it or route elsewhere`;
  }
  if (clusters.length === 0) {
    return `No cluster serves the routing group "${routingGroup}"; add one or route elsewhere`;
  }
  const states = clusters.map(({ cluster, health }) => {
    const state = cluster.admission === 'ACTIVE' ? health.state : cluster.admission;
    return `${cluster.name} is ${state}`;
  });
  if (pinned !== undefined) {
    return `The cluster "${pinned}", which the rule for the routing group "${routingGroup}" names, takes no statements now: ${states.join(', ')}`;
  }
  return `No cluster of the routing group "${routingGroup}" takes statements now: ${states.join(', ')}`;
}
