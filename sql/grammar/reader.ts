import { foundTable, nothingFound } from '../facts/query-findings';
import { TokenKind, type Tokens } from '../text/tokens';
import { refusal, TooDeep } from './refusal';
import { WithScope } from '../with-scope';

// Brackets are bounded before the grammar runs; this bounds what nests without them, such as CASE.
const MAX_NESTING = 500;

/** Where the grammar stands in a statement, and what it found in its queries so far. */
export class GrammarReader {
  at = 0;
  readonly found = nothingFound();
  readonly withScope = new WithScope();
  /** Inside NEAREST ( … ) the word MATCH ends the relation and its condition. */
  inNearest = false;
  private nesting = 0;
  private primaryStart = -1;
  private primaryEnd = -1;

  constructor(readonly tokens: Tokens) {}

  /** The keyword or operator at `offset` from here; empty for names, literals and the end. */
  symbol(offset = 0): string {
    return this.tokens.symbol(this.at + offset);
  }

  sees(symbol: string, offset = 0): boolean {
    return this.tokens.symbol(this.at + offset) === symbol;
  }

  seesAny(symbols: ReadonlySet<string>, offset = 0): boolean {
    return symbols.has(this.tokens.symbol(this.at + offset));
  }

  seesBoth(first: string, second: string): boolean {
    return this.sees(first) && this.sees(second, 1);
  }

  accept(symbol: string): boolean {
    if (this.tokens.symbol(this.at) !== symbol) return false;
    this.at += 1;
    return true;
  }

  acceptAny(symbols: ReadonlySet<string>): boolean {
    if (!symbols.has(this.tokens.symbol(this.at))) return false;
    this.at += 1;
    return true;
  }

  acceptBoth(first: string, second: string): boolean {
    if (!this.seesBoth(first, second)) return false;
    this.at += 2;
    return true;
  }

  expect(symbol: string): void {
    if (this.tokens.symbol(this.at) !== symbol) this.fail(symbol);
    this.at += 1;
  }

  /** Takes the words one after the other: `expectWords('IS NOT NULL')`. */
  expectWords(words: string): void {
    for (const word of words.split(' ')) this.expect(word);
  }

  expectAny(symbols: ReadonlySet<string>): void {
    if (!this.acceptAny(symbols)) this.fail([...symbols].join(' or '));
  }

  isName(offset = 0): boolean {
    return this.tokens.isName(this.at + offset);
  }

  isString(offset = 0): boolean {
    return this.tokens.kind(this.at + offset) === TokenKind.string;
  }

  isInteger(offset = 0): boolean {
    return (
      this.tokens.kind(this.at + offset) === TokenKind.number &&
      this.tokens.isInteger(this.at + offset)
    );
  }

  /** Takes an identifier: an unreserved word or a quoted name. */
  name(): void {
    if (!this.tokens.isName(this.at)) this.fail('a name');
    this.at += 1;
  }

  /** Takes `a.b.c` without looking at its parts. */
  skipQualifiedName(): void {
    this.name();
    while (this.accept('.')) this.name();
  }

  /** Takes `a.b.c` and tells its lower-case parts. */
  qualifiedName(): string[] {
    const first = this.at;
    this.skipQualifiedName();
    const parts = [];
    for (let index = first; index < this.at; index += 2) parts.push(this.tokens.nameAt(index));
    return parts;
  }

  /** Takes one or more of what `item` reads, with commas between. */
  list(item: (reader: GrammarReader) => void): void {
    do item(this);
    while (this.accept(','));
  }

  /** Takes `( … )` around what `inside` reads. */
  brackets(inside: (reader: GrammarReader) => void): void {
    this.expect('(');
    inside(this);
    this.expect(')');
  }

  /** Reads what may hold itself; bounded, as each level costs stack. */
  nested(read: (reader: GrammarReader) => void): void {
    this.nesting += 1;
    if (this.nesting > MAX_NESTING) throw new TooDeep();
    read(this);
    this.nesting -= 1;
  }

  /** A table that a query reads, unless a WITH name hides it. */
  readsTable(parts: string[]): void {
    if (!this.withScope.hides(parts)) foundTable(this.found, parts);
  }

  /** Remembers that the tokens from `start` to here are one primary expression. */
  endPrimary(start: number): void {
    this.primaryStart = start;
    this.primaryEnd = this.at;
  }

  /** Whether all from `start` to here is one primary expression. */
  isPrimary(start: number): boolean {
    return this.primaryStart === start && this.primaryEnd === this.at;
  }

  fail(expected: string, at = this.at): never {
    throw refusal(this.tokens, at, expected);
  }
}
