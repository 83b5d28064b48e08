import { lowerName } from '../runtime/lean-http/field-lines';
import type { ClientOrigin } from './client-origin';
import { OWN_VIA } from './via';

// Meant for one connection only (RFC 9110, 7.6.1), or said anew by us.
const NOT_FORWARDED = new Set([
  'connection',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'http2-settings',
  'expect',
  'host',
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-port',
  'x-forwarded-prefix',
  'x-forwarded-proto',
]);

// Connection may name what it likes, but these are for the other end (RFC 9110, 7.6.1, forbids to name
// them). A client could hide by it what a proxy before us said of the user, or how often it passed here.
const NEVER_OF_ONE_CONNECTION =
  /^(?:x-trino-|x-presto-|content-|accept)|^(?:authorization|cookie|set-cookie|www-authenticate|location|via)$/;

/** A flat list of names and values without the headers of one connection, in the order they came. */
export function endToEndHeaders(rawHeaders: readonly string[]): string[] {
  let named: Set<string> | undefined;
  const kept: string[] = [];
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] ?? '';
    const lower = lowerName(name) ?? '';
    if (lower === 'connection') named = namedByConnection(rawHeaders);
    if (!isOfOneConnection(lower)) kept.push(name, rawHeaders[i + 1] ?? '');
  }
  return named === undefined || named.size === 0 ? kept : withoutHeaders(kept, named);
}

function isOfOneConnection(lower: string): boolean {
  return NOT_FORWARDED.has(lower) || lower.startsWith('proxy-');
}

function namedByConnection(rawHeaders: readonly string[]): Set<string> {
  const names = new Set<string>();
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    if (rawHeaders[i]?.toLowerCase() !== 'connection') continue;
    for (const part of (rawHeaders[i + 1] ?? '').split(',')) {
      const name = part.trim().toLowerCase();
      if (!NEVER_OF_ONE_CONNECTION.test(name)) names.add(name);
    }
  }
  return names;
}

/**
 * A client's headers for a coordinator. Ours come last, so that no client can say them for us.
 * Trino puts host, port, scheme and prefix into every URI that it makes
 * (http-server.process-forwarded=true; seen on 476).
 */
export function forwardedHeaders(
  rawHeaders: readonly string[],
  { host, port, proto, forwardedFor }: ClientOrigin,
  segment: string | undefined,
): string[] {
  const headers = endToEndHeaders(rawHeaders);
  headers.push('X-Forwarded-Host', host, 'X-Forwarded-Port', port, 'X-Forwarded-Proto', proto);
  headers.push('X-Forwarded-For', forwardedFor);
  if (segment !== undefined) headers.push('X-Forwarded-Prefix', segment);
  headers.push(...OWN_VIA);
  return headers;
}

function withoutHeaders(rawHeaders: readonly string[], unwanted: ReadonlySet<string>): string[] {
  return rawHeaders.filter((_, i) => !unwanted.has(lowerName(rawHeaders[i - (i % 2)] ?? '') ?? ''));
}

/** Replaces headers by name, whatever their spelling; names that are not there are added. */
export function withHeaders(
  rawHeaders: readonly string[],
  changes: Readonly<Record<string, string>> = {},
): string[] {
  const replaced = new Set(Object.keys(changes).map((name) => name.toLowerCase()));
  if (replaced.size === 0) return [...rawHeaders];
  return [...withoutHeaders(rawHeaders, replaced), ...Object.entries(changes).flat()];
}

/** The flat list without one header. */
export function withoutHeader(rawHeaders: readonly string[], unwanted: string): string[] {
  return withoutHeaders(rawHeaders, new Set([unwanted]));
}
