import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '../config/schema';
import { urlOf } from '../runtime/listen-address';
import type { Logger } from '../runtime/log';
import type { RunningService } from '../runtime/running-service';
import { ServiceError } from '../runtime/service-error';
import { createAffinity } from './affinity';
import { ClusterDirectory } from './clusters/cluster-directory';
import { createHealthMonitor } from './clusters/health-monitor';
import { createForwarder } from './forward';
import { handleRequest } from './handle-request';
import { answerOwn, type Readiness } from './own-endpoints';
import type { ProxyContext } from './proxy-context';
import { createProxyMetrics } from './proxy-metrics';
import { createQueryLog } from './query-log';
import { createRouterClient } from './router-client';
import { createRouterLink } from './router-link';
import { answerText } from './stream-answer';

// Trino takes long headers of prepared statements (http-server.max-request-header-size is often raised).
const MAX_HEADER_BYTES = 128 * 1024;
/** How long running answers may go on after a stop. */
const CLOSE_DEADLINE_MS = 8000;

/** Starts the front-proxy; resolves when it listens and every known cluster was looked at once. */
export async function startFrontProxy(config: Config, log: Logger): Promise<RunningService> {
  const { context, link } = build(config, log);
  let isClosing = false;
  const readiness: Readiness = () => {
    const reasons = isClosing ? ['the proxy is stopping'] : [];
    return { ready: reasons.length === 0, reasons };
  };
  const server = createServer({ maxHeaderSize: MAX_HEADER_BYTES }, (request, response) => {
    if (answerOwn(context, readiness, request, response)) return;
    void handle(context, request, response);
  });
  // Longer than a load balancer keeps its own, so that it is never we who close under a request.
  server.keepAliveTimeout = 75_000;
  await context.monitor.firstLook();
  await listen(server, config.frontProxy.listen);
  const { port } = server.address() as AddressInfo;
  const url = urlOf({ host: config.frontProxy.listen.host, port });
  log.info({ url }, 'front-proxy listens');

  async function stop(): Promise<void> {
    isClosing = true;
    await closeServer(server);
    context.monitor.close();
    await link.close();
    await context.forwarder.close();
    log.info('front-proxy stopped');
  }
  let stopped: Promise<void> | undefined;
  return { url, close: () => (stopped ??= stop()) };
}

function build(config: Config, log: Logger) {
  const { frontProxy, routing } = config;
  const directory = new ClusterDirectory(config.clusters);
  const metrics = createProxyMetrics(directory);
  const forwarder = createForwarder({
    connectTimeoutMs: frontProxy.connectTimeout,
    responseTimeoutMs: frontProxy.responseTimeout,
  });
  const affinity = createAffinity((id, cluster) => link.reportCoordinator(id, cluster));
  const link = createRouterLink({
    urls: frontProxy.routerUrls,
    token: frontProxy.routerToken,
    directory,
    affinity,
    log,
    onDropped: (count) => metrics.reportsDropped.inc(count),
  });
  const router = createRouterClient({
    forwarder,
    log,
    urls: frontProxy.routerUrls,
    timeoutMs: frontProxy.routerTimeout,
    defaultRoutingGroup: routing.defaultRoutingGroup,
    acceptsHint: (group) => routing.routingGroupHeader && directory.inGroup(group).length > 0,
    onFallback: () => metrics.fallbacks.inc(),
  });
  const monitor = createHealthMonitor(directory, {
    intervalMs: frontProxy.healthInterval,
    timeoutMs: frontProxy.healthTimeout,
  });
  const queries = createQueryLog(affinity, link.reportQuery);
  const context: ProxyContext = {
    config,
    log,
    forwarder,
    directory,
    monitor,
    affinity,
    router,
    queries,
    metrics,
  };
  return { context, link };
}

async function handle(
  context: ProxyContext,
  request: IncomingMessage,
  response: ServerResponse,
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

function listen(server: Server, { host, port }: Config['frontProxy']['listen']): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const why = cause.code === 'EADDRINUSE' ? 'another process listens there' : cause.message;
      const message = `front-proxy cannot listen on ${host}:${port}: ${why}; set frontProxy.listen`;
      reject(new ServiceError('CANNOT_LISTEN', 500, message, { cause }));
    });
    server.listen(port, host, resolve);
  });
}

/** Takes no new connection, lets running answers end within the deadline, then cuts them. */
async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const timer = new AbortController();
  const late = sleep(CLOSE_DEADLINE_MS, undefined, { signal: timer.signal }).catch(() => undefined);
  await Promise.race([closed, late]);
  timer.abort();
  server.closeAllConnections();
  await closed;
}
