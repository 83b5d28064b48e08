import type { TrinoErrorCode } from '../protocol/trino-error';
import type { Milliseconds } from '../runtime/units';
import { chooseCluster, describeGroups, mayTakeStatements } from './clusters/choose-cluster';
import { factOfStatement } from './clusters/fact-of-statement';
import { routedGroups } from './clusters/routed-groups';
import type { ProxyContext } from './proxy-context';
import { findPlace, type Asking, type Placed } from './queue/place-of-statement';
import type { Route } from './router-client';
import { NotTaken } from './taken-submission';
import { whoAsks } from './who-asks';
import { submitToCluster, type Incoming } from './submit-to-cluster';

/** Submissions of one statement, over all clusters of its group. */
const MAX_TRIES = 10;
/** News of a cluster end the wait for one earlier. */
const WAIT_STEP_MS = 500;

export type GroupSubmission =
  | { kind: 'answered' }
  /** The client is to be told so. */
  | { kind: 'failed'; code: TrinoErrorCode; message: string }
  /** No place is free under the limits. */
  | { kind: 'waiting'; waitedMs: Milliseconds }
  | { kind: 'client-gone'; hasAsked: boolean };

/**
 * Hands a statement to a cluster of its group that has a place for it; when one fails, to the next,
 * within a bound of tries and time.
 */
export async function submitToGroup(
  context: ProxyContext,
  incoming: Incoming,
  route: Route,
  asking: Asking,
): Promise<GroupSubmission> {
  const result = await tryClusters(context, incoming, route, asking);
  if (result.kind === 'failed') countStatement(context, route);
  return result;
}

async function tryClusters(
  context: ProxyContext,
  incoming: Incoming,
  route: Route,
  asking: Asking,
): Promise<GroupSubmission> {
  const { config, directory, metrics, choosing, log } = context;
  const { submitTimeout, clusterWait } = config.frontProxy;
  const started = performance.now();
  const tried = new Set<string>();
  const failures = new Map<string, string>();
  let hasAsked = false;
  // It would be so again: a coordinator that is there could not take it.
  let hasRefused = false;
  let pass: (() => Promise<void>) | undefined;
  const factOf = (fact: string) => factOfStatement(fact, incoming.request.headers, route.statement);
  for (let tries = 0; performance.now() < started + submitTimeout;) {
    const groups = routedGroups(directory, route);
    const choose = (not: ReadonlySet<string>) => chooseCluster(groups, not, choosing, factOf);
    const first = choose(tried);
    if (first === undefined || tries === MAX_TRIES) {
      const isOver = tries === MAX_TRIES || performance.now() >= started + clusterWait;
      if (isOver || hasRefused || !mayTakeStatements(groups)) break;
      await directory.nextNews(WAIT_STEP_MS);
      if (incoming.response.destroyed) return { kind: 'client-gone', hasAsked };
      tried.clear();
      continue;
    }
    const placed = await findPlace(
      context,
      route,
      choose,
      tried,
      first,
      incoming.request,
      asking,
    ).catch((err: unknown) => {
      if (asking.signal().aborted) return undefined;
      throw err;
    });
    if (placed === undefined) return { kind: 'client-gone', hasAsked: true };
    if (placed.kind === 'waiting') return placed;
    if (placed.kind === 'full') return queueFull(placed.waiting);
    hasAsked ||= placed.keys.length > 0;
    const { name } = placed.choice.known.cluster;
    const result = await submitInPlace(context, incoming, route, asking, placed);
    if (result.kind === 'client-gone') return { ...result, hasAsked };
    if (result.kind === 'answered') return result;
    tries += 1;
    tried.add(name);
    failures.set(name, result.error.message);
    pass ??= result.pass;
    hasRefused ||= result.error instanceof NotTaken && !result.error.isAway;
    metrics.retries.inc({ cluster: name });
    log.warn({ cluster: name, err: result.error }, 'cluster took no statement; trying the next');
  }
  if (hasAsked) context.places.leave(asking.ticket());
  if (pass !== undefined) {
    await pass();
    return { kind: 'answered' };
  }
  const message = explain(context, route, failures);
  return { kind: 'failed', code: 'NO_CLUSTER', message };
}

/** The place is the query's, if there is one; of a cluster that failed it goes back with the next asking. */
async function submitInPlace(
  context: ProxyContext,
  incoming: Incoming,
  route: Route,
  { ticket }: Asking,
  { choice: { known, routingGroup }, keys }: Placed & { kind: 'placed' },
) {
  const { choosing, places } = context;
  const cluster = known.cluster.name;
  incoming.timing?.lap('choose');
  const submitted = choosing.submitting(cluster);
  // To spread an object takes microseconds, and nearly always the decided group serves.
  const served = routingGroup === route.routingGroup ? route : { ...route, routingGroup };
  const result = await submitToCluster(context, known, incoming, served);
  submitted();
  if (result.kind !== 'failed') countStatement(context, route, cluster);
  if (result.kind !== 'answered' || keys.length === 0) return result;
  const { queryId } = result;
  const { user = '' } = whoAsks(incoming.request);
  if (queryId === undefined) places.leave(ticket());
  else places.taken(ticket(), { user, cluster, keys, queryId });
  return result;
}

function queueFull(waiting: number): GroupSubmission {
  const message = `${waiting} statements wait for others to end, as many as may (queue.maxWaiting); try again later`;
  return { kind: 'failed', code: 'QUEUE_FULL', message };
}

function explain(
  { directory }: ProxyContext,
  route: Route,
  failures: ReadonlyMap<string, string>,
): string {
  const state = describeGroups(routedGroups(directory, route));
  const tried = [...failures].map(([name, failure]) => `${name} (${failure})`).join(', ');
  return tried === '' ? state : `${state}; tried: ${tried}`;
}

/** @param cluster where the statement ended; none where no cluster took it */
export function countStatement(
  { metrics }: Pick<ProxyContext, 'metrics'>,
  { routingGroup, reason }: Route,
  cluster = '',
): void {
  metrics.statements.count(routingGroup, reason, cluster);
}
