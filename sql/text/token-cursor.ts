import { type Tokens } from './tokens';

const CLOSES: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** Walks over the head of a statement: looks ahead, takes words, reads qualified names. */
export class TokenCursor {
  constructor(
    readonly tokens: Tokens,
    public index = 0,
  ) {}

  /** Whether these symbols come next, one after the other. */
  sees(...symbols: string[]): boolean {
    return symbols.every((symbol, offset) => this.tokens.symbol(this.index + offset) === symbol);
  }

  /** Steps over these symbols if all of them come next. */
  take(...symbols: string[]): boolean {
    const seen = this.sees(...symbols);
    if (seen) this.index += symbols.length;
    return seen;
  }

  takeAny(...symbols: string[]): boolean {
    return symbols.some((symbol) => this.take(symbol));
  }

  skip(count = 1): void {
    this.index += count;
  }

  atEnd(): boolean {
    return this.index >= this.tokens.count;
  }

  /** Reads `a.b.c` as its lower-case parts; undefined, and no step, where no name starts. */
  name(): string[] | undefined {
    const { tokens } = this;
    if (!tokens.isName(this.index)) return undefined;
    const parts = [tokens.nameAt(this.index)];
    this.index += 1;
    while (tokens.symbol(this.index) === '.' && tokens.isNamePart(this.index + 1)) {
      parts.push(tokens.nameAt(this.index + 1));
      this.index += 2;
    }
    return parts;
  }

  /** Steps over a bracketed group, if one starts here. */
  skipGroup(): boolean {
    if (CLOSES[this.tokens.symbol(this.index)] === undefined) return false;
    let depth = 0;
    do {
      const symbol = this.tokens.symbol(this.index);
      if (symbol === '(' || symbol === '[' || symbol === '{') depth += 1;
      else if (symbol === ')' || symbol === ']' || symbol === '}') depth -= 1;
      this.index += 1;
    } while (depth > 0 && !this.atEnd());
    return true;
  }

  /** Steps over `(a, b)`; other brackets stay, so that none is walked through twice. */
  skipColumns(): void {
    if (!this.sees('(')) return;
    let end = this.index + 1;
    while (this.tokens.isName(end) || this.tokens.symbol(end) === ',') end += 1;
    if (this.tokens.symbol(end) === ')') this.index = end + 1;
  }

  /** Goes to the first of these symbols outside of brackets; false, at the end, when there is none. */
  goTo(...symbols: string[]): boolean {
    while (!this.atEnd()) {
      if (symbols.includes(this.tokens.symbol(this.index))) return true;
      if (!this.skipGroup()) this.index += 1;
    }
    return false;
  }
}
