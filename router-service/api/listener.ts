import type { RequestListener } from 'node:http';
import type { LeanAnswers } from '../../runtime/http-server';
import type { HttpRequest, HttpResponse } from '../../runtime/lean-http/exchange';
import { createAnswerCall } from './answer-call';
import { createApp, type RouterServices } from './app';
import { newRequestId } from './request-id';
import { routingEndpoints } from './routing-endpoints';
import { sendAnswer } from './send-answer';

/** The HTTP API of the router-service. */
export interface Listener {
  handle: RequestListener;
  /** What is answered past node:http, too, where the request has the plain form. */
  lean: LeanAnswers;
}

/**
 * Each statement asks for a decision, and Express would take longer to bring it here than the decision
 * takes: those calls are answered directly, all others by the application.
 */
export function createListener(services: RouterServices): Listener {
  const answerCall = createAnswerCall(services);
  const direct = new Map(routingEndpoints(services).map((each) => [each.path, each]));
  const app = createApp(services, answerCall);

  // As proxies write it; Express takes the other spellings.
  const endpointOf = ({ method, url }: { method?: string; url?: string }) =>
    method === 'POST' ? direct.get(url ?? '') : undefined;

  /** Whether the call is one of those that are answered directly. */
  function answerDirectly(request: HttpRequest, response: HttpResponse): boolean {
    const endpoint = endpointOf(request);
    if (endpoint === undefined) return false;
    const requestId = newRequestId(request);
    void answerCall(endpoint, {
      ...{ request, response, requestId, params: {}, query: {} },
      send: (answer) => sendAnswer(response, requestId, answer),
    });
    return true;
  }

  return {
    handle(request, response) {
      if (!answerDirectly(request, response)) app(request, response);
    },
    lean: {
      takes: (head) => endpointOf(head) !== undefined,
      handle: (request, response) => void answerDirectly(request, response),
    },
  };
}
