import { flat } from './field-section';
import { HEAD_END } from './head-in';
import { readFieldLines, UNPRINTABLE, type FieldLines } from './field-lines';
import { LENGTH, lengthless, sectionOf, splitLength, type SplitHead } from './split-length';

/** What heads of answers share that differ in the length of their bodies alone. */
export class AnswerSection {
  /** Whether another request may follow on the connection. */
  readonly keepsAlive: boolean;

  constructor(
    /** The head up to the value of Content-Length, and behind it; all of it where it has none. */
    readonly before: string,
    readonly after: string | undefined,
    readonly status: number,
    /** Names and values in turn, as they came; without Content-Length where that has the usual form. */
    readonly rawHeaders: readonly string[],
    /** The names in lower case. */
    readonly names: readonly string[],
    readonly isOldVersion: boolean,
  ) {
    this.keepsAlive = !isOldVersion && !saysClose(names, rawHeaders);
  }
}

/** The head of an origin's answer. */
export class AnswerHead {
  readonly status: number;

  constructor(
    readonly section: AnswerSection,
    /** The value of a Content-Length that the section leaves out. */
    readonly contentLength: string | undefined,
    /** Bytes up to the body. */
    readonly length: number,
  ) {
    this.status = section.status;
  }

  /** The first value of a header, by its name in lower case. */
  get(name: string): string | undefined {
    const { section, contentLength } = this;
    if (contentLength !== undefined && name === 'content-length') return contentLength;
    const at = section.names.indexOf(name);
    return at === -1 ? undefined : section.rawHeaders[2 * at + 1];
  }

  /** How its body ends (RFC 9112, 6.3); a text says why nobody can tell. */
  framing(method: string): Framing | string {
    const { status, isOldVersion } = this.section;
    const coding = this.only('transfer-encoding');
    const length = this.only('content-length');
    if (coding === TWICE || length === TWICE) return 'it has two lengths or two codings';
    if (coding !== undefined && (length !== undefined || isOldVersion))
      return 'it has both a length and a coding';
    if (coding !== undefined && coding.toLowerCase() !== 'chunked')
      return `its Transfer-Encoding is ${coding}`;
    if (length !== undefined && !LENGTH.test(length)) return `its length is "${length}"`;
    if (status === 204 && Number(length ?? 0) > 0) return '204 has a body';
    if (method === 'HEAD' || status === 204 || status === 304) return { kind: 'length', bytes: 0 };
    if (coding !== undefined) return { kind: 'chunked' };
    return length === undefined ? { kind: 'close' } : { kind: 'length', bytes: Number(length) };
  }

  private only(name: string): string | undefined {
    const { section, contentLength } = this;
    const { names } = section;
    const at = names.indexOf(name);
    const isApart = contentLength !== undefined && name === 'content-length';
    if (at === -1) return isApart ? contentLength : undefined;
    return isApart || names.includes(name, at + 1) ? TWICE : section.rawHeaders[2 * at + 1];
  }
}

function saysClose(names: readonly string[], rawHeaders: readonly string[]): boolean {
  return names.some(
    (name, at) => name === 'connection' && CLOSE.test(rawHeaders[2 * at + 1] ?? ''),
  );
}

export type Framing = { kind: 'length'; bytes: number } | { kind: 'chunked' } | { kind: 'close' };

const TWICE = 'twice';
const CLOSE = /(?:^|,)\s*close\s*(?:,|$)/i;
// A status of three digits, which is 100 or more (RFC 9110, 15).
const STATUS_LINE = /^HTTP\/1\.([01]) ([1-9]\d\d)(?: .*)?$/;
const STATUS_START = 'HTTP/1.';

/** Heads that an origin sent before, of which only the length of the body is read anew. */
export class KnownSections {
  private readonly sections: AnswerSection[] = [];

  find(split: SplitHead): AnswerSection | undefined {
    return sectionOf(split, this.sections);
  }

  add(section: AnswerSection): void {
    const { before, after = '' } = section;
    if (before.length + after.length > MAX_KNOWN_LENGTH) return;
    this.sections.push(section);
    if (this.sections.length > MAX_KNOWN) this.sections.shift();
  }
}

/** Of POSTs, of pages, of the last page and of a cancel, each in the second before, too, for Date. */
const MAX_KNOWN = 8;
const MAX_KNOWN_LENGTH = 4096;

/** Reads a head that is there whole, up to the empty line at `end`; a text tells why it cannot be read. */
export function readAnswerHead(
  text: string,
  end: number,
  known: KnownSections,
): AnswerHead | string {
  const split = splitLength(text, 0, end);
  const { before, length, after } = split;
  const bytes = end + HEAD_END.length;
  const section = known.find(split);
  if (section !== undefined) return new AnswerHead(section, length, bytes);
  const read = readSection(before, after);
  if (typeof read === 'string') return read;
  known.add(read);
  return new AnswerHead(read, length, bytes);
}

function readSection(before: string, after: string | undefined): AnswerSection | string {
  const text = lengthless(before, after);
  const problem = problemOfPart(text, text);
  if (problem !== undefined) return problem;
  const firstEnd = text.indexOf('\r\n');
  const line = STATUS_LINE.exec(firstEnd === -1 ? text : text.slice(0, firstEnd));
  if (line === null) return 'its first line is none of HTTP/1';
  const lines = firstEnd === -1 ? NO_LINES : readFieldLines(text, firstEnd + 2);
  if (lines === undefined) return 'a line of its head is no header';
  const { rawHeaders, names } = lines;
  // Not parts of a longer text, which they would keep in memory.
  const [own, rest] = [flat(before), after === undefined ? undefined : flat(after)];
  return new AnswerSection(own, rest, Number(line[2]), rawHeaders, names, line[1] === '0');
}

/** Why a head that begins with `start` and has this part cannot become one, as far as that shows. */
export function problemOfPart(start: string, part: string): string | undefined {
  if (!start.startsWith(STATUS_START.slice(0, start.length))) return 'it is not HTTP/1';
  if (UNPRINTABLE.test(part)) return 'its head has control characters or lines without CRLF';
  return undefined;
}

const NO_LINES: FieldLines = { rawHeaders: [], names: [] };
