import type { Route } from '../router-client';
import type { ClusterDirectory, KnownCluster } from './cluster-directory';

/** Clusters that serve a statement alike. */
export interface RoutedGroup {
  routingGroup: string;
  /** Set where only this cluster of the group is meant. */
  pinned?: string;
  clusters: readonly KnownCluster[];
}

type Wanted = Pick<Route, 'routingGroup' | 'cluster' | 'strict' | 'fallback'>;

/** Where a statement may go, in the order of preference: the pinned cluster, its group, the fallback. */
export function routedGroups(
  directory: Pick<ClusterDirectory, 'get' | 'inGroup'>,
  { routingGroup, cluster, strict = false, fallback = [] }: Wanted,
): RoutedGroup[] {
  const groups = [routingGroup, ...fallback].map((name) => ({
    routingGroup: name,
    clusters: directory.inGroup(name),
  }));
  if (cluster === undefined) return groups;
  const known = directory.get(cluster);
  const pinned = { routingGroup, pinned: cluster, clusters: known === undefined ? [] : [known] };
  return strict ? [pinned] : [pinned, ...groups];
}
