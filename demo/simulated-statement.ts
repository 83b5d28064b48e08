import type { ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { headerValue, TRINO } from '../protocol/headers';
import { decodePreparedStatements } from '../protocol/prepared-statements';
import { parseQueryId, type QueryId } from '../protocol/query-id';
import { bodyOf, sendEmpty, sendHalf, sendJson, sendText, streamJson } from './simulated-answer';
import { gone, needUser, notFound, type Call, type CoordinatorState } from './simulated-call';
import { startingUpError } from './simulated-error';
import { pageText } from './simulated-page';
import { SimulatedQuery, type PageAddress, type PagePlan } from './simulated-query';
import { effectOf, type StatementEffect } from './simulated-effect';

// Old queries are forgotten, so that a demo that runs for days does not grow.
const REMEMBERED_QUERIES = 10_000;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** POST /v1/statement: registers a query, which runs only when its first page is asked for. */
export function submitStatement(call: Call): void | Promise<void> {
  const { request, response } = call;
  if (request.method === 'POST') return needUser(call, () => register(call));
  if (request.method === 'HEAD') return needUser(call, () => sendEmpty(response, 200));
  sendEmpty(response, 405, { Allow: 'HEAD,POST,OPTIONS' });
}

/** GET and DELETE of a page. */
export async function followQuery(call: Call): Promise<void> {
  const { state, request, response } = call;
  const [, , , phase = '', id = '', slug = '', token = ''] = call.path.split('/');
  const query = state.queries.get(id);
  if ((phase !== 'queued' && phase !== 'executing') || !/^\d+$/.test(token))
    return notFound(response);
  const address: PageAddress = { phase, token: Number(token) };
  if (query === undefined || query.slug(address) !== slug)
    return notFound(response, 'Query not found');
  if (request.method === 'DELETE') {
    query.cancel();
    return sendEmpty(response, 204);
  }
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return sendEmpty(response, 405, { Allow: 'HEAD,GET,DELETE,OPTIONS' });
  if (query.isServed(address)) return sendPage(call, query, address);
  gone(response);
}

/** DELETE of a partialCancelUri. */
export function cancelStage({ state, request, response, path }: Call): void {
  const [, , , , , id = '', , slug = '', token = ''] = path.split('/');
  const query = state.queries.get(id);
  if (request.method !== 'DELETE') return sendEmpty(response, 405, { Allow: 'DELETE,OPTIONS' });
  if (query?.slug({ phase: 'executing', token: Number(token) }) !== slug)
    return notFound(response, 'Query not found');
  query.finishEarly();
  sendEmpty(response, 204);
}

async function register(call: Call): Promise<void> {
  const { state, request, response } = call;
  const { submit } = state.behaviour;
  const statement = await bodyOf(request);
  const transactionId = headerValue(request.headers, TRINO.transactionId);
  if (submit === 'hang') return;
  if (submit === 'reset') return void request.socket.destroy();
  if (submit === 'unavailable') return sendText(response, 503, 'Service Unavailable');
  if (statement === '')
    return sendText(response, 400, 'Error 400 Bad Request: SQL statement is empty');
  if (transactionId !== undefined && transactionId !== 'NONE' && !UUID.test(transactionId))
    return sendText(response, 400, `Error 400 Bad Request: Invalid UUID string: ${transactionId}`);
  const query = remember(call, statement, transactionId);
  if (submit === 'lose-answer') return void request.socket.destroy();
  const first: PagePlan = {
    state: 'QUEUED',
    next: { phase: 'queued', token: 1 },
    hasRows: false,
  };
  send(call, query, first);
}

function remember(call: Call, statement: string, transactionId?: string): SimulatedQuery {
  const { state, request, user = '' } = call;
  const prepared = request.headersDistinct[TRINO.preparedStatement] ?? [];
  const begin = (): StatementEffect =>
    state.behaviour.starting
      ? { kind: 'failure', error: startingUpError() }
      : effectOf(statement, {
          transactionId,
          preparedStatements: decodePreparedStatements(prepared),
          transactions: state.transactions,
        });
  const query = new SimulatedQuery(newQueryId(state), statement, user, request.headers, begin);
  state.queries.set(query.id, query);
  const oldest = state.queries.keys().next().value;
  if (state.queries.size > REMEMBERED_QUERIES && oldest !== undefined) state.queries.delete(oldest);
  return query;
}

/** Trino's form: date and time in UTC, a counter and the coordinator. */
function newQueryId(state: CoordinatorState): QueryId {
  const [date = '', time = ''] = new Date().toISOString().split('T');
  const day = date.replaceAll('-', '');
  const clock = time.slice(0, 8).replaceAll(':', '');
  const counter = String(state.nextQuery++).padStart(5, '0');
  const id = parseQueryId(`${day}_${clock}_${counter}_${state.coordinatorId}`);
  if (id === undefined) throw new Error(`${state.coordinatorId} is no coordinator id`);
  return id;
}

async function sendPage(call: Call, query: SimulatedQuery, address: PageAddress): Promise<void> {
  const { state, request, response } = call;
  const { pages, pageDelayMs } = state.behaviour;
  if (pages === 'hang') return;
  if (pages === 'reset') return void request.socket.destroy();
  if (pages === 'unavailable') return sendText(response, 503, 'Service Unavailable');
  const plan = query.page(address, state.behaviour);
  if (pageDelayMs > 0) await pauseFor(response, pageDelayMs);
  // A cancel that came meanwhile shows at once.
  send(call, query, query.state === 'FAILED' ? query.page(address, state.behaviour) : plan);
}

/** Waits, but not beyond the client's patience. */
async function pauseFor(response: ServerResponse, ms: number): Promise<void> {
  const left = new AbortController();
  response.once('close', () => left.abort());
  await pause(ms, undefined, { signal: left.signal }).catch(() => undefined);
}

function send(call: Call, query: SimulatedQuery, plan: PagePlan): void {
  const { state, request, response, base } = call;
  const row = { cluster: state.cluster, coordinator: state.coordinatorId, query_id: query.id };
  const pieces = pageText(query, plan, base, row, state.behaviour);
  const headers = plan.effect?.kind === 'command' ? plan.effect.headers : {};
  if (plan.hasRows && state.behaviour.pages === 'cut')
    return sendHalf(response, [...pieces].join(''));
  const isHuge = plan.hasRows && state.behaviour.pageBytes !== undefined;
  if (isHuge) streamJson(request, response, pieces, headers);
  else sendJson(request, response, [...pieces].join(''), headers);
}
