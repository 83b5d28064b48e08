import type { RequestListener, ServerResponse } from 'node:http';
import { createAnswerCall } from './answer-call';
import { createApp, type RouterServices } from './app';
import type { Answer } from './endpoint';
import { nameRequest } from './request-id';
import { routeEndpoint } from './route';

/**
 * The HTTP API of the router-service. Each statement asks for a decision, and Express would take longer
 * to bring it here than the decision takes: that call is answered directly, all others by the application.
 */
export function createListener(services: RouterServices): RequestListener {
  const answerCall = createAnswerCall(services);
  const route = routeEndpoint(services.decide);
  const app = createApp(services, answerCall);
  return (request, response) => {
    // As proxies write it; Express takes the other spellings.
    if (request.method !== 'POST' || request.url !== route.path) return app(request, response);
    const requestId = nameRequest(request, response);
    const send = (answer: Answer) => sendJson(response, answer);
    void answerCall(route, { request, response, requestId, params: {}, query: {}, send });
  };
}

function sendJson(response: ServerResponse, { status, headers = {}, body }: Answer): void {
  const json = JSON.stringify(body);
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.setHeader('Content-Type', 'application/json; charset=utf-8');
  response.setHeader('Content-Length', Buffer.byteLength(json));
  response.writeHead(status);
  response.end(json);
}
