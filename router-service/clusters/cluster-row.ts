import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Cluster } from '../../protocol/cluster';
import type { HealthCheck } from '../../protocol/health-check';
import type { ClusterList, ClusterRecord } from '../../protocol/decision';

/** A cluster as the database tells it, without health and drain. */
export type Definition = Omit<ClusterRecord, 'health' | 'drain'>;

/** `updated_at` comes last and is a Date; all else reads as in JSON. */
export interface ClusterRow {
  name: string;
  url: string;
  external_url: string | null;
  routing_groups: string[];
  admission: Cluster['admission'];
  weight: number;
  max_running_queries: number | null;
  declared_by: 'config' | 'api';
  declared_admission: Cluster['admission'] | null;
  health_check: HealthCheck | null;
  updated_at: Date;
}

export function definitionOf(row: ClusterRow): Definition {
  return {
    name: row.name,
    url: row.url,
    ...(row.external_url !== null && { externalUrl: row.external_url }),
    routingGroups: row.routing_groups,
    admission: row.admission,
    weight: row.weight,
    ...(row.max_running_queries !== null && { maxRunningQueries: row.max_running_queries }),
    ...(row.health_check !== null && { healthCheck: row.health_check }),
    declaredBy: row.declared_by,
    updatedAt: row.updated_at.toISOString(),
  };
}

/** Whether the row says what the cluster says, admission aside. */
export function saysTheSame(row: ClusterRow, cluster: Cluster): boolean {
  return (
    row.url === cluster.url &&
    row.external_url === (cluster.externalUrl ?? null) &&
    row.weight === cluster.weight &&
    row.max_running_queries === (cluster.maxRunningQueries ?? null) &&
    isDeepStrictEqual(row.health_check ?? undefined, cluster.healthCheck) &&
    JSON.stringify(row.routing_groups) === JSON.stringify(cluster.routingGroups)
  );
}

/**
 * ETag of what proxies follow. Made from the content, so all nodes name a state alike. Health is
 * left out: proxies report it themselves, and each report would wake the long polls of all others.
 */
export function etagOf(
  clusters: readonly Definition[],
  coordinators: ClusterList['coordinators'],
  defaultRoutingGroup: string,
): string {
  const content = JSON.stringify([clusters, coordinators, defaultRoutingGroup]);
  return `"${createHash('sha256').update(content).digest('base64url').slice(0, 27)}"`;
}
