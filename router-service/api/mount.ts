import type { Express, Request, Response } from 'express';
import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import type { Config } from '../../config/schema';
import type { Logger } from '../../runtime/log';
import type { RouterMetrics } from '../router-metrics';
import { createAccess } from './access';
import { checked } from './body-spec';
import type { Answer, Call, Endpoint } from './endpoint';
import { errorAnswer } from './error-answer';
import { readBody } from './read-body';

interface Needed {
  config: Pick<Config, 'tokens' | 'routerService'>;
  log: Logger;
  metrics: RouterMetrics;
  /** Aborted when the service stops, to end those who wait. */
  stopping: AbortSignal;
}

/** Puts each endpoint on the application behind its checks: who calls, parameters, body. */
export function mount(app: Express, endpoints: readonly Endpoint[], needed: Needed): void {
  const callerOf = createAccess(needed.config.tokens);
  // Each caller that waits listens to it, and there may be many.
  setMaxListeners(0, needed.stopping);

  async function answerOf(endpoint: Endpoint, request: Request, response: Response) {
    const caller = callerOf(request, endpoint);
    const call: Call<unknown, unknown, unknown> = {
      params: endpoint.params && checked(endpoint.params, { ...request.params }, 'The path'),
      query: endpoint.query && checked(endpoint.query, { ...request.query }, 'The query string'),
      body: await bodyOf(endpoint, request, needed.config.routerService.bodyLimit),
      headers: request.headers,
      rawHeaders: request.rawHeaders,
      caller,
      requestId: requestIdOf(response),
      remoteAddress: request.socket.remoteAddress,
      get signal() {
        return endOf(response, needed.stopping);
      },
    };
    return endpoint.handle(call);
  }

  for (const endpoint of endpoints) {
    const path = endpoint.path.replaceAll(/\{(\w+)\}/g, ':$1');
    app[endpoint.method](path, async (request, response) => {
      const began = performance.now();
      const answer = await answerOf(endpoint, request, response).catch((err: unknown) =>
        errorAnswer(err, requestIdOf(response), needed.log),
      );
      if (needed.stopping.aborted) response.setHeader('Connection', 'close');
      await send(response, answer).catch((err: unknown) => {
        // The status is out; that the answer breaks off is all that can be told.
        needed.log.error({ err, requestId: requestIdOf(response) }, 'an answer broke off');
        response.destroy();
      });
      needed.metrics.answered(request.method, endpoint.path, answer.status);
      needed.log.debug(
        {
          requestId: requestIdOf(response),
          method: request.method,
          route: endpoint.path,
          status: answer.status,
          ms: Math.round(performance.now() - began),
        },
        'answered a request',
      );
    });
  }
}

async function bodyOf(endpoint: Endpoint, request: Request, limit: number): Promise<unknown> {
  if (endpoint.body === undefined) return undefined;
  return endpoint.body.read(await readBody(request, endpoint.body.accepts, limit));
}

/** Aborted when the client goes away or the service stops; made only for those who ask for it. */
function endOf(response: Response, stopping: AbortSignal): AbortSignal {
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

/** Sends an answer: a stream, JSON, content as it is, or nothing. */
export async function send(response: Response, answer: Answer): Promise<void> {
  response.status(answer.status).set(answer.headers ?? {});
  if (answer.stream !== undefined) await sendStream(response, answer.stream);
  else if (answer.content !== undefined) response.send(answer.content);
  else if (answer.body !== undefined) response.json(answer.body);
  else response.end();
}

async function sendStream(response: Response, stream: AsyncIterable<string>): Promise<void> {
  for await (const text of stream) {
    if (response.destroyed) return;
    if (!response.write(text)) await writable(response);
  }
  response.end();
}

/** Resolves when the client has taken what was written, or went away. */
function writable(response: Response): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      response.off('drain', done).off('close', done);
      resolve();
    };
    response.on('drain', done).on('close', done);
  });
}

/** Gives the request the id that it came with, if that can stand in a log line, or else a new one. */
export function nameRequest(request: Request, response: Response, next: () => void): void {
  const given = request.get('x-request-id') ?? '';
  response.set('X-Request-Id', /^[A-Za-z0-9._-]{1,64}$/.test(given) ? given : randomUUID());
  next();
}

export function requestIdOf(response: Response): string {
  return String(response.get('X-Request-Id'));
}
