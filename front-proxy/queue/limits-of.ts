import type { Limit, Way } from '../../queue/place';
import type { Choice } from '../clusters/choose-cluster';
import type { Route } from '../router-client';

/** Every limit of running queries that holds for a statement in a cluster of a routing group. */
export function limitsOf(
  { known: { cluster }, routingGroup }: Choice,
  { limits = [] }: Pick<Route, 'limits'>,
  maxOfGroup: (routingGroup: string) => number | undefined,
): Limit[] {
  const ofGroup = maxOfGroup(routingGroup);
  const ofCluster = cluster.maxRunningQueries;
  const all: Limit[] = [];
  if (ofCluster !== undefined) all.push({ key: `cluster:${cluster.name}`, max: ofCluster });
  if (ofGroup !== undefined) all.push({ key: `group:${routingGroup}`, max: ofGroup });
  // One key with two limits is held by the smaller one.
  for (const { key, maxRunningQueries: max } of limits) all.push({ key: `rule:${key}`, max });
  return all;
}

/**
 * The clusters that could run a statement, in the order of choice. Those of the next group, a fallback,
 * are for when none of these takes statements, not for when they are full.
 */
export function waysOf(
  choose: (tried: ReadonlySet<string>) => Choice | undefined,
  tried: ReadonlySet<string>,
  limits: (choice: Choice) => Limit[],
): (Way & { choice: Choice })[] {
  const ways: (Way & { choice: Choice })[] = [];
  const seen = new Set(tried);
  for (;;) {
    const choice = choose(seen);
    const first = ways[0]?.choice.routingGroup;
    if (choice === undefined || (first !== undefined && choice.routingGroup !== first)) return ways;
    const { name: cluster } = choice.known.cluster;
    ways.push({ cluster, limits: limits(choice), choice });
    seen.add(cluster);
  }
}
