import { setMaxListeners } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Config } from '../../config/schema';
import type { Logger } from '../../runtime/log';
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
  request: IncomingMessage;
  response: ServerResponse;
  requestId: string;
  params: Readonly<Record<string, unknown>>;
  query: Readonly<Record<string, unknown>>;
  send(answer: Answer): Promise<void> | void;
}

export type AnswerCall = (endpoint: Endpoint, incoming: Incoming) => Promise<void>;

/** What each call of an endpoint meets, whoever led it there: its checks, its answer, its count. */
export function createAnswerCall(needed: CallServices): AnswerCall {
  const callerOf = createAccess(needed.config.tokens);
  // Each caller that waits listens to it, and there may be many.
  setMaxListeners(0, needed.stopping);

  async function answerOf(endpoint: Endpoint, incoming: Incoming): Promise<Answer> {
    const { request, response, params, query, requestId } = incoming;
    const caller = callerOf(request, endpoint);
    const call: Call<unknown, unknown, unknown> = {
      params: endpoint.params && checked(endpoint.params, { ...params }, 'The path'),
      query: endpoint.query && checked(endpoint.query, { ...query }, 'The query string'),
      body: await bodyOf(endpoint, request, needed.config.routerService.bodyLimit),
      headers: request.headers,
      rawHeaders: request.rawHeaders,
      caller,
      requestId,
      remoteAddress: request.socket.remoteAddress,
      get signal() {
        return endOf(response, needed.stopping);
      },
    };
    return endpoint.handle(call);
  }

  return async function answerCall(endpoint, incoming) {
    const began = performance.now();
    const { request, response, requestId } = incoming;
    let answer: Answer;
    try {
      answer = await answerOf(endpoint, incoming);
    } catch (err) {
      answer = errorAnswer(err, requestId, needed.log);
    }
    if (needed.stopping.aborted) response.setHeader('Connection', 'close');
    try {
      await incoming.send(answer);
    } catch (err) {
      // The status is out; that the answer breaks off is all that can be told.
      needed.log.error({ err, requestId }, 'an answer broke off');
      response.destroy();
    }
    needed.metrics.answered(request.method ?? '', endpoint.path, answer.status);
    needed.log.debug(
      {
        requestId,
        method: request.method,
        route: endpoint.path,
        status: answer.status,
        ms: Math.round(performance.now() - began),
      },
      'answered a request',
    );
  };
}

async function bodyOf(endpoint: Endpoint, request: IncomingMessage, limit: number) {
  if (endpoint.body === undefined) return undefined;
  return endpoint.body.read(await readBody(request, endpoint.body.accepts, limit));
}

/** Aborted when the client goes away or the service stops; made only for those who ask for it. */
function endOf(response: ServerResponse, stopping: AbortSignal): AbortSignal {
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
