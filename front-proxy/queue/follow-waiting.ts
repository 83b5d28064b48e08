import { randomBytes } from 'node:crypto';
import type { HttpRequest, HttpResponse } from '../../runtime/lean-http/exchange';
import { DECISION_ID_HEADER, TRINO, headerValue } from '../../protocol/headers';
import { queuedPage } from '../../protocol/queued-page';
import { splitTransaction } from '../../protocol/transaction-id';
import { machineNow } from '../../runtime/machine-clock';
import { durationText } from '../../runtime/units';
import { answerError, errorAnswer, ownQueryId } from '../answer-error';
import { originOf } from '../client-origin';
import type { ClientRequest } from '../client-request';
import type { ProxyContext } from '../proxy-context';
import type { Route } from '../router-client';
import { answerText } from '../stream-answer';
import { writeAnswer, type Incoming, type SentAnswer } from '../submit-to-cluster';
import { submitToGroup, type GroupSubmission } from '../submit-to-group';
import type { Asking } from './place-of-statement';
import { newKey } from './sealed-statement';
import {
  LostCredentials,
  sealStatement,
  submittedRequest,
  unsealStatement,
  type WaitingStatement,
  type WaitingStatements,
} from './waiting-statements';
import { waitingPath, type WaitingTarget } from './waiting-path';

/** Trino, too, holds a request for a page of a queued query for a second. */
const HOLD_MS = 1000;
/** What the router takes of one statement (placeRequestSchema). */
const MAX_SEALED = 19_000_000;
const NOTHING = Buffer.alloc(0);

/** Submits a statement; while no place is free under its limits its client is told where to ask again. */
export async function submitOrWait(
  context: ProxyContext,
  incoming: Incoming,
  route: Route,
): Promise<void> {
  const { request, response, statement } = incoming;
  const since = machineNow();
  // Few statements are under a limit; keys and ids for the others would be for nothing.
  const waiting = once<WaitingStatement>(() => ({
    ...{ ticket: randomBytes(16).toString('base64url'), key: newKey() },
    ...{ id: ownQueryId(new Date()), since },
    ...{ statement, route, url: request.url ?? '/', rawHeaders: request.rawHeaders },
  }));
  const ticket = () => waiting().ticket;
  const sealed = () => sealedIfShort(waiting());
  const result = await submit(context, incoming, route, { since, ticket, waitMs: 0, sealed });
  if (result.kind === 'failed') return answerError(response, result.code, result.message);
  // Nobody else knows its ticket.
  if (result.kind === 'client-gone' && result.hasAsked) context.places.leave(ticket());
  if (result.kind !== 'waiting') return;
  const one = waiting();
  if (!(await context.waiting.keep(one))) {
    context.places.leave(one.ticket);
    return answerError(response, 'QUEUE_FULL', NO_MEMORY);
  }
  answerQueued(context, one, { page: 1, waitedMs: result.waitedMs }, request, response);
}

function once<Value>(make: () => Value): () => Value {
  let value: Value | undefined;
  return () => (value ??= make());
}

const NO_MEMORY =
  'The statements that wait for others to end are as long together as they may be; try again later';

/** A client asks for its statement that waits, or cancels it. */
export async function followWaiting(
  context: ProxyContext,
  target: WaitingTarget,
  request: HttpRequest,
  response: HttpResponse,
): Promise<void> {
  if (request.method === 'DELETE') {
    context.waiting.drop(target.ticket);
    context.places.leave(target.ticket);
    context.metrics.queued.inc({ outcome: 'canceled' });
    return void response.writeHead(204).end();
  }
  if (request.method !== 'GET') {
    response.setHeader('allow', 'GET, DELETE');
    return answerText(
      response,
      405,
      'A statement that waits is asked for by GET or ended by DELETE',
    );
  }
  const { pollTurns } = context;
  const isOurs = await pollTurns.begin(target.ticket, HOLD_MS);
  try {
    const one = await find(context, target, response);
    if (one === undefined) return;
    if (one.answer !== undefined) return writeAnswer(one.answer, response);
    if (isOurs) return await askAgain(context, one, target.page, request, response);
    const waitedMs = Math.round(machineNow() - one.since);
    answerQueued(context, one, { page: target.page + 1, waitedMs }, request, response);
  } finally {
    if (isOurs) pollTurns.end(target.ticket);
  }
}

/** Another proxy may have taken it: then what is sealed tells it. */
async function find(
  { waiting, places, log }: ProxyContext,
  target: WaitingTarget,
  response: HttpResponse,
): Promise<WaitingStatement | undefined> {
  const known = await waiting.get(target.ticket, target.key);
  if (known !== undefined) return known;
  let sealed: string | undefined;
  try {
    sealed = await places.sealed(target.ticket);
  } catch (err) {
    log.debug({ err }, 'a statement that another proxy took is not to be had');
    // Clients repeat this for a while.
    answerText(response, 503, 'No router-service tells what waits here now');
    return undefined;
  }
  try {
    if (sealed !== undefined) return await takeOver(waiting, sealed, target);
    answerError(response, 'ABANDONED', LEFT);
  } catch (err) {
    // Nothing else but a wrong key keeps it closed.
    answerError(response, 'ABANDONED', err instanceof LostCredentials ? err.message : LEFT);
  }
  return undefined;
}

/** Without room for it each poll reads it anew. */
async function takeOver(
  waiting: Pick<WaitingStatements, 'keep'>,
  sealed: string,
  target: WaitingTarget,
): Promise<WaitingStatement> {
  const one = await unsealStatement(sealed, target);
  await waiting.keep(one);
  return one;
}

const LEFT = 'No such statement waits any more: its client left the queue, or did not ask for long';

async function askAgain(
  context: ProxyContext,
  one: WaitingStatement,
  page: number,
  poll: HttpRequest,
  response: HttpResponse,
): Promise<void> {
  const { waiting, places, metrics, config } = context;
  const request = submittedRequest(one, poll);
  const transaction = splitTransaction(headerValue(request.headers, TRINO.transactionId) ?? '');
  const { statement, route } = one;
  if (route.decisionId !== undefined) response.setHeader(DECISION_ID_HEADER, route.decisionId);
  // A client that loses its answer asks again, maybe another worker, and must not start another query.
  const keepFirst = (answer: SentAnswer) =>
    waiting
      .answered({ ...one, statement: NOTHING, rawHeaders: [], answer })
      .catch((err: unknown) => context.log.error({ err }, 'could not keep an answer'));
  const incoming = { request, response, statement, transaction, keepFirst };
  const { since } = one;
  const ticket = () => one.ticket;
  const result = await submit(context, incoming, route, { ticket, since, waitMs: HOLD_MS });
  // It may come back for the same page, and finds its place.
  if (result.kind === 'client-gone') return;
  const waitedMs =
    result.kind === 'waiting' ? result.waitedMs : Math.round(machineNow() - one.since);
  if (result.kind === 'waiting' && waitedMs < config.queue.maxWait) {
    waiting.hasWaited(one.ticket, machineNow() - waitedMs);
    return answerQueued(context, one, { page: page + 1, waitedMs }, poll, response);
  }
  metrics.queueSeconds.observe(waitedMs / 1000);
  if (result.kind === 'answered') return metrics.queued.inc({ outcome: 'submitted' });
  const isLate = result.kind === 'waiting';
  if (isLate) places.leave(one.ticket);
  metrics.queued.inc({ outcome: isLate ? 'waited too long' : 'failed' });
  const { code, message } = isLate ? waitedTooLong(config.queue.maxWait) : result;
  const failure = errorAnswer(one.id, code, message);
  await keepFirst(failure);
  writeAnswer(failure, response);
}

function waitedTooLong(maxWait: number) {
  const message = `The statement waited for ${durationText(maxWait)} for others to end, as long as it may (queue.maxWait)`;
  return { code: 'WAITED_TOO_LONG', message } as const;
}

async function submit(
  context: ProxyContext,
  incoming: Incoming,
  route: Route,
  { ticket, since, waitMs, sealed }: Omit<Asking, 'signal'>,
): Promise<GroupSubmission> {
  const { response } = incoming;
  const leaving = once(() => new AbortController());
  const leave = () => leaving().abort(new Error('the client went away'));
  // For whoever asks alone: few statements wait, and each answer closes its response.
  const signal = once(() => {
    response.once('close', leave);
    if (response.destroyed) leave();
    return leaving().signal;
  });
  try {
    return await submitToGroup(context, incoming, route, { ticket, since, waitMs, sealed, signal });
  } finally {
    response.off('close', leave);
  }
}

/** A longer one waits with this proxy alone. */
async function sealedIfShort(one: WaitingStatement): Promise<string | undefined> {
  const sealed = await sealStatement(one);
  return sealed.length > MAX_SEALED ? undefined : sealed;
}

function answerQueued(
  { trustedProxies }: ProxyContext,
  { ticket, key, id }: WaitingStatement,
  { page, waitedMs }: { page: number; waitedMs: number },
  request: ClientRequest,
  response: HttpResponse,
): void {
  const { proto, host } = originOf(request, trustedProxies);
  const origin = `${proto}://${host}`;
  const nextUri = `${origin}${waitingPath({ ticket, key, page })}`;
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(queuedPage({ id, nextUri, infoUri: `${origin}/v1/queue`, waitedMs }));
}
