import { fallbackSchema } from '../config/fallback-field';
import { createMetrics } from '../runtime/metrics';
import type { ClusterDirectory } from './clusters/cluster-directory';

const HEALTH_VALUES = { HEALTHY: 1, PENDING: 0.5, UNKNOWN: 0, UNHEALTHY: -1 } as const;

/** The proxy's metrics, at `/metrics`. */
export function createProxyMetrics(directory: ClusterDirectory) {
  const metrics = createMetrics();
  metrics.withProcessMetrics();
  metrics.gauge(
    'proxy_cluster_health',
    'Health of each cluster: 1 healthy, 0.5 starting, 0 unknown, -1 unhealthy.',
    ['cluster'],
    (gauge) => {
      gauge.reset();
      for (const { cluster, health } of directory.all()) {
        gauge.set({ cluster: cluster.name }, HEALTH_VALUES[health.state]);
      }
    },
  );
  const fallbacks = metrics.counter(
    'proxy_router_fallbacks_total',
    'Statements that no router decided on, by what decided: header, default-group, last-decision, reject.',
    ['kind'],
  );
  for (const kind of fallbackSchema.options) fallbacks.inc({ kind }, 0);
  return {
    contentType: metrics.contentType,
    text: metrics.text,
    statements: metrics.counter(
      'proxy_statements_total',
      'Statements by routing group, the reason of the decision, and where they ended.',
      ['routing_group', 'reason', 'cluster'],
    ),
    retries: metrics.counter(
      'proxy_submission_retries_total',
      'Submissions that failed on a cluster and went on to the next.',
      ['cluster'],
    ),
    fallbacks,
    failures: metrics.counter(
      'proxy_forward_failures_total',
      'Forwarded requests that a coordinator did not answer.',
      ['cluster'],
    ),
    ejections: metrics.counter(
      'proxy_cluster_ejections_total',
      'Times that a cluster was left out because requests to it went without an answer.',
      ['cluster'],
    ),
    reportsDropped: metrics.counter(
      'proxy_query_reports_dropped_total',
      'Query reports dropped because no router took them.',
    ),
  };
}

export type ProxyMetrics = ReturnType<typeof createProxyMetrics>;
