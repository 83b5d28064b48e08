import type { Express, Response } from 'express';
import type { AnswerCall } from './answer-call';
import type { Answer, Endpoint } from './endpoint';
import { requestIdOf } from './request-id';
import { sendStream } from './send-answer';

/** Puts each endpoint on the application. */
export function mount(app: Express, endpoints: readonly Endpoint[], answerCall: AnswerCall): void {
  for (const endpoint of endpoints) {
    const path = endpoint.path.replaceAll(/\{(\w+)\}/g, ':$1');
    app[endpoint.method](path, (request, response) =>
      answerCall(endpoint, {
        ...{ request, response, params: request.params, query: request.query },
        requestId: requestIdOf(response),
        send: (answer) => send(response, answer),
      }),
    );
  }
}

/** Sends an answer: a stream, JSON, content as it is, or nothing. */
export async function send(response: Response, answer: Answer): Promise<void> {
  response.status(answer.status).set(answer.headers ?? {});
  if (answer.stream !== undefined) await sendStream(response, answer.stream);
  else if (answer.content !== undefined) response.send(answer.content);
  else if (answer.body !== undefined) response.json(answer.body);
  else response.end();
}
