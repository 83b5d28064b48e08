import type { IncomingMessage } from 'node:http';
import { wholeBody, type HttpRequest, type HttpResponse } from '../runtime/lean-http/exchange';
import { beginResponse } from './begin-response';
import { failureStatus } from './failure-status';
import { endToEndHeaders } from './forwarded-headers';
import type { AnswerHead } from '../runtime/lean-http/answer-head';
import { FieldSection } from '../runtime/lean-http/field-section';
import { LeanResponse } from '../runtime/lean-http/lean-response';
import type { Flow, OutgoingRequest, Receiver } from '../runtime/lean-http/origin-exchange';
import type { Forwarder } from './forward';
import type { PageObserver } from './observe-page';
import type { AnswerChanges } from './rewriting/answer-changes';
import { changedBody, type Sink } from './rewriting/changed-body';

/** How a forwarded request ended; `head` is that of the coordinator's answer. */
export type Forwarded =
  | { kind: 'answered'; head: AnswerHead }
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
const CLIENT_LEFT: Forwarded = { kind: 'client-gone' };

/**
 * Sends a request to an origin and streams the answer to the client as bytes. A slow client holds
 * the origin back, and a client that goes away ends the request.
 * @param onOver hears how it ended, once
 */
export function streamAnswer(
  forwarder: Forwarder,
  origin: string,
  request: OutgoingRequest,
  response: HttpResponse,
  { observer, declines, changes = UNCHANGED }: StreamOptions,
  onOver: (result: Forwarded) => void,
): void {
  let head: AnswerHead | undefined;
  let declined: number | undefined;
  let sink: Sink = response;
  let heldBack: Flow | undefined;
  let isOver = false;
  const receiver: Receiver = {
    onHead(told, flow) {
      if (declines?.(told.status)) {
        declined = told.status;
        return flow.abort(new Error(`it answered ${declined}`));
      }
      head = told;
      sink = beginAnswer(head, changes, response, (error) => flow.abort(error));
    },
    onData(bytes, flow) {
      observer?.onData(bytes);
      // Only a lean response tells when it needs lent bytes no more.
      const own = sink instanceof LeanResponse ? bytes : Buffer.from(bytes);
      if (!sink.write(own) && heldBack === undefined) holdBack(flow);
    },
    onEnd() {
      sink.end();
      // Others have copies, and tell no more when they have caught up.
      if (!(sink instanceof LeanResponse)) goOn();
      finish(head === undefined ? CLIENT_LEFT : { kind: 'answered', head });
    },
    onError(error) {
      if (error === CLIENT_GONE) return finish(CLIENT_LEFT);
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

  function holdBack(flow: Flow): void {
    heldBack = flow;
    flow.pause();
    sink.once('drain', goOn);
  }

  function goOn(): void {
    heldBack?.resume();
    heldBack = undefined;
    if (isOver) response.off('close', onClose);
  }

  function finish(result: Forwarded): void {
    isOver = true;
    // While bytes are held back the client may still leave, and nothing else would free their connection.
    if (heldBack === undefined) response.off('close', onClose);
    onOver(result);
  }
}

/** The same for whom it is enough to hear of the end. */
export function answerStreamed(
  ...[forwarder, origin, request, response]: [Forwarder, string, OutgoingRequest, HttpResponse]
): Promise<Forwarded> {
  return new Promise((resolve) => streamAnswer(forwarder, origin, request, response, {}, resolve));
}

/** Begins the client's answer; gives what takes its body. */
function beginAnswer(
  head: AnswerHead,
  changes: NonNullable<StreamOptions['changes']>,
  response: HttpResponse,
  onBroken: (error: Error) => void,
): Sink {
  const { status, section, contentLength } = head;
  const own = changes.head(section.rawHeaders);
  const change = changes.body(head);
  if (change === undefined) return beginResponse(response, status, own, contentLength);
  const isZipped = head.get('content-encoding') === 'gzip';
  const length = head.get('content-length');
  const about = {
    status,
    headers: own.headers,
    length: length === undefined ? undefined : Number(length),
  };
  return changedBody({ ...about, isZipped }, change, response, onBroken);
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
  const whole = wholeBody(request);
  if (whole !== undefined) return whole.length === 0 ? undefined : whole;
  const { 'content-length': length, 'transfer-encoding': encoding } = request.headers;
  const isEmpty = encoding === undefined && (length === undefined || length === '0');
  return isEmpty ? undefined : (request as IncomingMessage);
}

const UNCHANGED: NonNullable<StreamOptions['changes']> = {
  head: (rawHeaders) => new FieldSection(endToEndHeaders(rawHeaders)),
  body: () => undefined,
};
