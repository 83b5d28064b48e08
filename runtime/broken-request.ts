import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Refusal } from './request-form';

/** What node:http tells of a request that it could not read; `reason` is its parser's. */
export interface ClientError extends Error {
  code?: string;
  reason?: string;
}

/**
 * How long a client may go on sending after its answer. A connection that is closed while bytes are
 * still unread is reset, and the client would lose the answer with it.
 */
const LINGER_MS = 2000;

/** Answers a request that could not be read, in plain words, and ends the connection. */
export function answerBroken(error: ClientError, socket: Socket): void {
  const { status, reason } = refusalOfBroken(error);
  const text = `${reason}\n`;
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Connection: close',
    'Content-Type: text/plain; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(text)}`,
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${text}`);
  const late = setTimeout(() => socket.destroy(), LINGER_MS);
  socket.once('close', () => clearTimeout(late));
}

function refusalOfBroken({ code, reason, message }: ClientError): Refusal {
  switch (code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return { status: 408, reason: 'The request did not arrive in time' };
    case 'HPE_HEADER_OVERFLOW':
      return { status: 431, reason: 'The URL and the headers are too long' };
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return { status: 413, reason: 'The chunk extensions are too long' };
    default:
      return { status: 400, reason: `The request cannot be read: ${reason ?? message}` };
  }
}
