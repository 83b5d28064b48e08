import { SECRET_HEADERS, basicUser } from '../protocol/headers';
import { lowerName } from '../runtime/lean-http/field-lines';
import { originOf, type TrustedProxies } from './client-origin';
import type { ClientRequest } from './client-request';

/** Requests of one connection share their headers where these are the same. */
const knownHeaders = new WeakMap<readonly string[], string>();

/**
 * The plain body of /v1/route as a line of JSON: the statement, and the client's headers but those that
 * prove an identity.
 */
export function routingQuestion(
  request: ClientRequest,
  trustedProxies: TrustedProxies,
  statement: string,
): string {
  const { headers, rawHeaders } = request;
  const known = knownHeaders.get(rawHeaders);
  const shared = known ?? JSON.stringify(sharedHeaders(rawHeaders));
  if (known === undefined) knownHeaders.set(rawHeaders, shared);
  const about = JSON.stringify({
    statement,
    user: basicUser(headers.authorization),
    remoteAddress: originOf(request, trustedProxies).address,
  });
  return `${about.slice(0, -1)},"headers":${shared}}`;
}

function sharedHeaders(rawHeaders: readonly string[]): Record<string, string> {
  // A Map, as a header may be called __proto__; the first spelling of a name stays.
  const shared = new Map<string, { name: string; value: string }>();
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] ?? '';
    const lower = lowerName(name) ?? name.toLowerCase();
    if (SECRET_HEADERS.has(lower)) continue;
    const value = rawHeaders[i + 1] ?? '';
    const before = shared.get(lower);
    shared.set(lower, before ? { ...before, value: `${before.value}, ${value}` } : { name, value });
  }
  return Object.fromEntries([...shared.values()].map(({ name, value }) => [name, value]));
}
