import { randomUUID } from 'node:crypto';
import type { HttpRequest, HttpResponse } from '../../runtime/lean-http/exchange';

export const REQUEST_ID = 'X-Request-Id';
const SAFE_ID = /^[A-Za-z0-9._-]{1,64}$/;

/** The id that the request came with, if that can stand in a log line, or else a new one. */
export function newRequestId(request: HttpRequest): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && SAFE_ID.test(given) ? given : randomUUID();
}

/** Tells the request's id in its answer; whoever answers reads it there. */
export function nameRequest(request: HttpRequest, response: HttpResponse): void {
  response.setHeader(REQUEST_ID, newRequestId(request));
}

export function requestIdOf(response: HttpResponse): string {
  return String(response.getHeader(REQUEST_ID));
}
