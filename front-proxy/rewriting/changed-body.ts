import { pipeline, type Writable } from 'node:stream';
import { writableOf, type HttpResponse } from '../../runtime/lean-http/exchange';
import { withoutHeader } from '../forwarded-headers';
import { zippedChange, type PageChange } from './page-change';

/** What of a response's writer takes bytes and tells when it is behind. */
export type Sink = Pick<HttpResponse, 'write' | 'end' | 'once'> | Writable;

/** Bodies up to here are changed whole, and so keep a length. */
const MAX_WHOLE_BYTES = 64 * 1024;

interface Head {
  status: number;
  /** Those for the client. */
  headers: readonly string[];
  /** Of the body as it comes. */
  length: number | undefined;
  isZipped: boolean;
}

/**
 * Begins the response and tells where to write the body for it to arrive changed; `onBroken` hears of a
 * body that cannot be read.
 */
export function changedBody(
  { status, headers, length, isZipped }: Head,
  change: PageChange,
  response: HttpResponse,
  onBroken: (error: Error) => void,
): Sink {
  const lengthless = withoutHeader(headers, 'content-length');
  if (isZipped) {
    response.writeHead(status, lengthless);
    return zipped(change, response, onBroken);
  }
  if (length !== undefined && length <= MAX_WHOLE_BYTES) {
    return whole(change, response, (bytes) =>
      response.writeHead(status, [...lengthless, 'Content-Length', String(bytes)]),
    );
  }
  response.writeHead(status, lengthless);
  return inPieces(change, response);
}

function whole(change: PageChange, response: HttpResponse, begin: (bytes: number) => void): Sink {
  const parts: Buffer[] = [];
  return {
    write: (piece: Buffer) => parts.push(...change.push(piece)) > 0 || true,
    end() {
      parts.push(...change.end());
      const body = Buffer.concat(parts);
      begin(body.length);
      response.end(body);
    },
    once: response.once.bind(response),
  };
}

function inPieces(change: PageChange, response: HttpResponse): Sink {
  const write = (parts: readonly Buffer[]) =>
    parts.reduce((keepsUp, part) => part.length === 0 || (response.write(part) && keepsUp), true);
  return {
    write: (piece: Buffer) => write(change.push(piece)),
    end() {
      write(change.end());
      response.end();
    },
    once: response.once.bind(response),
  };
}

function zipped(change: PageChange, response: HttpResponse, onBroken: (error: Error) => void) {
  const { input, output } = zippedChange(change);
  pipeline(output, writableOf(response), (error) => {
    if (error) onBroken(error);
  });
  return input;
}
