import type { TrustedProxies } from './client-origin';
import type { Config } from '../config/schema';
import type { Logger } from '../runtime/log';
import type { AbandonedQueries } from './abandoned-queries';
import type { Choosing } from './clusters/choosing';
import type { Forwarder } from './forward';
import type { NodeState } from './node-state';
import type { ProxyMetrics } from './proxy-metrics';
import type { QueryLog } from './query-log';
import type { RouterClient } from './router-client';

/** What the handlers of requests work with; built once at start. */
export interface ProxyContext extends Omit<NodeState, 'lastDecisions' | 'link' | 'transactions'> {
  config: Config;
  /** Whose X-Forwarded-* headers are believed. */
  trustedProxies: TrustedProxies;
  log: Logger;
  forwarder: Forwarder;
  choosing: Choosing;
  router: RouterClient;
  queries: QueryLog;
  abandoned: AbandonedQueries;
  metrics: ProxyMetrics;
}
