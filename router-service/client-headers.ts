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

const LEFT_OUT = new Set([...SECRET_HEADERS, ...TRANSPORT_HEADERS]);

/** The headers that rules may test: without any that prove an identity, whatever their spelling. */
export function clientHeaders(pairs: Iterable<readonly [string, string]>): ClientHeaders {
  const headers: Record<string, string> = {};
  const headerSpelling: Record<string, string> = {};
  for (const [written, value] of pairs) {
    const name = written.toLowerCase();
    if (LEFT_OUT.has(name)) continue;
    if (Object.hasOwn(headers, name)) put(headers, name, `${headers[name]}, ${value}`);
    else {
      put(headers, name, value);
      put(headerSpelling, name, written);
    }
  }
  return { headers, headerSpelling };
}

/** A client may name a header `__proto__`, which is a header like any other. */
function put(record: Record<string, string>, name: string, value: string): void {
  if (name !== '__proto__') record[name] = value;
  else Object.defineProperty(record, name, { ...OWN, value });
}

const OWN = { configurable: true, enumerable: true, writable: true };

/** Node's `rawHeaders` (name, value, name, value, …) as pairs. */
export function* headerPairs(rawHeaders: readonly string[]): Generator<[string, string]> {
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    yield [rawHeaders[i] ?? '', rawHeaders[i + 1] ?? ''];
  }
}
