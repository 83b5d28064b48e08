import { randomUUID } from 'node:crypto';
import type { Config } from '../config/schema';
import { coordinatorIdOf, type QueryId } from '../protocol/query-id';
import type { Logger } from '../runtime/log';
import { createMetrics, type Metrics } from '../runtime/metrics';
import type { Shutdown } from '../runtime/shutdown';
import { createAffinity, type Affinity, type AffinityNews } from './affinity';
import { createAskRouters } from './ask-routers';
import { createCancelDrained } from './cancel-drained';
import { ClusterDirectory } from './clusters/cluster-directory';
import { adviseOnForwarding } from './clusters/forwarding-advice';
import { createHealthMonitor, type HealthMonitor } from './clusters/health-monitor';
import { createOutlierEjection, type OutlierEjection } from './clusters/outlier-ejection';
import type { Forwarder } from './forward';
import { createDecisionMemory, type DecisionMemory } from './last-decisions';
import { createOpenQueries, type OpenQueries } from './open-queries';
import { createOpenTransactions, type OpenTransactions } from './open-transactions';
import { createNodeMetrics } from './proxy-metrics';
import { createLocalPlaces } from './queue/local-places';
import { createPlaces, type Places } from './queue/places';
import { createPollTurns, type PollTurns } from './queue/poll-turns';
import { createWaitingStatements, type WaitingStatements } from './queue/waiting-statements';
import { createRouterLink, type RouterLink } from './router-link';

/** What a proxy knows beside the requests that it answers right now; its workers share it. */
export interface NodeState {
  directory: ClusterDirectory;
  monitor: Pick<HealthMonitor, 'lookNow'>;
  ejection: Pick<OutlierEjection, 'failed' | 'answered'>;
  affinity: Pick<Affinity, 'learnQuery' | 'clusterOfQuery'>;
  openQueries: OpenQueries;
  transactions: Pick<OpenTransactions, 'seen' | 'ended'>;
  places: Places;
  waiting: Omit<WaitingStatements, 'count'>;
  pollTurns: PollTurns;
  lastDecisions: DecisionMemory;
  link: Pick<RouterLink, 'hasHeard' | 'elsewhere' | 'reportQuery' | 'reportGone'>;
  /** What `/metrics` answers, of all workers. */
  metricsText: () => Promise<string>;
}

/** The state where it is kept: one looks at the clusters, and follows and asks the routers for all. */
export interface OwnNodeState extends NodeState {
  affinity: Affinity;
  metrics: Metrics;
  firstLook: HealthMonitor['firstLook'];
}

interface NodeStateOptions {
  config: Config;
  log: Logger;
  forwarder: Forwarder;
  shutdown: Shutdown;
  /** Told where workers must hear of it. */
  onAffinity?: (news: AffinityNews) => void;
  onRouterNews?: () => void;
}

/** Opens the state of a proxy; `shutdown` closes it. */
export function openNodeState(options: NodeStateOptions): OwnNodeState {
  const { config, log, forwarder, shutdown } = options;
  const { frontProxy, health } = config;
  const directory = new ClusterDirectory(config.clusters);
  const waiting = createWaitingStatements();
  const metrics = createMetrics();
  metrics.withProcessMetrics();
  const { ejections, reportsDropped } = createNodeMetrics(metrics, directory, waiting);
  const affinity = createAffinity((news) => {
    const { queryId, cluster, isNewCoordinator } = news;
    if (isNewCoordinator) link.reportCoordinator(coordinatorIdOf(queryId as QueryId), cluster);
    options.onAffinity?.(news);
  });
  const [openQueries, transactions] = [createOpenQueries(), createOpenTransactions()];
  const proxyId = randomUUID();
  const link = createRouterLink({
    proxyId,
    urls: frontProxy.routerUrls,
    token: frontProxy.routerToken,
    directory,
    affinity,
    openQueries,
    transactions,
    log,
    onDropped: (count) => reportsDropped.inc(count),
    onCancel: createCancelDrained({ directory, openQueries, forwarder, log }),
    onNews: options.onRouterNews,
  });
  shutdown.opened('link to the router', () => link.close());
  const places = createPlaces({
    askRouters: createAskRouters({ forwarder, urls: frontProxy.routerUrls, log }),
    token: frontProxy.routerToken,
    proxyId,
    local: createLocalPlaces({ proxies: link.proxies, maxWaiting: config.queue.maxWaiting }),
    timeoutMs: frontProxy.routerTimeout,
    hurry: link.hurry,
    log,
  });
  shutdown.opened('places', () => places.close());
  const monitor = createHealthMonitor(directory, health);
  shutdown.opened('health monitor', () => monitor.close());
  const ejection = createOutlierEjection({
    directory,
    settings: health.ejection,
    log,
    onEjected: (cluster) => ejections.inc({ cluster }),
  });
  shutdown.opened('ejected clusters', () => ejection.close());
  adviseOnForwarding(directory, log);
  return {
    ...{ directory, monitor, ejection, affinity, openQueries, transactions, places, waiting, link },
    ...{ metrics, metricsText: metrics.text, firstLook: monitor.firstLook },
    ...{ pollTurns: createPollTurns(), lastDecisions: createDecisionMemory() },
  };
}
