import type { HttpRequest, HttpResponse } from '../runtime/lean-http/exchange';
import { affinitySegment } from '../protocol/affinity-path';
import { isUiApi } from '../protocol/paths';
import { chooseCluster, describeGroups } from './clusters/choose-cluster';
import { routedGroups } from './clusters/routed-groups';
import { followQuery } from './follow-query';
import { endToEndHeaders } from './forwarded-headers';
import type { ProxyContext } from './proxy-context';
import { placeAt } from './query-place';
import { refererCluster } from './referer-cluster';
import { answerFailure, answerText, answerStreamed, bodyOf } from './stream-answer';

// One URL is enough for people and tools: these are the router-service's.
const ROUTER_PATH =
  /^\/(?:v1\/(?:route|rules|analyze|clusters|queries|decisions|queue)|console|docs|openapi\.json)(?:\/|$)/;

export function isRouterPath(path: string): boolean {
  return ROUTER_PATH.test(path);
}

/** Hands a request for the router-service on; the next router is tried when one is not reached. */
export async function passToRouter(
  { config, forwarder }: ProxyContext,
  request: HttpRequest,
  response: HttpResponse,
): Promise<void> {
  const { host } = request.headers;
  // The Host stays the client's, by which the router knows requests of its own pages.
  const headers = [...endToEndHeaders(request.rawHeaders), ...(host ? ['Host', host] : [])];
  const body = bodyOf(request);
  const method = request.method ?? 'GET';
  let failure = new Error('no router is configured');
  for (const url of config.frontProxy.routerUrls) {
    const outgoing = { method, path: request.url ?? '/', headers, body };
    const result = await answerStreamed(forwarder, url, outgoing, response);
    if (result.kind !== 'failed') return;
    failure = result.error;
    // A body that was partly read cannot be sent again.
    if (body !== undefined) break;
  }
  answerFailure(response, failure, 'The router-service');
}

/**
 * A request that names neither query nor cluster: what a page of the Trino UI asks belongs to that
 * page's cluster; the UI itself gets the name of a cluster; all else goes to the default group.
 */
export function passToCluster(
  context: ProxyContext,
  target: string,
  request: HttpRequest,
  response: HttpResponse,
): void {
  const { config, directory } = context;
  const { affinityPrefix } = config.frontProxy;
  const { defaultRoutingGroup } = config.routing;
  const ofPage = refererCluster(context, request);
  const groups = routedGroups(directory, { routingGroup: defaultRoutingGroup });
  const known = ofPage ?? chooseCluster(groups, new Set(), context.choosing)?.known;
  if (known === undefined) {
    return answerText(response, 503, describeGroups(groups));
  }
  const isUi = target === '/ui' || target.startsWith('/ui/');
  // A page without the segment could not tell its cluster by its Referer.
  if (isUi && !isUiApi(target) && affinityPrefix !== '' && request.method === 'GET') {
    const location = `${affinitySegment(known.cluster.name, affinityPrefix)}${target}`;
    response.writeHead(307, { location }).end();
    return;
  }
  followQuery(context, known, placeAt(known.cluster.name, target), request, response);
}
