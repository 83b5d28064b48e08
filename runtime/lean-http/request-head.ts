import type { IncomingHttpHeaders } from 'node:http';
import { isHost } from '../host-header';
import { readFieldLines, UNPRINTABLE } from './field-lines';
import { flat } from './field-section';
import { HEAD_END, headIn } from './head-in';
import {
  LENGTH,
  lengthless,
  sectionOf,
  splitLength,
  unsplit,
  type SplitHead,
} from './split-length';

/** The headers of a request; requests of one connection share them where they say the same. */
export interface HeaderSection {
  /** As it came, up to the value of Content-Length, and behind it; all of it where that is not usual. */
  before: string;
  after: string | undefined;
  /** Names and values in turn, as they came; without a Content-Length of the usual form. */
  rawHeaders: string[];
  /** The same by names in lower case, joined as node:http does. */
  headers: IncomingHttpHeaders;
  /** Bytes of the body that follows, where that was not left out. */
  contentLength: number;
  /** Whether the client wants the connection to stay. */
  keepAlive: boolean;
}

export interface RequestHead {
  method: string;
  url: string;
  section: HeaderSection;
  /** Bytes up to the body, and of the body. */
  length: number;
  contentLength: number;
}

export type ReadHead = RequestHead | 'incomplete' | 'unusual';

const METHODS = new Set(['GET', 'POST', 'PUT', 'DELETE', 'HEAD']);
const VERSION = ' HTTP/1.1';
const TARGET = /^\/[\x21-\x7e]*$/;
/** What changes how a request is read or answered, or has a form of its own in `headers`. */
const UNUSUAL = new Set([
  ...['transfer-encoding', 'expect', 'upgrade', 'trailer', 'te', 'proxy-connection'],
  ...['set-cookie', '__proto__'],
]);
const MAX_HEADERS = 500;

/**
 * Reads the head at the beginning of `bytes`. It takes only requests in the plainest form of RFC 9112;
 * `unusual` are all others, right or wrong, which are for node:http to judge. `known` are sections that
 * need not be read again.
 */
export function readHead(bytes: Buffer, known: readonly HeaderSection[] = []): ReadHead {
  const { text, end } = headIn(bytes);
  if (end === -1) return 'incomplete';
  const firstEnd = text.indexOf('\r\n');
  const line = text.slice(0, firstEnd);
  const afterMethod = line.indexOf(' ');
  const method = line.slice(0, afterMethod);
  const url = line.slice(afterMethod + 1, -VERSION.length);
  if (!line.endsWith(VERSION) || !METHODS.has(method) || !TARGET.test(url)) return 'unusual';
  // A GET has no body as a rule, and no length to look for.
  const split = method === 'GET' ? unsplit(text, firstEnd, end) : splitLength(text, firstEnd, end);
  const section = sectionOf(split, known) ?? readSection(split);
  if (section === undefined) return 'unusual';
  const contentLength = split.length === undefined ? section.contentLength : Number(split.length);
  return { method, url, section, length: end + HEAD_END.length, contentLength };
}

function readSection({ before, after }: SplitHead): HeaderSection | undefined {
  // In a text of its own, as its parts would keep the whole head in memory.
  const own = flat(lengthless(before, after));
  // Behind the end of the first line.
  const text = own.slice(2);
  // node:http knows where a tab is part of a value.
  if (UNPRINTABLE.test(text) || text.includes('\t')) return undefined;
  const lines = readFieldLines(text);
  if (lines === undefined || lines.names.length > MAX_HEADERS) return undefined;
  const { rawHeaders, names } = lines;
  const headers = joined(rawHeaders, names);
  if (headers?.host === undefined || !isHost(headers.host) || headers.host.endsWith(':'))
    return undefined;
  const contentLength = lengthOf(headers['content-length']);
  const keepAlive = keepsAlive(headers.connection);
  if (contentLength === undefined || keepAlive === undefined) return undefined;
  if (after !== undefined && headers['content-length'] !== undefined) return undefined;
  const isWhole = after === undefined;
  const kept = { before: isWhole ? own : flat(before), after: isWhole ? undefined : flat(after) };
  return { ...kept, rawHeaders, headers, contentLength, keepAlive };
}

function joined(rawHeaders: string[], names: string[]): IncomingHttpHeaders | undefined {
  const headers: Record<string, string> = {};
  for (let i = 0; i < names.length; i += 1) {
    const [lower = '', value = ''] = [names[i], rawHeaders[2 * i + 1]];
    if (UNUSUAL.has(lower)) return undefined;
    const before = headers[lower];
    // Of other headers node:http knows which count once and how they are joined.
    if (before !== undefined && !lower.startsWith('x-')) return undefined;
    headers[lower] = before === undefined ? value : `${before}, ${value}`;
  }
  return headers;
}

function lengthOf(value: string | undefined): number | undefined {
  if (value === undefined) return 0;
  return LENGTH.test(value) ? Number(value) : undefined;
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
