import { randomUUID } from 'node:crypto';
import type { HttpRequest, HttpResponse } from '../../runtime/lean-http/exchange';

const HEADER = 'X-Request-Id';

/** Gives the request the id that it came with, if that can stand in a log line, or else a new one. */
export function nameRequest(request: HttpRequest, response: HttpResponse): string {
  const given = String(request.headers['x-request-id'] ?? '');
  const id = /^[A-Za-z0-9._-]{1,64}$/.test(given) ? given : randomUUID();
  response.setHeader(HEADER, id);
  return id;
}

export function requestIdOf(response: HttpResponse): string {
  return String(response.getHeader(HEADER));
}
