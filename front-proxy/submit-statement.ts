import { randomInt } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { TRINO, basicUser, headerValue, prestoName } from '../protocol/headers';
import { parseQueryId } from '../protocol/query-id';
import { splitTransaction, type ClusterTransaction } from '../protocol/transaction-id';
import { trinoErrorPage, type TrinoErrorCode } from '../protocol/trino-error';
import { chooseCluster, describeGroup } from './clusters/choose-cluster';
import type { KnownCluster } from './clusters/cluster-directory';
import { answerHeaders, headersFor } from './coordinator-headers';
import { isRefusedSubmission } from './failure-status';
import { withHeaders } from './forwarded-headers';
import { locateQuery } from './locate-query';
import { createPageObserver } from './observe-page';
import type { ProxyContext } from './proxy-context';
import { readStatement } from './read-statement';
import type { Route } from './router-client';
import { streamAnswer, type Forwarded } from './stream-answer';

/** One try must leave time for others: a coordinator that hangs gets this share of submitTimeout. */
const SHARE_OF_A_TRY = 1 / 3;

/**
 * A new query: read the statement, ask the router where it belongs, and hand it to a cluster of
 * that group; when one fails, to the next. What only one cluster can do goes there.
 */
export async function submitStatement(
  context: ProxyContext,
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
  const transaction = splitTransaction(headerValue(request.headers, TRINO.transactionId) ?? '');
  const incoming = { request, response, statement, transaction };
  const bound = context.directory.get(transaction?.cluster ?? '');
  if (bound !== undefined) return submitBound(context, bound, incoming);
  const route = await context.router.route(request, statement.toString('utf8'));
  if (route.errors.length > 0) {
    context.metrics.statements.inc({ ...labelsOf(route), cluster: '' });
    return answerError(response, 'REJECTED', route.errors.join('; '));
  }
  const ofKilled = await clusterOfKilled(context, request, route);
  if (ofKilled !== undefined) return submitBound(context, ofKilled, incoming, route);
  await tryClusters(context, incoming, route);
}

interface Incoming {
  request: IncomingMessage;
  response: ServerResponse;
  statement: Buffer;
  transaction: ClusterTransaction | undefined;
}

/** Where the query runs that this statement ends; if nowhere, any cluster says so in Trino's words. */
async function clusterOfKilled(
  context: ProxyContext,
  request: IncomingMessage,
  { killedQueryId = '' }: Route,
): Promise<KnownCluster | undefined> {
  const queryId = parseQueryId(killedQueryId);
  if (queryId === undefined) return undefined;
  const location = await locateQuery(context, queryId, request);
  return location.kind === 'found' ? location.known : undefined;
}

/** Transactions and running queries live in one coordinator's memory: no other can take their statements. */
async function submitBound(
  context: ProxyContext,
  known: KnownCluster,
  incoming: Incoming,
  route?: Route,
): Promise<void> {
  const { name } = known.cluster;
  const result = await submitOnce(context, known, incoming, route);
  if (route !== undefined) context.metrics.statements.inc({ ...labelsOf(route), cluster: name });
  if (result.kind !== 'failed') return;
  const message = `Cluster ${name}, which alone can run this statement, did not answer: ${result.error.message}`;
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
  { request, response, statement, transaction }: Incoming,
  route?: Route,
): Promise<Forwarded> {
  const { config, forwarder, queries } = context;
  const { submitTimeout } = config.frontProxy;
  const { name, url } = known.cluster;
  const headers = withHeaders(
    withTransaction(headersFor(context, name, request), transaction),
    route?.externalHeaders ?? {},
  );
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
    {
      observer,
      failsOn: isRefusedSubmission,
      rewriteHead: answerHeaders(context, name),
      signal: timeout.signal,
    },
  );
  timeout.clear();
  if (result.kind === 'answered' && result.status === 200) {
    const submission = { cluster: name, submittedAt, ...about(request), ...decisionOf(route) };
    queries.submitted(submission, observer.read(result.headers.get('content-encoding')));
  }
  return result;
}

/** The coordinator gets the id of the transaction as it gave it. */
function withTransaction(headers: string[], transaction: ClusterTransaction | undefined): string[] {
  if (transaction === undefined) return headers;
  const isId = (name = '') => TRANSACTION_IDS.has(name.toLowerCase());
  return headers.map((part, i) => (i % 2 === 1 && isId(headers[i - 1]) ? transaction.id : part));
}

const TRANSACTION_IDS = new Set([TRINO.transactionId, prestoName(TRINO.transactionId)]);

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

function decisionOf(route: Route | undefined) {
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
