import type { IncomingMessage } from 'node:http';
import { wholeBody, type HttpRequest, type HttpResponse } from '../runtime/lean-http/exchange';
import { failureStatus } from './failure-status';
import { endToEndHeaders } from './forwarded-headers';
import type { Forwarder, OutgoingRequest, Receiver } from './forward';
import type { PageObserver } from './observe-page';
import type { AnswerChanges } from './rewriting/answer-changes';
import { changedBody, type Sink } from './rewriting/changed-body';

/** How a forwarded request ended; `status` and `headers` are those of the coordinator. */
export type Forwarded =
  | { kind: 'answered'; status: number; headers: ReadonlyMap<string, string> }
  /** Nothing was sent to the client; the request may be sent again where that is safe. */
  | { kind: 'failed'; error: Error }
  | { kind: 'declined'; status: number }
  | { kind: 'client-gone' }
  | { kind: 'broken-off'; error: Error };

export interface StreamOptions {
  /** Listens to the body as it comes from the origin. */
  observer?: PageObserver;
  /** Statuses whose answer is not for the client. */
  declines?: (status: number) => boolean;
  /** What of the answer the client is told otherwise. */
  changes?: Pick<AnswerChanges, 'head' | 'body'>;
}

const CLIENT_GONE = new Error('the client went away');

/**
 * Sends a request to an origin and streams the answer to the client as bytes. A slow client holds
 * the origin back, and a client that goes away ends the request. Never rejects.
 */
export function streamAnswer(
  forwarder: Forwarder,
  origin: string,
  request: OutgoingRequest,
  response: HttpResponse,
  { observer, declines = () => false, changes = UNCHANGED }: StreamOptions = {},
): Promise<Forwarded> {
  return new Promise((resolve) => {
    let head: { status: number; headers: ReadonlyMap<string, string> } | undefined;
    let declined: number | undefined;
    let sink: Sink = response;
    const receiver: Receiver = {
      onHead(status, rawHeaders, flow) {
        if (declines(status)) {
          declined = status;
          return flow.abort(new Error(`it answered ${status}`));
        }
        head = { status, headers: headerMap(rawHeaders) };
        const headers = endToEndHeaders(changes.head(rawHeaders));
        const change = changes.body(status, head.headers);
        if (change === undefined) return void response.writeHead(status, headers);
        const isZipped = head.headers.get('content-encoding') === 'gzip';
        const length = lengthIn(head.headers);
        const about = { status, headers, length, isZipped };
        sink = changedBody(about, change, response, (error) => flow.abort(error));
      },
      onData(chunk, flow) {
        observer?.onData(chunk);
        if (sink.write(chunk)) return;
        flow.pause();
        sink.once('drain', () => flow.resume());
      },
      onEnd() {
        finish({ kind: 'answered', ...(head ?? { status: 0, headers: new Map() }) });
        sink.end();
      },
      onError(error) {
        if (error === CLIENT_GONE) return finish({ kind: 'client-gone' });
        if (declined !== undefined) return finish({ kind: 'declined', status: declined });
        if (head === undefined) return finish({ kind: 'failed', error });
        // The length that was promised cannot be kept; a cut connection says so in HTTP/1.1.
        response.destroy();
        finish({ kind: 'broken-off', error });
      },
    };
    const abort = forwarder.forward(origin, request, receiver);
    const onClose = () => abort(CLIENT_GONE);
    response.once('close', onClose);
    // It may have left while the router was asked; no event tells so any more.
    if (response.destroyed) onClose();

    function finish(result: Forwarded): void {
      response.off('close', onClose);
      resolve(result);
    }
  });
}

/** Answers a failed request in plain words; Trino clients repeat 502, 503 and 504 of a page. */
export function answerFailure(response: HttpResponse, error: Error, what: string): void {
  if (response.headersSent) return;
  const { status, reason } = failureStatus(error);
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' });
  response.end(`${what} did not answer: ${reason}\n`);
}

export function answerText(response: HttpResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' });
  response.end(`${text}\n`);
}

/** A body for a request that has one; GET and the like go without. */
export function bodyOf(request: HttpRequest): Buffer | IncomingMessage | undefined {
  const { 'content-length': length, 'transfer-encoding': encoding } = request.headers;
  const isEmpty = encoding === undefined && (length === undefined || length === '0');
  return isEmpty ? undefined : (wholeBody(request) ?? (request as IncomingMessage));
}

const UNCHANGED: NonNullable<StreamOptions['changes']> = {
  head: (rawHeaders) => rawHeaders,
  body: () => undefined,
};

function lengthIn(headers: ReadonlyMap<string, string>): number | undefined {
  const length = headers.get('content-length');
  return length === undefined ? undefined : Number(length);
}

function headerMap(rawHeaders: readonly string[]): ReadonlyMap<string, string> {
  const map = new Map<string, string>();
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    map.set((rawHeaders[i] ?? '').toLowerCase(), rawHeaders[i + 1] ?? '');
  }
  return map;
}
