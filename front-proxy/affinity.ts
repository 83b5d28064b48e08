import { coordinatorIdOf, type CoordinatorId, type QueryId } from '../protocol/query-id';
import { createBoundedMap } from './bounded-map';

/** Queries whose cluster only this proxy knows; the oldest go first. */
const MAX_REMEMBERED = 100_000;

export interface CoordinatorEntry {
  coordinatorId: string;
  cluster: string;
}

/** A query on a cluster, which told more than was known. */
export interface AffinityNews {
  queryId: QueryId;
  cluster: string;
  isNewCoordinator: boolean;
}

/**
 * Which cluster a query belongs to, where its URL does not say it. One entry for
 * each coordinator start serves all of its queries; only coordinators that share an id need an
 * entry for each query.
 */
export function createAffinity(onNews: (news: AffinityNews) => void) {
  const coordinators = new Map<CoordinatorId, Set<string>>();
  const queriesOfSharedIds = createBoundedMap<QueryId, string>(MAX_REMEMBERED);

  function learnCoordinator(id: CoordinatorId, cluster: string): boolean {
    const clusters = coordinators.get(id) ?? new Set();
    if (clusters.has(cluster)) return false;
    coordinators.set(id, clusters.add(cluster));
    return true;
  }

  function note(queryId: QueryId, cluster: string): AffinityNews | undefined {
    const id = coordinatorIdOf(queryId);
    const isNewCoordinator = learnCoordinator(id, cluster);
    const isShared = (coordinators.get(id)?.size ?? 0) > 1;
    const isNewQuery = isShared && queriesOfSharedIds.get(queryId) !== cluster;
    if (isShared) queriesOfSharedIds.set(queryId, cluster);
    return isNewCoordinator || isNewQuery ? { queryId, cluster, isNewCoordinator } : undefined;
  }

  return {
    /** Notes that a query was seen on a cluster. */
    learnQuery(queryId: QueryId, cluster: string): void {
      const news = note(queryId, cluster);
      if (news !== undefined) onNews(news);
    },

    /** Takes what another worker of this proxy saw. */
    hear(queryId: QueryId, cluster: string): void {
      note(queryId, cluster);
    },

    /** Takes what other proxies learned. */
    learnCoordinators(entries: readonly CoordinatorEntry[]): void {
      for (const { coordinatorId, cluster } of entries) {
        learnCoordinator(coordinatorId as CoordinatorId, cluster);
      }
    },

    /** The cluster of a query; undefined when it is unknown or could be one of several. */
    clusterOfQuery(queryId: QueryId): string | undefined {
      const clusters = [...(coordinators.get(coordinatorIdOf(queryId)) ?? [])];
      return clusters.length === 1 ? clusters[0] : queriesOfSharedIds.get(queryId);
    },

    /** All that one can tell another. */
    coordinators: (): CoordinatorEntry[] =>
      [...coordinators].flatMap(([coordinatorId, clusters]) =>
        [...clusters].map((cluster) => ({ coordinatorId, cluster })),
      ),
  };
}

export type Affinity = ReturnType<typeof createAffinity>;
