import { SECRET_HEADERS } from '../protocol/headers';

export interface ClientHeaders {
  /** By lower-case name; a name that came more than once has its values joined by ", ". */
  headers: Record<string, string>;
  /** As the client wrote each name, by its lower-case form. */
  headerSpelling: Record<string, string>;
}

// They speak of the call that brought the statement here, not of the statement.
const TRANSPORT_HEADERS = new Set([
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'expect',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** The headers that rules may test: without any that prove an identity, whatever their spelling. */
export function clientHeaders(pairs: Iterable<readonly [string, string]>): ClientHeaders {
  const headers = new Map<string, string>();
  const spelling = new Map<string, string>();
  for (const [written, value] of pairs) {
    const name = written.toLowerCase();
    if (SECRET_HEADERS.has(name) || TRANSPORT_HEADERS.has(name)) continue;
    const earlier = headers.get(name);
    headers.set(name, earlier === undefined ? value : `${earlier}, ${value}`);
    if (!spelling.has(name)) spelling.set(name, written);
  }
  return { headers: Object.fromEntries(headers), headerSpelling: Object.fromEntries(spelling) };
}

/** Node's `rawHeaders` (name, value, name, value, …) as pairs. */
export function* headerPairs(rawHeaders: readonly string[]): Generator<[string, string]> {
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    yield [rawHeaders[i] ?? '', rawHeaders[i + 1] ?? ''];
  }
}
