import type { HttpRequest, HttpResponse } from '../runtime/lean-http/exchange';
import { DECISION_ID_HEADER, TRINO, headerValue } from '../protocol/headers';
import { parseQueryId } from '../protocol/query-id';
import { splitTransaction } from '../protocol/transaction-id';
import { answerError } from './answer-error';
import type { KnownCluster } from './clusters/cluster-directory';
import { locateQuery } from './locate-query';
import type { ProxyContext } from './proxy-context';
import { submitOrWait } from './queue/follow-waiting';
import { readStatement } from './read-statement';
import type { Route } from './router-client';
import { createServerTiming } from './server-timing';
import { submitToCluster, type Incoming } from './submit-to-cluster';
import { countStatement } from './submit-to-group';

/**
 * A new query: read the statement, ask the router where it belongs, and hand it to a cluster of
 * that group; when one fails, to the next. What only one cluster can do goes there.
 */
export async function submitStatement(
  context: ProxyContext,
  request: HttpRequest,
  response: HttpResponse,
): Promise<void> {
  const limit = context.config.frontProxy.maxStatementSize;
  const statement = await readStatement(request, limit);
  if (statement === undefined) {
    const message = `The statement is longer than ${limit} bytes (frontProxy.maxStatementSize)`;
    response.setHeader('connection', 'close');
    return answerError(response, 'TOO_LARGE', message);
  }
  const transaction = splitTransaction(headerValue(request.headers, TRINO.transactionId) ?? '');
  const timing = context.config.frontProxy.serverTiming ? createServerTiming() : undefined;
  const incoming: Incoming = { request, response, statement, transaction, timing };
  const bound = context.directory.get(transaction?.cluster ?? '');
  if (bound !== undefined) return submitBound(context, bound, incoming);
  const route = await context.router.route(request, statement.toString('utf8'));
  timing?.lap('route');
  if (route.decisionId !== undefined) response.setHeader(DECISION_ID_HEADER, route.decisionId);
  if (route.errors.length > 0) {
    countStatement(context, route);
    return answerError(response, route.errorCode ?? 'REJECTED', route.errors.join('; '));
  }
  const ofKilled = await clusterOfKilled(context, request, route);
  if (ofKilled !== undefined) return submitBound(context, ofKilled, incoming, route);
  await submitOrWait(context, incoming, route);
}

/** Where the query runs that this statement ends; if nowhere, any cluster says so in Trino's words. */
async function clusterOfKilled(
  context: ProxyContext,
  request: HttpRequest,
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
  const { name, admission } = known.cluster;
  if (admission === 'INACTIVE') {
    const message = `Cluster ${name}, which alone can run this statement, is INACTIVE`;
    return answerError(incoming.response, 'NO_CLUSTER', message);
  }
  const result = await submitToCluster(context, known, incoming, route);
  if (route !== undefined) countStatement(context, route, name);
  if (result.kind !== 'failed') return;
  if (result.pass !== undefined) return result.pass();
  const message = `Cluster ${name}, which alone can run this statement, did not answer: ${result.error.message}`;
  answerError(incoming.response, 'NO_CLUSTER', message);
}
