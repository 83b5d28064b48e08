import { fallbackSchema } from '../config/fallback-field';
import type { Metrics } from '../runtime/metrics';
import type { ClusterDirectory } from './clusters/cluster-directory';
import type { WaitingStatements } from './queue/waiting-statements';

const HEALTH_VALUES = { HEALTHY: 1, PENDING: 0.5, UNKNOWN: 0, UNHEALTHY: -1 } as const;

/** What a proxy tells at `/metrics` of the state that its workers share. */
export function createNodeMetrics(
  metrics: Metrics,
  directory: ClusterDirectory,
  { count }: Pick<WaitingStatements, 'count'>,
) {
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
  metrics.gauge(
    'proxy_waiting_statements',
    'Statements that wait for a place under a limit and whose client last asked this proxy.',
    [],
    (gauge) => gauge.set(count()),
  );
  return {
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

/** What it tells of the requests that one worker answers. */
export function createProxyMetrics(metrics: Metrics) {
  const fallbacks = metrics.counter(
    'proxy_router_fallbacks_total',
    'Statements that no router decided on, by what decided: header, default-group, last-decision, reject.',
    ['kind'],
  );
  for (const kind of fallbackSchema.options) fallbacks.inc({ kind }, 0);
  return {
    statements: metrics.tally(
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
    queued: metrics.counter(
      'proxy_queued_statements_total',
      'Statements that waited for a place under a limit, by how it ended.',
      ['outcome'],
    ),
    queueSeconds: metrics.histogram(
      'proxy_queue_seconds',
      'How long statements waited that left the queue here.',
      [],
      [0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 1800, 3600],
    ),
  };
}

export type ProxyMetrics = ReturnType<typeof createProxyMetrics>;
