import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable, pipeline } from 'node:stream';
import { createGzip, gzipSync } from 'node:zlib';

/** Answers in plain text as Trino words its HTTP errors. */
export function sendText(
  response: ServerResponse,
  status: number,
  text: string,
  headers: Record<string, string> = {},
): void {
  send(response, status, 'text/plain', Buffer.from(text), headers);
}

/** Answers with a JSON text, gzipped when the client accepts that. */
export function sendJson(
  request: IncomingMessage,
  response: ServerResponse,
  text: string,
  headers: Record<string, string> = {},
): void {
  const body = Buffer.from(text);
  const zip = acceptsGzip(request);
  send(response, 200, 'application/json', zip ? gzipSync(body) : body, {
    'X-Content-Type-Options': 'nosniff',
    ...(zip && { 'Content-Encoding': 'gzip' }),
    ...headers,
  });
}

/** Answers with no body; `Location` and the like come in the headers. */
export function sendEmpty(
  response: ServerResponse,
  status: number,
  headers: Record<string, string> = {},
): void {
  // 204 must have no Content-Length (RFC 9110, 8.6).
  response.writeHead(status, { ...headers, ...(status !== 204 && { 'Content-Length': '0' }) });
  response.end();
}

/** Sends JSON that is made piece by piece, no faster than the receiver reads it. */
export function streamJson(
  request: IncomingMessage,
  response: ServerResponse,
  pieces: Iterable<string>,
  headers: Record<string, string>,
): void {
  const zip = acceptsGzip(request);
  response.writeHead(200, {
    Vary: 'Accept-Encoding',
    'Content-Type': 'application/json',
    'X-Content-Type-Options': 'nosniff',
    ...(zip && { 'Content-Encoding': 'gzip' }),
    ...headers,
  });
  const source = Readable.from(pieces, { objectMode: false });
  const whenDone = (): void => {
    // A receiver that went away ends the source too; there is nobody left to tell.
  };
  if (zip) pipeline(source, createGzip(), response, whenDone);
  else pipeline(source, response, whenDone);
}

/** Promises a whole page, sends half of it and breaks the connection. */
export function sendHalf(response: ServerResponse, text: string): void {
  const body = Buffer.from(text);
  response.writeHead(200, {
    'Content-Type': 'application/json',
    'Content-Length': String(body.length),
  });
  response.write(body.subarray(0, body.length >> 1), () => response.destroy());
}

function send(
  response: ServerResponse,
  status: number,
  contentType: string,
  body: Buffer,
  headers: Record<string, string>,
): void {
  response.writeHead(status, {
    Vary: 'Accept-Encoding',
    'Content-Type': contentType,
    ...headers,
    'Content-Length': String(body.length),
  });
  response.end(body);
}

function acceptsGzip(request: IncomingMessage): boolean {
  return /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
}

/** What the sender of a request wrote. */
export async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}
