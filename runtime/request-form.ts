import type { IncomingMessage } from 'node:http';
import { isHost } from './host-header';

/** Why a request is not looked at any further, for its sender to read. */
export interface Refusal {
  status: number;
  reason: string;
}

/** Servers behind us take time that grows with the square of this (seen on Jetty 12). */
const MAX_HEADERS = 2000;

/**
 * Judges the form of a request, where node:http is more patient than RFC 9112 allows or where the next
 * server could read another meaning; undefined when it is clear.
 */
export function refusalOf(request: IncomingMessage): Refusal | undefined {
  const { httpVersion, httpVersionMajor, rawHeaders, method } = request;
  if (httpVersionMajor !== 1) {
    return { status: 505, reason: `HTTP/${httpVersion} is not spoken here, but HTTP/1.1` };
  }
  if (rawHeaders.length > 2 * MAX_HEADERS) {
    return { status: 431, reason: `There are more than ${MAX_HEADERS} headers` };
  }
  // It would show cookies and credentials to scripts of a web page (RFC 9110, 9.3.8).
  if (method === 'TRACE') return { status: 405, reason: 'TRACE is not allowed' };
  return wrongHost(request) ?? wrongCoding(request);
}

function wrongHost({ rawHeaders, httpVersion }: IncomingMessage): Refusal | undefined {
  const [host, ...others] = valuesOf(rawHeaders, 'host');
  if (others.length > 0) return { status: 400, reason: 'There is more than one Host header' };
  if (host === undefined) {
    // HTTP/1.0 knew no Host.
    if (httpVersion === '1.0') return undefined;
    return { status: 400, reason: 'There is no Host header' };
  }
  if (isHost(host)) return undefined;
  return { status: 400, reason: 'The Host header is not a host name with or without a port' };
}

/** The parser knows where a body ends; it does not undo other codings, and we would hand on half the truth. */
function wrongCoding({ rawHeaders, httpVersion }: IncomingMessage): Refusal | undefined {
  const codings = valuesOf(rawHeaders, 'transfer-encoding');
  if (codings.length === 0) return undefined;
  if (httpVersion === '1.0') {
    return { status: 400, reason: 'HTTP/1.0 has no Transfer-Encoding' };
  }
  if (codings.length === 1 && codings[0]?.toLowerCase() === 'chunked') return undefined;
  return { status: 501, reason: 'The only Transfer-Encoding understood here is "chunked", once' };
}

function valuesOf(rawHeaders: readonly string[], name: string): string[] {
  return rawHeaders.filter((_, i) => i % 2 === 1 && rawHeaders[i - 1]?.toLowerCase() === name);
}
