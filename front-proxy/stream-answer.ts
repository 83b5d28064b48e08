import type { IncomingMessage, ServerResponse } from 'node:http';
import { failureStatus } from './failure-status';
import { endToEndHeaders } from './forwarded-headers';
import type { Forwarder, OutgoingRequest, Receiver } from './forward';
import type { PageObserver } from './observe-page';

/** How a forwarded request ended; `status` and `headers` are those of the coordinator. */
export type Forwarded =
  | { kind: 'answered'; status: number; headers: ReadonlyMap<string, string> }
  /** Nothing was sent to the client; another cluster may be tried. */
  | { kind: 'failed'; error: Error }
  | { kind: 'client-gone' }
  | { kind: 'broken-off'; error: Error };

export interface StreamOptions {
  /** Listens to the body as it passes. */
  observer?: PageObserver;
  /** Statuses that count as failure, so that nothing of that answer reaches the client. */
  failsOn?: (status: number) => boolean;
  /** What of the headers is told otherwise than the coordinator did. */
  rewriteHead?: (rawHeaders: readonly string[]) => readonly string[];
  /** Gives the request up, as long as no answer has begun. */
  signal?: AbortSignal;
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
  response: ServerResponse,
  { observer, failsOn = () => false, rewriteHead = unchanged, signal }: StreamOptions = {},
): Promise<Forwarded> {
  return new Promise((resolve) => {
    let head: { status: number; headers: ReadonlyMap<string, string> } | undefined;
    const receiver: Receiver = {
      onHead(status, rawHeaders, flow) {
        if (failsOn(status)) return flow.abort(new Error(`it answered ${status}`));
        head = { status, headers: headerMap(rawHeaders) };
        signal?.removeEventListener('abort', onAbort);
        response.writeHead(status, endToEndHeaders(rewriteHead(rawHeaders)));
      },
      onData(chunk, flow) {
        observer?.onData(chunk);
        if (response.write(chunk)) return;
        flow.pause();
        response.once('drain', () => flow.resume());
      },
      onEnd() {
        finish({ kind: 'answered', ...(head ?? { status: 0, headers: new Map() }) });
        response.end();
      },
      onError(error) {
        if (error === CLIENT_GONE) return finish({ kind: 'client-gone' });
        if (head === undefined) return finish({ kind: 'failed', error });
        // The length that was promised cannot be kept; a cut connection says so in HTTP/1.1.
        response.destroy();
        finish({ kind: 'broken-off', error });
      },
    };
    const abort = forwarder.forward(origin, request, receiver);
    const onClose = () => abort(CLIENT_GONE);
    const onAbort = () => abort(signal?.reason as Error);
    response.once('close', onClose);
    signal?.addEventListener('abort', onAbort, { once: true });
    // It may have left while the router was asked; no event tells so any more.
    if (response.destroyed) onClose();

    function finish(result: Forwarded): void {
      response.off('close', onClose);
      signal?.removeEventListener('abort', onAbort);
      resolve(result);
    }
  });
}

/** Answers a failed request in plain words; Trino clients repeat 502, 503 and 504 of a page. */
export function answerFailure(response: ServerResponse, error: Error, what: string): void {
  if (response.headersSent) return;
  const { status, reason } = failureStatus(error);
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' });
  response.end(`${what} did not answer: ${reason}\n`);
}

export function answerText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' });
  response.end(`${text}\n`);
}

/** A body for a request that has one; GET and the like go without. */
export function bodyOf(request: IncomingMessage): IncomingMessage | undefined {
  const { 'content-length': length, 'transfer-encoding': encoding } = request.headers;
  const isEmpty = encoding === undefined && (length === undefined || length === '0');
  return isEmpty ? undefined : request;
}

function unchanged(rawHeaders: readonly string[]): readonly string[] {
  return rawHeaders;
}

function headerMap(rawHeaders: readonly string[]): ReadonlyMap<string, string> {
  const map = new Map<string, string>();
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    map.set((rawHeaders[i] ?? '').toLowerCase(), rawHeaders[i + 1] ?? '');
  }
  return map;
}
