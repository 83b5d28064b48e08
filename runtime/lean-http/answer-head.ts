import { readFieldLines, UNPRINTABLE, type FieldLines } from './field-lines';

/** The head of an origin's answer. */
export class AnswerHead {
  constructor(
    readonly status: number,
    /** Names and values in turn, as they came. */
    readonly rawHeaders: string[],
    private readonly names: readonly string[],
    /** Bytes up to the body. */
    readonly length: number,
    private readonly isOldVersion: boolean,
  ) {}

  /** The first value of a header, by its name in lower case. */
  get(name: string): string | undefined {
    const at = this.names.indexOf(name);
    return at === -1 ? undefined : this.rawHeaders[2 * at + 1];
  }

  /** Whether another request may follow on its connection. */
  get keepsAlive(): boolean {
    if (this.isOldVersion) return false;
    return !this.names.some(
      (name, at) => name === 'connection' && CLOSE.test(this.rawHeaders[2 * at + 1] ?? ''),
    );
  }

  /** How its body ends (RFC 9112, 6.3); a text says why nobody can tell. */
  framing(method: string): Framing | string {
    const { status } = this;
    const coding = this.only('transfer-encoding');
    const length = this.only('content-length');
    if (coding === TWICE || length === TWICE) return 'it has two lengths or two codings';
    if (coding !== undefined && (length !== undefined || this.isOldVersion))
      return 'it has both a length and a coding';
    if (coding !== undefined && coding.toLowerCase() !== 'chunked')
      return `its Transfer-Encoding is ${coding}`;
    if (length !== undefined && !/^\d{1,15}$/.test(length)) return `its length is "${length}"`;
    if (status === 204 && Number(length ?? 0) > 0) return '204 has a body';
    if (method === 'HEAD' || status === 204 || status === 304) return { kind: 'length', bytes: 0 };
    if (coding !== undefined) return { kind: 'chunked' };
    return length === undefined ? { kind: 'close' } : { kind: 'length', bytes: Number(length) };
  }

  private only(name: string): string | undefined {
    const at = this.names.indexOf(name);
    if (at === -1) return undefined;
    return this.names.includes(name, at + 1) ? TWICE : this.rawHeaders[2 * at + 1];
  }
}

export type Framing = { kind: 'length'; bytes: number } | { kind: 'chunked' } | { kind: 'close' };

const TWICE = 'twice';
const CLOSE = /(?:^|,)\s*close\s*(?:,|$)/i;
/** What ends a head. */
export const HEAD_END = '\r\n\r\n';
// A status of three digits, which is 100 or more (RFC 9110, 15).
const STATUS_LINE = /^HTTP\/1\.([01]) ([1-9]\d\d)(?: .*)?$/;
const STATUS_START = 'HTTP/1.';

/** Reads a head that is there whole, up to the empty line at `end`; a text tells why it cannot be read. */
export function readAnswerHead(bytes: Buffer, end: number): AnswerHead | string {
  const text = bytes.toString('latin1', 0, end);
  const problem = problemOfPart(text, text);
  if (problem !== undefined) return problem;
  const firstEnd = text.indexOf('\r\n');
  const line = STATUS_LINE.exec(firstEnd === -1 ? text : text.slice(0, firstEnd));
  if (line === null) return 'its first line is none of HTTP/1';
  const lines = firstEnd === -1 ? NO_LINES : readFieldLines(text, firstEnd + 2);
  if (lines === undefined) return 'a line of its head is no header';
  const { rawHeaders, names } = lines;
  const length = end + HEAD_END.length;
  return new AnswerHead(Number(line[2]), rawHeaders, names, length, line[1] === '0');
}

/** Why a head that begins with `start` and has this part cannot become one, as far as that shows. */
export function problemOfPart(start: string, part: string): string | undefined {
  if (!start.startsWith(STATUS_START.slice(0, start.length))) return 'it is not HTTP/1';
  if (UNPRINTABLE.test(part)) return 'its head has control characters or lines without CRLF';
  return undefined;
}

const NO_LINES: FieldLines = { rawHeaders: [], names: [] };
