import type { HttpRequest, HttpResponse } from '../runtime/lean-http/exchange';
import { splitAffinity } from '../protocol/affinity-path';
import { splitWarnings } from '../protocol/carried-warnings';
import {
  STATEMENT_PATH,
  isAmbiguousPath,
  isStatementSubmission,
  pathOf,
  queryIdIn,
} from '../protocol/paths';
import type { QueryId } from '../protocol/query-id';
import type { NowOrLater } from '../runtime/now-or-later';
import { followQuery } from './follow-query';
import { locateQuery } from './locate-query';
import { isRouterPath, passToCluster, passToRouter } from './pass-through';
import type { ProxyContext } from './proxy-context';
import { knownPlace, placeAt, rememberPlace, type QueryPlace } from './query-place';
import { followWaiting } from './queue/follow-waiting';
import { waitingIn } from './queue/waiting-path';
import { answerText } from './stream-answer';
import { submitStatement } from './submit-statement';
import { goesRound } from './via';

/** Sends a request where it belongs; the first of these that applies: its segment, a new query, … */
export function handleRequest(
  context: ProxyContext,
  request: HttpRequest,
  response: HttpResponse,
): NowOrLater<void> {
  const known = knownPlace(request);
  if (known !== undefined) return toPlace(context, known, request, response);
  if (goesRound(request)) return answerLoop(context, request, response);
  const target = request.url ?? '/';
  const path = pathOf(target);
  if (!target.startsWith('/') || isAmbiguousPath(path)) {
    const form = 'without "..", "//", ";", "#" or needless and broken percent signs';
    return answerText(response, 400, `The path must begin with "/", ${form}`);
  }
  const named = splitAffinity(target, context.config.frontProxy.affinityPrefix);
  if (named !== undefined) {
    const { warnings, target: own } = splitWarnings(named.target);
    const place = placeAt(named.cluster, own, warnings);
    rememberPlace(request, place);
    return followNamed(context, place, request, response);
  }
  if (isStatementSubmission(request.method ?? '', path)) {
    return submitStatement(context, request, response);
  }
  const waiting = waitingIn(path);
  if (waiting !== undefined) return followWaiting(context, waiting, request, response);
  if (isRouterPath(path)) return passToRouter(context, request, response);
  const queryId = queryIdIn(target);
  if (queryId !== undefined) return followLocated(context, queryId, target, request, response);
  return passToCluster(context, target, request, response);
}

async function followLocated(
  context: ProxyContext,
  queryId: QueryId,
  target: string,
  request: HttpRequest,
  response: HttpResponse,
): Promise<void> {
  const location = await locateQuery(context, queryId, request);
  if (location.kind === 'found') {
    const place = placeAt(location.known.cluster.name, target);
    return followNamed(context, place, request, response);
  }
  if (location.kind === 'unsure') {
    return answerText(response, 503, `Not every cluster could be asked for query ${queryId}`);
  }
  // A query that is nowhere: any cluster says so in Trino's words.
  return passToCluster(context, target, request, response);
}

function followNamed(
  context: ProxyContext,
  place: QueryPlace,
  request: HttpRequest,
  response: HttpResponse,
): void {
  const { cluster, target } = place;
  const { affinityPrefix } = context.config.frontProxy;
  const isThere = context.directory.get(cluster) !== undefined;
  if (!isThere || splitAffinity(target, affinityPrefix)) return answerNoCluster(response);
  if (isStatementSubmission(request.method ?? '', pathOf(target))) {
    // The rules would not be asked, nor whether the cluster takes new queries.
    const where = `${STATEMENT_PATH}, without the name of a cluster`;
    return answerText(response, 403, `Statements go to ${where}: the rules choose the cluster`);
  }
  return toPlace(context, place, request, response);
}

function toPlace(
  context: ProxyContext,
  place: QueryPlace,
  request: HttpRequest,
  response: HttpResponse,
): void {
  const known = context.directory.get(place.cluster);
  if (known === undefined) return answerNoCluster(response);
  if (known.cluster.admission === 'INACTIVE') {
    // 503, as clients repeat it for a while: a cluster switched off by mistake can come back.
    return answerText(
      response,
      503,
      `Cluster ${place.cluster} is INACTIVE; activate it to reach its queries`,
    );
  }
  return followQuery(context, known, place, request, response);
}

function answerNoCluster(response: HttpResponse): void {
  answerText(response, 404, 'There is no such cluster');
}

/** The one before us was a Switchyard as well, and X-Forwarded-Prefix is by which cluster it came here. */
function answerLoop(
  { config, directory }: ProxyContext,
  { headers }: HttpRequest,
  response: HttpResponse,
): void {
  const prefix = String(headers['x-forwarded-prefix'] ?? '');
  const name = splitAffinity(prefix, config.frontProxy.affinityPrefix)?.cluster ?? '';
  const what = directory.get(name) === undefined ? 'The URL of a cluster' : `The URL of ${name}`;
  answerText(response, 508, `${what} leads back to Switchyard: this request goes round`);
}
