import type { HttpResponse } from '../../runtime/lean-http/exchange';
import type { NowOrLater } from '../../runtime/now-or-later';
import type { Answer } from './endpoint';

/** Sends the answer of a call that came past Express, in the same form as Express would. */
export function sendAnswer(
  response: HttpResponse,
  { status, headers = {}, body, content, stream }: Answer,
): NowOrLater<void> {
  if (stream !== undefined) {
    response.writeHead(status, headers);
    return sendStream(response, stream);
  }
  const isJson = content === undefined;
  const bytes = Buffer.from(isJson ? JSON.stringify(body) : content);
  response.writeHead(status, {
    ...headers,
    ...(isJson && { 'Content-Type': 'application/json; charset=utf-8' }),
    'Content-Length': String(bytes.length),
  });
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
