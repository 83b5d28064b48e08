import type { IncomingMessage, ServerResponse } from 'node:http';
import { basicUser, headerValue, TRINO } from '../protocol/headers';
import { STATEMENT_PATH, pathOf } from '../protocol/paths';
import { externalBase, forwardedHeaderOf } from './simulated-addresses';
import { sendEmpty, sendJson, sendText } from './simulated-answer';
import { gone, needUser, notFound, type Call, type CoordinatorState } from './simulated-call';
import { sendMetrics, sendStatus, statusOf } from './simulated-load';
import { queryInfo } from './simulated-query-info';
import { cancelStage, followQuery, submitStatement } from './simulated-statement';
import { webInterface } from './simulated-web-ui';

/** Answers one request as a Trino 476 coordinator does. */
export async function answer(
  state: CoordinatorState,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { forwarded } = state.behaviour;
  const refused = forwarded === 'refuse' ? forwardedHeaderOf(request) : undefined;
  if (refused !== undefined) return refuseForwarded(response, refused);
  const headers = request.headers;
  const call: Call = {
    state,
    request,
    response,
    path: pathOf(request.url ?? '/'),
    base: externalBase(request, forwarded === 'honour'),
    user: headerValue(headers, TRINO.user) ?? basicUser(headerValue(headers, 'authorization')),
  };
  const { path } = call;
  if (path === STATEMENT_PATH) return submitStatement(call);
  if (path.startsWith(`${STATEMENT_PATH}/executing/partialCancel/`)) return cancelStage(call);
  if (path.startsWith(`${STATEMENT_PATH}/`)) return followQuery(call);
  if (path.startsWith('/v1/info')) return serverInfo(call);
  if (path === '/v1/status') return sendStatus(call);
  if (path === '/metrics') return sendMetrics(call);
  if (path === '/v1/query') return needUser(call, () => listQueries(call));
  if (path.startsWith('/v1/query/')) return needUser(call, () => oneQuery(call));
  if (path === '/' || path === '/ui' || path.startsWith('/ui/')) return webInterface(call);
  return notFound(response);
}

// A coordinator with http-server.process-forwarded=false (Trino's default) answers so.
function refuseForwarded(response: ServerResponse, header: string): void {
  const text = `Server configuration does not allow processing of the ${header} header`;
  const page = `<html><head><title>Error 406 ${text}</title></head><body><h2>HTTP ERROR 406 ${text}</h2></body></html>\n`;
  response.writeHead(406, {
    'Cache-Control': 'must-revalidate,no-cache,no-store',
    'Content-Type': 'text/html;charset=iso-8859-1',
    'Content-Length': String(page.length),
  });
  response.end(page);
}

function serverInfo({ state, request, response, path }: Call): void {
  const { info: mishap, starting } = state.behaviour;
  if (mishap === 'hang') return;
  if (mishap === 'unavailable') return sendText(response, 503, 'Service Unavailable');
  if (path === '/v1/info/state') return sendJson(request, response, '"ACTIVE"');
  if (path === '/v1/info/coordinator') return sendEmpty(response, 200);
  if (path !== '/v1/info') return notFound(response);
  const { environment, nodeVersion, uptime } = statusOf(state);
  const info = { nodeVersion, environment, coordinator: true, starting, uptime };
  sendJson(request, response, JSON.stringify(info));
}

function listQueries({ state, request, response }: Call): void {
  const wanted = new URL(request.url ?? '/', 'http://any').searchParams.get('state');
  const known = [...state.queries.values()].filter((query) => query.state !== 'REGISTERED');
  const listed = known.filter((query) => wanted === null || query.state === wanted.toUpperCase());
  const self = externalBase(request, false);
  sendJson(request, response, JSON.stringify(listed.map((query) => queryInfo(query, self))));
}

function oneQuery({ state, request, response, path }: Call): void {
  const query = state.queries.get(path.slice('/v1/query/'.length));
  if (request.method === 'DELETE') {
    query?.cancel();
    return sendEmpty(response, 204);
  }
  if (query === undefined || query.state === 'REGISTERED') return gone(response);
  sendJson(request, response, JSON.stringify(queryInfo(query, externalBase(request, false))));
}
