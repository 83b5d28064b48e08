import { randomInt } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { DECISION_ID_HEADER, TRINO, headerValue } from '../protocol/headers';
import { parseQueryId } from '../protocol/query-id';
import { splitTransaction } from '../protocol/transaction-id';
import { trinoErrorPage, type TrinoErrorCode } from '../protocol/trino-error';
import { chooseCluster, describeGroups, mayTakeStatements } from './clusters/choose-cluster';
import type { KnownCluster } from './clusters/cluster-directory';
import { factOfStatement } from './clusters/fact-of-statement';
import { routedGroups } from './clusters/routed-groups';
import { locateQuery } from './locate-query';
import type { ProxyContext } from './proxy-context';
import { readStatement } from './read-statement';
import type { Route } from './router-client';
import { submitToCluster, type Incoming } from './submit-to-cluster';

/** Submissions of one statement, over all clusters of its group. */
const MAX_TRIES = 10;
/** News of a cluster end the wait for one earlier. */
const WAIT_STEP_MS = 500;

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
  if (route.decisionId !== undefined) response.setHeader(DECISION_ID_HEADER, route.decisionId);
  if (route.errors.length > 0) {
    context.metrics.statements.inc({ ...labelsOf(route), cluster: '' });
    return answerError(response, route.errorCode ?? 'REJECTED', route.errors.join('; '));
  }
  const ofKilled = await clusterOfKilled(context, request, route);
  if (ofKilled !== undefined) return submitBound(context, ofKilled, incoming, route);
  await tryClusters(context, incoming, route);
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
  const { name, admission } = known.cluster;
  if (admission === 'INACTIVE') {
    const message = `Cluster ${name}, which alone can run this statement, is INACTIVE`;
    return answerError(incoming.response, 'NO_CLUSTER', message);
  }
  const result = await submitToCluster(context, known, incoming, route);
  if (route !== undefined) context.metrics.statements.inc({ ...labelsOf(route), cluster: name });
  if (result.kind !== 'failed') return;
  const message = `Cluster ${name}, which alone can run this statement, did not answer: ${result.error.message}`;
  answerError(incoming.response, 'NO_CLUSTER', message);
}

async function tryClusters(context: ProxyContext, incoming: Incoming, route: Route): Promise<void> {
  const { config, directory, metrics, choosing, log } = context;
  const { submitTimeout, clusterWait } = config.frontProxy;
  const started = performance.now();
  const tried = new Set<string>();
  const factOf = (fact: string) => factOfStatement(fact, incoming.request.headers, route.statement);
  for (let tries = 0; performance.now() < started + submitTimeout;) {
    const groups = routedGroups(directory, route);
    const choice = chooseCluster(groups, tried, choosing, factOf);
    if (choice === undefined || tries === MAX_TRIES) {
      const isOver = tries === MAX_TRIES || performance.now() >= started + clusterWait;
      if (isOver || !mayTakeStatements(groups)) break;
      await directory.nextNews(WAIT_STEP_MS);
      if (incoming.response.destroyed) return;
      tried.clear();
      continue;
    }
    const { known, routingGroup } = choice;
    const { name } = known.cluster;
    const submitted = choosing.submitting(name);
    const result = await submitToCluster(context, known, incoming, { ...route, routingGroup });
    submitted();
    if (result.kind !== 'failed') {
      metrics.statements.inc({ ...labelsOf(route), cluster: name });
      return;
    }
    tries += 1;
    tried.add(name);
    metrics.retries.inc({ cluster: name });
    log.warn({ cluster: name, err: result.error }, 'cluster took no statement; trying the next');
  }
  metrics.statements.inc({ ...labelsOf(route), cluster: '' });
  answerError(incoming.response, 'NO_CLUSTER', explain(context, route, tried));
}

function explain({ directory }: ProxyContext, route: Route, tried: ReadonlySet<string>): string {
  const state = describeGroups(routedGroups(directory, route));
  const names = [...tried].join(', ');
  return tried.size === 0 ? state : `${state}; tried without an answer: ${names}`;
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
