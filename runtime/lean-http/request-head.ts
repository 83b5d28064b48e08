import type { IncomingHttpHeaders } from 'node:http';

/** A request's head in the one form that cannot be read in two ways. */
export interface RequestHead {
  method: string;
  url: string;
  /** Names and values in turn, as they came. */
  rawHeaders: string[];
  /** By names in lower case, joined as node:http does. */
  headers: IncomingHttpHeaders;
  /** Bytes of the body that follows. */
  contentLength: number;
  /** Whether the client wants the connection to stay. */
  keepAlive: boolean;
  /** Bytes up to the body. */
  length: number;
}

export type ReadHead = RequestHead | 'incomplete' | 'unusual';

const END = '\r\n\r\n';
const METHODS = new Set(['GET', 'POST', 'PUT', 'DELETE', 'HEAD']);
// Anything but printable characters, tabs, bytes beyond ASCII, and line ends of two characters.
const CONTROL = /[^\t\x20-\x7e\x80-\xff\r\n]|\r(?!\n)|(?<!\r)\n/;
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const TARGET = /^\/[\x21-\x7e]*$/;
const HOST = /^(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i;
/** What changes how a request is read or answered, or has a form of its own in `headers`. */
const UNUSUAL = new Set([
  ...['transfer-encoding', 'expect', 'upgrade', 'trailer', 'te', 'proxy-connection'],
  ...['set-cookie', '__proto__'],
]);
const [SPACE, TAB] = [0x20, 0x09];
const MAX_HEADERS = 500;
const MAX_KNOWN_NAMES = 1000;

/** Spellings of header names that were seen, and each in lower case. */
const knownNames = new Map<string, string>();

/**
 * Reads the head at the beginning of `bytes`. It takes only requests in the plainest form of RFC 9112;
 * `unusual` are all others, right or wrong, which are for node:http to judge.
 */
export function readHead(bytes: Buffer): ReadHead {
  const end = bytes.indexOf(END, 0, 'latin1');
  if (end === -1) return 'incomplete';
  const text = bytes.toString('latin1', 0, end);
  if (CONTROL.test(text)) return 'unusual';
  const firstEnd = text.indexOf('\r\n');
  const line = firstEnd === -1 ? text : text.slice(0, firstEnd);
  const afterMethod = line.indexOf(' ');
  const method = line.slice(0, afterMethod);
  const url = line.slice(afterMethod + 1, -' HTTP/1.1'.length);
  if (!line.endsWith(' HTTP/1.1') || !METHODS.has(method) || !TARGET.test(url)) return 'unusual';
  const fields = firstEnd === -1 ? undefined : readFields(text, firstEnd + 2);
  if (fields === undefined) return 'unusual';
  const { rawHeaders, headers } = fields;
  const contentLength = lengthOf(headers['content-length']);
  const keepAlive = keepsAlive(headers.connection);
  if (contentLength === undefined || keepAlive === undefined) return 'unusual';
  if (headers.host === undefined || !HOST.test(headers.host)) return 'unusual';
  return { method, url, rawHeaders, headers, contentLength, keepAlive, length: end + END.length };
}

function readFields(text: string, from: number) {
  const rawHeaders: string[] = [];
  const headers: Record<string, string> = {};
  for (let at = from; at < text.length;) {
    const next = text.indexOf('\r\n', at);
    const end = next === -1 ? text.length : next;
    const colon = text.indexOf(':', at);
    if (colon === -1 || colon > end) return undefined;
    const name = text.slice(at, colon);
    const lower = knownNames.get(name) ?? learnName(name);
    if (lower === undefined || UNUSUAL.has(lower)) return undefined;
    const value = withoutSpaces(text, colon + 1, end);
    if (value === undefined) return undefined;
    const before = headers[lower];
    // Of other headers node:http knows which count once and how they are joined.
    if (before !== undefined && !lower.startsWith('x-')) return undefined;
    headers[lower] = before === undefined ? value : `${before}, ${value}`;
    rawHeaders.push(name, value);
    if (rawHeaders.length > 2 * MAX_HEADERS) return undefined;
    at = end + 2;
  }
  return { rawHeaders, headers: headers as IncomingHttpHeaders };
}

/** Not by trim(), which takes U+00A0 for a space; undefined where tabs are at the edge. */
function withoutSpaces(text: string, from: number, to: number): string | undefined {
  let [start, end] = [from, to];
  while (start < end && text.charCodeAt(start) === SPACE) start += 1;
  while (end > start && text.charCodeAt(end - 1) === SPACE) end -= 1;
  if (text.charCodeAt(start) === TAB || text.charCodeAt(end - 1) === TAB) return undefined;
  return text.slice(start, end);
}

function learnName(name: string): string | undefined {
  if (!TOKEN.test(name)) return undefined;
  const lower = name.toLowerCase();
  if (knownNames.size < MAX_KNOWN_NAMES && name.length < 100) knownNames.set(name, lower);
  return lower;
}

function lengthOf(value: string | undefined): number | undefined {
  if (value === undefined) return 0;
  return /^\d{1,15}$/.test(value) ? Number(value) : undefined;
}

function keepsAlive(connection: string | undefined): boolean | undefined {
  switch (connection?.toLowerCase()) {
    case undefined:
    case 'keep-alive':
      return true;
    case 'close':
      return false;
    default:
      return undefined;
  }
}
