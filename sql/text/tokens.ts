import { isReservedCode, SYMBOLS } from './keywords';

/** What a token is; `word` is an unquoted identifier or keyword, `digitWord` one that starts with a digit. */
export const TokenKind = {
  symbol: 1,
  word: 2,
  quoted: 3,
  backquoted: 4,
  string: 5,
  number: 6,
  digitWord: 7,
} as const;

export type TokenKind = (typeof TokenKind)[keyof typeof TokenKind];

/** A string, quoted name or comment that the text ends within. */
export interface Unterminated {
  what: 'string' | 'quoted name' | 'comment';
  start: number;
}

/** The tokens of a text, without comments, in flat arrays: one object a token would need gigabytes on 16 MB. */
export class Tokens {
  count = 0;
  unterminated: Unterminated | undefined;
  /** Where the first character stands that Trino knows only in quotes and comments. */
  foreignAt: number | undefined;
  /** Where the statement ends: at the semicolon behind it or the end of the text. */
  endAt: number;
  private kinds = new Uint8Array(64);
  private codes = new Uint16Array(64);
  private starts = new Uint32Array(64);
  private ends = new Uint32Array(64);

  constructor(readonly text: string) {
    this.endAt = text.length;
  }

  add(kind: TokenKind, code: number, start: number, end: number): void {
    if (this.count === this.kinds.length) this.grow();
    this.kinds[this.count] = kind;
    this.codes[this.count] = code;
    this.starts[this.count] = start;
    this.ends[this.count] = end;
    this.count += 1;
  }

  /** 0 outside the statement. */
  kind(index: number): number {
    return index < this.count ? (this.kinds[index] ?? 0) : 0;
  }

  /** Of a keyword or operator (keywords.ts); 0 for other tokens and outside the statement. */
  code(index: number): number {
    return index < this.count ? (this.codes[index] ?? 0) : 0;
  }

  /** The keyword in upper case or the operator; empty for other tokens and outside the statement. */
  symbol(index: number): string {
    return index < this.count ? (SYMBOLS[this.codes[index] ?? 0] ?? '') : '';
  }

  start(index: number): number {
    return index < this.count ? (this.starts[index] ?? 0) : this.endAt;
  }

  end(index: number): number {
    return index < this.count ? (this.ends[index] ?? 0) : this.endAt;
  }

  raw(index: number): string {
    return index < this.count ? this.text.slice(this.starts[index], this.ends[index]) : '';
  }

  /** Whether the token can be (a part of) a name. */
  isName(index: number): boolean {
    const kind = this.kind(index);
    if (kind === TokenKind.word) return !isReservedCode(this.codes[index] ?? 0);
    return kind === TokenKind.quoted || kind === TokenKind.backquoted;
  }

  /** Whether the token can follow a dot in a name: there keywords are harmless. */
  isNamePart(index: number): boolean {
    return this.kind(index) === TokenKind.word || this.isName(index);
  }

  /** Whether a number is written without a point or exponent; 0x, 0o and 0b ones are. */
  isInteger(index: number): boolean {
    const raw = this.raw(index);
    return !/[.eE]/.test(raw) || /^0[xX]/.test(raw);
  }

  /** The name that a token means: unquoted, and lower case, as Trino folds tables quoted or not. */
  nameAt(index: number): string {
    return this.unquotedAt(index).toLowerCase();
  }

  /** As `nameAt`, with the case that was written; also the value of a string literal. */
  unquotedAt(index: number): string {
    const raw = this.raw(index);
    const kind = this.kind(index);
    if (kind === TokenKind.word) return raw;
    const open = raw.search(/["'`]/);
    const quote = raw.charAt(open);
    return raw.slice(open + 1, -1).replaceAll(quote + quote, quote);
  }

  private grow(): void {
    const room = this.kinds.length * 2;
    this.kinds = extended(this.kinds, new Uint8Array(room));
    this.codes = extended(this.codes, new Uint16Array(room));
    this.starts = extended(this.starts, new Uint32Array(room));
    this.ends = extended(this.ends, new Uint32Array(room));
  }
}

function extended<A extends Uint8Array | Uint16Array | Uint32Array>(from: A, into: A): A {
  into.set(from);
  return into;
}
