import { setMaxListeners } from 'node:events';
import type { Config } from '../../config/schema';
import type { HttpRequest, HttpResponse } from '../../runtime/lean-http/exchange';
import type { Logger } from '../../runtime/log';
import { attempt, goOn, type NowOrLater } from '../../runtime/now-or-later';
import type { RouterMetrics } from '../router-metrics';
import { createAccess } from './access';
import { checked } from './body-spec';
import type { Answer, Call, Endpoint } from './endpoint';
import { errorAnswer } from './error-answer';
import { readBody } from './read-body';

export interface CallServices {
  config: Pick<Config, 'tokens' | 'routerService'>;
  log: Logger;
  metrics: RouterMetrics;
  /** Aborted when the service stops, to end those who wait. */
  stopping: AbortSignal;
}

/** One call as it came, and how its answer is sent. */
export interface Incoming {
  request: HttpRequest;
  response: HttpResponse;
  requestId: string;
  params: Readonly<Record<string, unknown>>;
  query: Readonly<Record<string, unknown>>;
  send(answer: Answer): NowOrLater<void>;
}

export type AnswerCall = (endpoint: Endpoint, incoming: Incoming) => NowOrLater<void>;

/**
 * What each call of an endpoint meets, whoever led it there: its checks, its answer, its count. A call
 * that waits for nothing is answered before this returns.
 */
export function createAnswerCall(needed: CallServices): AnswerCall {
  const { log, metrics, stopping } = needed;
  const { bodyLimit } = needed.config.routerService;
  const callerOf = createAccess(needed.config.tokens);
  // Each caller that waits listens to it, and there may be many.
  setMaxListeners(0, stopping);

  function answerOf(endpoint: Endpoint, incoming: Incoming): NowOrLater<Answer> {
    const { request, response, params, query, requestId } = incoming;
    const caller = callerOf(request, endpoint);
    const checkedParams = endpoint.params && checked(endpoint.params, { ...params }, 'The path');
    const checkedQuery =
      endpoint.query && checked(endpoint.query, { ...query }, 'The query string');
    return goOn(bodyOf(endpoint, request, bodyLimit), (body) => {
      const call: Call<unknown, unknown, unknown> = {
        ...{ params: checkedParams, query: checkedQuery, body },
        headers: request.headers,
        rawHeaders: request.rawHeaders,
        caller,
        requestId,
        get signal() {
          return endOf(response, stopping);
        },
      };
      return endpoint.handle(call);
    });
  }

  function answered(endpoint: Endpoint, incoming: Incoming, status: number, began: number): void {
    const { request, requestId } = incoming;
    const { method = '' } = request;
    metrics.answered(method, endpoint.path, status);
    const ms = Math.round(performance.now() - began);
    log.debug({ requestId, method, route: endpoint.path, status, ms }, 'answered a request');
  }

  return function answerCall(endpoint, incoming) {
    const began = performance.now();
    const { response, requestId } = incoming;
    const whole = attempt(
      () => answerOf(endpoint, incoming),
      (err) => errorAnswer(err, requestId, log),
    );
    return goOn(whole, (answer) => {
      if (stopping.aborted) response.setHeader('Connection', 'close');
      const sent = attempt(
        () => incoming.send(answer),
        (err) => {
          // The status is out; that the answer breaks off is all that can be told.
          log.error({ err, requestId }, 'an answer broke off');
          response.destroy();
        },
      );
      return goOn(sent, () => answered(endpoint, incoming, answer.status, began));
    });
  };
}

function bodyOf(endpoint: Endpoint, request: HttpRequest, limit: number): NowOrLater<unknown> {
  const { body } = endpoint;
  if (body === undefined) return undefined;
  return goOn(readBody(request, body.accepts, limit), (value) => body.read(value));
}

/** Aborted when the client goes away or the service stops; made only for those who ask for it. */
function endOf(response: HttpResponse, stopping: AbortSignal): AbortSignal {
  const controller = new AbortController();
  const end = () => {
    stopping.removeEventListener('abort', end);
    controller.abort();
  };
  if (stopping.aborted || response.destroyed) controller.abort();
  stopping.addEventListener('abort', end);
  response.once('close', end);
  return controller.signal;
}
