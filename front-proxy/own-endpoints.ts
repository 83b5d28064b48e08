import type { HttpRequest, HttpResponse } from '../runtime/lean-http/exchange';
import { pathOf } from '../protocol/paths';
import { METRICS_TYPE } from '../runtime/metrics';
import type { ProxyContext } from './proxy-context';
import { answerText } from './stream-answer';

/** Whether the proxy should get traffic, and why not. */
export type Readiness = () => { ready: boolean; reasons: string[] };

/** Answers the proxy's own paths; false when the request is not for the proxy itself. */
export function answerOwn(
  { metricsText }: ProxyContext,
  readiness: Readiness,
  request: HttpRequest,
  response: HttpResponse,
): boolean {
  if (request.method !== 'GET' && request.method !== 'HEAD') return false;
  switch (pathOf(request.url ?? '')) {
    case '/livez':
      answerJson(response, 200, { live: true });
      return true;
    case '/readyz': {
      const state = readiness();
      answerJson(response, state.ready ? 200 : 503, state);
      return true;
    }
    case '/metrics':
      void metricsText().then(
        (text) => response.writeHead(200, { 'content-type': METRICS_TYPE }).end(text),
        (err: Error) => answerText(response, 500, `The metrics cannot be told: ${err.message}`),
      );
      return true;
    case '/':
      response.writeHead(302, { location: '/docs/' }).end();
      return true;
    default:
      return false;
  }
}

function answerJson(response: HttpResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
