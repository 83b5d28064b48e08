import type { Config } from '../config/schema';
import { STATEMENT_PATH } from '../protocol/paths';
import { collectEarly } from '../runtime/collect-early';
import { createHttpServer, type HttpServer } from '../runtime/http-server';
import type { HttpRequest, HttpResponse } from '../runtime/lean-http/exchange';
import type { Logger } from '../runtime/log';
import { attempt, type NowOrLater } from '../runtime/now-or-later';
import type { Metrics } from '../runtime/metrics';
import type { Shutdown } from '../runtime/shutdown';
import { createStopNotice, type StopNotice } from '../runtime/stop-notice';
import { createAbandonedQueries } from './abandoned-queries';
import { createDecisionBatches } from './decision-batches';
import { createTrustedProxies } from './client-origin';
import { createChoosing } from './clusters/choosing';
import { createFallback } from './fallback';
import type { Forwarder } from './forward';
import { handleRequest } from './handle-request';
import { createLastDecisions } from './last-decisions';
import type { NodeState } from './node-state';
import { answerOwn, type Readiness } from './own-endpoints';
import type { ProxyContext } from './proxy-context';
import { createProxyMetrics } from './proxy-metrics';
import { createQueryLog } from './query-log';
import { createRouterClient } from './router-client';
import { answerText } from './stream-answer';

export interface Serving {
  config: Config;
  log: Logger;
  forwarder: Forwarder;
  state: NodeState;
  /** Where the requests answered here are counted. */
  metrics: Metrics;
  shutdown: Shutdown;
}

export interface Served {
  server: HttpServer;
  notice: StopNotice;
}

/** Answers requests by what the node knows, on the connections that its server gets. */
export function serve(serving: Serving): Served {
  const { config, state, shutdown } = serving;
  shutdown.opened('early collections', collectEarly());
  const context = buildContext(serving);
  shutdown.opened('abandoned queries', () => context.abandoned.close());
  let isStopping = false;
  const knowsClusters = () => state.link.hasHeard() || state.directory.all().length > 0;
  const readiness: Readiness = () => {
    const reasons = [
      ...(isStopping ? ['the proxy is stopping'] : []),
      ...(knowsClusters() ? [] : ['no router-service has told the clusters yet']),
    ];
    return { ready: reasons.length === 0, reasons };
  };
  const server = createHttpServer(
    (request, response) => {
      if (answerOwn(context, readiness, request, response)) return;
      void handle(context, request, response);
    },
    {
      lean: {
        takes: ({ url }) => isOfStatement(url, config.frontProxy.affinityPrefix),
        handle: (request, response) => void handle(context, request, response),
      },
      closeDeadlineMs: config.shutdown.deadline,
    },
  );
  shutdown.opened('HTTP server', () => server.close());
  const notice = createStopNotice(config.shutdown.readyzDelay, () => {
    isStopping = true;
    server.letGo();
  });
  shutdown.opened('readiness', notice);
  return { server, notice };
}

function buildContext({ config, log, forwarder, state, metrics: base }: Serving): ProxyContext {
  const { frontProxy, routing } = config;
  const { directory, affinity, openQueries, transactions, places, link } = state;
  const metrics = createProxyMetrics(base);
  const trustedProxies = createTrustedProxies(frontProxy.trustedProxies);
  const router = createRouterClient({
    askForDecision: createDecisionBatches({
      ...{ forwarder, urls: frontProxy.routerUrls, log, timeoutMs: frontProxy.routerTimeout },
    }),
    trustedProxies,
    log,
    fallback: createFallback({
      fallback: frontProxy.fallback,
      defaultRoutingGroup: routing.defaultRoutingGroup,
      acceptsHeader: routing.routingGroupHeader,
      isServed: (group) => directory.inGroup(group).length > 0,
      lastDecisions: createLastDecisions(state.lastDecisions),
      onFallback: (kind) => metrics.fallbacks.inc({ kind }),
    }),
  });
  const choosing = createChoosing({
    config,
    own: openQueries,
    ofAllProxies(cluster) {
      const { openQueries: counts, at = 0 } = link.elsewhere() ?? {};
      return counts && { count: counts[cluster] ?? 0, at };
    },
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
  const shared = { directory, affinity, openQueries, places };
  const { monitor, ejection, waiting, pollTurns, metricsText } = state;
  return {
    ...{ config, trustedProxies, log, forwarder, ...shared, monitor, ejection, choosing },
    ...{ router, queries, waiting, pollTurns, abandoned, metrics, metricsText },
  };
}

/** New statements and their pages: nearly all requests that there are. */
function isOfStatement(url: string, prefix: string): boolean {
  if (url.startsWith(STATEMENT_PATH)) return true;
  return prefix !== '' && url.startsWith(`/${prefix}`) && url.includes(`${STATEMENT_PATH}/`);
}

function handle(
  context: ProxyContext,
  request: HttpRequest,
  response: HttpResponse,
): NowOrLater<void> {
  return attempt(
    () => handleRequest(context, request, response),
    (err) => {
      // A client that goes away while it sends its statement is no fault of ours.
      if (request.destroyed && !request.complete) return;
      context.log.error({ err, method: request.method }, 'could not handle a request');
      if (response.headersSent) response.destroy();
      else answerText(response, 500, 'Switchyard failed on this request; its log tells why');
    },
  );
}
