import { randomUUID } from 'node:crypto';
import type { HttpRequest, HttpResponse } from '../runtime/lean-http/exchange';
import type { Config } from '../config/schema';
import { STATEMENT_PATH } from '../protocol/paths';
import { startHttpServer } from '../runtime/http-server';
import type { Logger } from '../runtime/log';
import type { RunningService } from '../runtime/running-service';
import { createShutdown, type Shutdown } from '../runtime/shutdown';
import { createStopNotice, type StopNotice } from '../runtime/stop-notice';
import { createAbandonedQueries } from './abandoned-queries';
import { createAffinity } from './affinity';
import { createAskRouters } from './ask-routers';
import { createCancelDrained } from './cancel-drained';
import { createTrustedProxies } from './client-origin';
import { ClusterDirectory } from './clusters/cluster-directory';
import { adviseOnForwarding } from './clusters/forwarding-advice';
import { createChoosing } from './clusters/choosing';
import { createHealthMonitor } from './clusters/health-monitor';
import { createFallback } from './fallback';
import { createOutlierEjection } from './clusters/outlier-ejection';
import { createForwarder } from './forward';
import { handleRequest } from './handle-request';
import { createLastDecisions } from './last-decisions';
import { answerOwn, type Readiness } from './own-endpoints';
import { createOpenQueries } from './open-queries';
import { createOpenTransactions } from './open-transactions';
import type { ProxyContext } from './proxy-context';
import { createProxyMetrics } from './proxy-metrics';
import { createQueryLog } from './query-log';
import { createLocalPlaces } from './queue/local-places';
import { createPlaces } from './queue/places';
import { createWaitingStatements } from './queue/waiting-statements';
import { createRouterClient } from './router-client';
import { createRouterLink } from './router-link';
import { answerText } from './stream-answer';

/** Starts the front-proxy; resolves when it listens and every known cluster was looked at once. */
export async function startFrontProxy(config: Config, log: Logger): Promise<RunningService> {
  const shutdown = createShutdown(log);
  try {
    const { url, notice } = await start(config, log, shutdown);
    log.info({ url }, 'front-proxy started');
    return { url, announceStop: () => void notice(), close: () => shutdown.run() };
  } catch (err) {
    await shutdown.run();
    throw err;
  }
}

async function start(config: Config, log: Logger, shutdown: Shutdown): Promise<Started> {
  const { context, link } = build(config, log);
  shutdown.opened('connections to coordinators', () => context.forwarder.close());
  shutdown.opened('link to the router', () => link.close());
  shutdown.opened('places', () => context.places.close());
  shutdown.opened('abandoned queries', () => context.abandoned.close());
  shutdown.opened('health monitor', () => context.monitor.close());
  shutdown.opened('ejected clusters', () => context.ejection.close());
  await context.monitor.firstLook();
  let isStopping = false;
  const readiness: Readiness = () => {
    const reasons = [
      ...(isStopping ? ['the proxy is stopping'] : []),
      ...(knowsClusters() ? [] : ['no router-service has told the clusters yet']),
    ];
    return { ready: reasons.length === 0, reasons };
  };
  const knowsClusters = () => link.hasHeard() || context.directory.all().length > 0;
  const server = await startHttpServer(
    (request, response) => {
      if (answerOwn(context, readiness, request, response)) return;
      void handle(context, request, response);
    },
    config.frontProxy.listen,
    {
      lean: {
        takes: ({ url }) => isOfStatement(url, config.frontProxy.affinityPrefix),
        handle: (request, response) => void handle(context, request, response),
      },
      service: 'front-proxy',
      setting: 'frontProxy.listen',
      closeDeadlineMs: config.shutdown.deadline,
    },
  );
  shutdown.opened('HTTP server', () => server.close());
  const notice = createStopNotice(config.shutdown.readyzDelay, () => {
    isStopping = true;
    server.letGo();
  });
  shutdown.opened('readiness', notice);
  return { url: server.url, notice };
}

interface Started {
  url: string;
  notice: StopNotice;
}

function build(config: Config, log: Logger) {
  const { frontProxy, routing } = config;
  const directory = new ClusterDirectory(config.clusters);
  const waiting = createWaitingStatements();
  const metrics = createProxyMetrics(directory, waiting);
  const forwarder = createForwarder({
    connectTimeoutMs: frontProxy.connectTimeout,
    responseTimeoutMs: frontProxy.responseTimeout,
  });
  const affinity = createAffinity((id, cluster) => link.reportCoordinator(id, cluster));
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
    onDropped: (count) => metrics.reportsDropped.inc(count),
    onCancel: createCancelDrained({ directory, openQueries, forwarder, log }),
  });
  const trustedProxies = createTrustedProxies(frontProxy.trustedProxies);
  const askRouters = createAskRouters({ forwarder, urls: frontProxy.routerUrls, log });
  const router = createRouterClient({
    askRouters,
    trustedProxies,
    log,
    timeoutMs: frontProxy.routerTimeout,
    fallback: createFallback({
      fallback: frontProxy.fallback,
      defaultRoutingGroup: routing.defaultRoutingGroup,
      acceptsHeader: routing.routingGroupHeader,
      isServed: (group) => directory.inGroup(group).length > 0,
      lastDecisions: createLastDecisions(),
      onFallback: (kind) => metrics.fallbacks.inc({ kind }),
    }),
  });
  const monitor = createHealthMonitor(directory, config.health);
  const ejection = createOutlierEjection({
    directory,
    settings: config.health.ejection,
    log,
    onEjected: (cluster) => metrics.ejections.inc({ cluster }),
  });
  const choosing = createChoosing({
    config,
    own: openQueries,
    ofAllProxies(cluster) {
      const { openQueries: counts, at = 0 } = link.elsewhere() ?? {};
      return counts && { count: counts[cluster] ?? 0, at };
    },
  });
  adviseOnForwarding(directory, log);
  const places = createPlaces({
    askRouters,
    token: frontProxy.routerToken,
    proxyId,
    local: createLocalPlaces({ proxies: link.proxies, maxWaiting: config.queue.maxWaiting }),
    timeoutMs: frontProxy.routerTimeout,
    hurry: link.hurry,
    log,
  });
  const queries = createQueryLog({
    affinity,
    open: openQueries,
    transactions,
    places,
    report: link.reportQuery,
    reportGone: link.reportGone,
  });
  const abandoned = createAbandonedQueries({
    forwarder,
    log,
    timeoutMs: frontProxy.abandonedQueryTimeout,
    onCanceled: queries.canceled,
  });
  const context: ProxyContext = {
    config,
    trustedProxies,
    log,
    forwarder,
    directory,
    monitor,
    ejection,
    choosing,
    affinity,
    router,
    queries,
    places,
    waiting,
    openQueries,
    abandoned,
    metrics,
  };
  return { context, link };
}

/** New statements and their pages: nearly all requests that there are. */
function isOfStatement(url: string, prefix: string): boolean {
  if (url.startsWith(STATEMENT_PATH)) return true;
  return prefix !== '' && url.startsWith(`/${prefix}`) && url.includes(`${STATEMENT_PATH}/`);
}

async function handle(
  context: ProxyContext,
  request: HttpRequest,
  response: HttpResponse,
): Promise<void> {
  try {
    await handleRequest(context, request, response);
  } catch (err) {
    // A client that goes away while it sends its statement is no fault of ours.
    if (request.destroyed && !request.complete) return;
    context.log.error({ err, method: request.method }, 'could not handle a request');
    if (response.headersSent) response.destroy();
    else answerText(response, 500, 'Switchyard failed on this request; its log tells why');
  }
}
