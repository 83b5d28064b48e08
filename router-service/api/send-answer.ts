import type { HttpResponse } from '../../runtime/lean-http/exchange';
import type { NowOrLater } from '../../runtime/now-or-later';
import type { Answer } from './endpoint';
import { REQUEST_ID } from './request-id';

/** Sends the answer of a call that came past Express, in the same form as Express would. */
export function sendAnswer(
  response: HttpResponse,
  requestId: string,
  { status, headers = {}, body, content, stream }: Answer,
): NowOrLater<void> {
  const lines = [REQUEST_ID, requestId];
  for (const name in headers) lines.push(name, headers[name] ?? '');
  if (stream !== undefined) {
    response.writeHead(status, lines);
    return sendStream(response, stream);
  }
  if (content === undefined) lines.push('Content-Type', 'application/json; charset=utf-8');
  const bytes = Buffer.from(content ?? JSON.stringify(body));
  lines.push('Content-Length', String(bytes.length));
  response.writeHead(status, lines);
  response.end(bytes);
}

/** Writes what comes as it comes, and waits for a client that is slow. */
export async function sendStream(
  response: HttpResponse,
  stream: AsyncIterable<string>,
): Promise<void> {
  for await (const text of stream) {
    if (response.destroyed) return;
    if (!response.write(text)) await writable(response);
  }
  response.end();
}

/** Resolves when the client has taken what was written, or went away. */
function writable(response: HttpResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      response.off('drain', done).off('close', done);
      resolve();
    };
    response.on('drain', done).on('close', done);
  });
}
