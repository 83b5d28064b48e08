import { coordinatorIdOf, type CoordinatorId, type QueryId } from '../protocol/query-id';
import { createBoundedMap } from './bounded-map';

/** Queries whose cluster only this proxy knows; the oldest go first. */
const MAX_REMEMBERED = 100_000;

/**
 * Which cluster a query belongs to, where its URL does not say it. One entry for
 * each coordinator start serves all of its queries; only coordinators that share an id need an
 * entry for each query.
 */
export function createAffinity(onNewCoordinator: (id: CoordinatorId, cluster: string) => void) {
  const coordinators = new Map<CoordinatorId, Set<string>>();
  const queriesOfSharedIds = createBoundedMap<QueryId, string>(MAX_REMEMBERED);

  function learnCoordinator(id: CoordinatorId, cluster: string): boolean {
    const clusters = coordinators.get(id) ?? new Set();
    if (clusters.has(cluster)) return false;
    coordinators.set(id, clusters.add(cluster));
    return true;
  }

  return {
    /** Notes that a query was seen on a cluster. */
    learnQuery(queryId: QueryId, cluster: string): void {
      const id = coordinatorIdOf(queryId);
      if (learnCoordinator(id, cluster)) onNewCoordinator(id, cluster);
      if ((coordinators.get(id)?.size ?? 0) > 1) queriesOfSharedIds.set(queryId, cluster);
    },

    /** Takes what other proxies learned. */
    learnCoordinators(entries: readonly { coordinatorId: string; cluster: string }[]): void {
      for (const { coordinatorId, cluster } of entries) {
        learnCoordinator(coordinatorId as CoordinatorId, cluster);
      }
    },

    /** The cluster of a query; undefined when it is unknown or could be one of several. */
    clusterOfQuery(queryId: QueryId): string | undefined {
      const clusters = [...(coordinators.get(coordinatorIdOf(queryId)) ?? [])];
      return clusters.length === 1 ? clusters[0] : queriesOfSharedIds.get(queryId);
    },
  };
}

export type Affinity = ReturnType<typeof createAffinity>;
