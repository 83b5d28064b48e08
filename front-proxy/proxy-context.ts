import type { TrustedProxies } from './client-origin';
import type { Config } from '../config/schema';
import type { Logger } from '../runtime/log';
import type { AbandonedQueries } from './abandoned-queries';
import type { Affinity } from './affinity';
import type { ClusterDirectory } from './clusters/cluster-directory';
import type { Choosing } from './clusters/choosing';
import type { HealthMonitor } from './clusters/health-monitor';
import type { OutlierEjection } from './clusters/outlier-ejection';
import type { Forwarder } from './forward';
import type { OpenQueries } from './open-queries';
import type { Places } from './queue/places';
import type { WaitingStatements } from './queue/waiting-statements';
import type { ProxyMetrics } from './proxy-metrics';
import type { QueryLog } from './query-log';
import type { RouterClient } from './router-client';

/** What the handlers of requests work with; built once at start. */
export interface ProxyContext {
  config: Config;
  /** Whose X-Forwarded-* headers are believed. */
  trustedProxies: TrustedProxies;
  log: Logger;
  forwarder: Forwarder;
  directory: ClusterDirectory;
  monitor: HealthMonitor;
  ejection: OutlierEjection;
  choosing: Choosing;
  affinity: Affinity;
  router: RouterClient;
  queries: QueryLog;
  places: Places;
  waiting: WaitingStatements;
  openQueries: OpenQueries;
  abandoned: AbandonedQueries;
  metrics: ProxyMetrics;
}
