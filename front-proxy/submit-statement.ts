import { randomInt } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { affinitySegment } from '../protocol/affinity-path';
import { TRINO, basicUser, headerValue } from '../protocol/headers';
import { trinoErrorPage, type TrinoErrorCode } from '../protocol/trino-error';
import { chooseCluster, describeGroup } from './clusters/choose-cluster';
import type { KnownCluster } from './clusters/cluster-directory';
import { isRefusedSubmission } from './failure-status';
import { coordinatorHeaders, withHeaders } from './forwarded-headers';
import { createPageObserver } from './observe-page';
import type { ProxyContext } from './proxy-context';
import { readStatement } from './read-statement';
import type { Route } from './router-client';
import { streamAnswer, type Forwarded } from './stream-answer';

/** One try must leave time for others: a coordinator that hangs gets this share of submitTimeout. */
const SHARE_OF_A_TRY = 1 / 3;

/**
 * A new query: read the statement, ask the router where it belongs, and hand it to a cluster of
 * that group; when one fails, to the next. `bound` is the cluster of the statement's transaction.
 */
export async function submitStatement(
  context: ProxyContext,
  bound: KnownCluster | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const limit = context.config.frontProxy.maxStatementSize;
  const statement = await readStatement(request, limit);
  if (statement === undefined) {
    const message = `The statement is longer than ${limit} bytes (frontProxy.maxStatementSize)`;
    response.setHeader('connection', 'close');
    return answerError(response, 'TOO_LARGE', message);
  }
  const incoming = { request, response, statement };
  if (bound !== undefined) return submitBound(context, bound, incoming);
  const route = await context.router.route(request, statement.toString('utf8'));
  if (route.errors.length > 0) {
    context.metrics.statements.inc({ ...labelsOf(route), cluster: '' });
    return answerError(response, 'REJECTED', route.errors.join('; '));
  }
  await tryClusters(context, incoming, route);
}

interface Incoming {
  request: IncomingMessage;
  response: ServerResponse;
  statement: Buffer;
}

/** A transaction lives in one coordinator's memory, so no other cluster can take its statements. */
async function submitBound(
  context: ProxyContext,
  known: KnownCluster,
  incoming: Incoming,
): Promise<void> {
  const result = await submitOnce(context, known, incoming);
  if (result.kind !== 'failed') return;
  const message = `Cluster ${known.cluster.name} of this transaction did not answer: ${result.error.message}`;
  answerError(incoming.response, 'NO_CLUSTER', message);
}

async function tryClusters(context: ProxyContext, incoming: Incoming, route: Route): Promise<void> {
  const { config, directory, metrics, monitor, log } = context;
  const deadline = Date.now() + config.frontProxy.submitTimeout;
  const tried = new Set<string>();
  while (Date.now() < deadline) {
    const known = chooseCluster(directory.inGroup(route.routingGroup), tried);
    if (known === undefined) break;
    const { name } = known.cluster;
    const result = await submitOnce(context, known, incoming, route);
    if (result.kind !== 'failed') {
      metrics.statements.inc({ ...labelsOf(route), cluster: name });
      return;
    }
    tried.add(name);
    metrics.retries.inc({ cluster: name });
    monitor.lookNow(name);
    log.warn({ cluster: name, err: result.error }, 'cluster took no statement; trying the next');
  }
  metrics.statements.inc({ ...labelsOf(route), cluster: '' });
  answerError(incoming.response, 'NO_CLUSTER', explain(context, route, tried));
}

function explain({ directory }: ProxyContext, route: Route, tried: ReadonlySet<string>): string {
  const state = describeGroup(route.routingGroup, directory.inGroup(route.routingGroup));
  const names = [...tried].join(', ');
  return tried.size === 0 ? state : `${state}; tried without an answer: ${names}`;
}

async function submitOnce(
  context: ProxyContext,
  known: KnownCluster,
  { request, response, statement }: Incoming,
  route?: Route,
): Promise<Forwarded> {
  const { config, forwarder, queries } = context;
  const { affinityPrefix, submitTimeout } = config.frontProxy;
  const { name, url } = known.cluster;
  const segment = affinityPrefix === '' ? undefined : affinitySegment(name, affinityPrefix);
  const headers = withHeaders(coordinatorHeaders(request, segment), route?.externalHeaders ?? {});
  const observer = createPageObserver();
  const submittedAt = new Date().toISOString();
  const timeout = withTimeout(submitTimeout * SHARE_OF_A_TRY);
  const result = await streamAnswer(
    forwarder,
    url,
    {
      method: 'POST',
      path: request.url ?? '/',
      headers: withHeaders(headers, { 'Content-Length': String(statement.length) }),
      body: statement,
    },
    response,
    { observer, failsOn: isRefusedSubmission, signal: timeout.signal },
  );
  timeout.clear();
  if (result.kind === 'answered' && result.status === 200) {
    const submission = { cluster: name, submittedAt, ...about(request), ...originOf(route) };
    queries.submitted(submission, observer.read(result.headers.get('content-encoding')));
  }
  return result;
}

function withTimeout(ms: number) {
  const controller = new AbortController();
  const late = new Error(`no answer in ${Math.round(ms)} ms`);
  const timer = setTimeout(() => controller.abort(late), ms);
  return { signal: controller.signal, clear: () => clearTimeout(timer) };
}

function about(request: IncomingMessage) {
  const { headers } = request;
  return {
    user: headerValue(headers, TRINO.user) ?? basicUser(headers.authorization),
    source: headerValue(headers, TRINO.source),
  };
}

function originOf(route: Route | undefined) {
  if (route === undefined) return {};
  const { routingGroup, reason, decisionId } = route;
  return { routingGroup, reason, decisionId };
}

function labelsOf({ routingGroup, reason }: Route) {
  return { routing_group: routingGroup, reason };
}

/** Speaks the protocol: HTTP 200 with an error and no nextUri, which every client prints. */
function answerError(response: ServerResponse, code: TrinoErrorCode, message: string): void {
  if (response.destroyed) return;
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(trinoErrorPage(ownQueryId(new Date()), code, message));
}

/** An id of the form that clients expect, for a query that no coordinator knows. */
function ownQueryId(now: Date): string {
  const digits = now.toISOString().replace(/\D/g, '');
  const count = String(randomInt(100_000)).padStart(5, '0');
  return `${digits.slice(0, 8)}_${digits.slice(8, 14)}_${count}_xgate`;
}
