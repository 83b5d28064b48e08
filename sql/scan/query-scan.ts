import { functionCalledAt } from './function-call';
import { type BodyKind } from '../heads/head';
import { foundName, foundTable, nothingFound, type QueryFindings } from '../facts/query-findings';
import { expressionFrame, type Frame, relationFrame } from './scan-frame';
import { TokenCursor } from '../text/token-cursor';
import { STEPS } from './query-steps';
import { type Tokens, TokenKind } from '../text/tokens';
import { WithScope } from '../with-scope';

// Deeper brackets are counted, not looked into: 16 MB of "(" would be millions of levels.
const MAX_DEPTH = 10_000;

/**
 * Finds tables, functions and the shape of the queries in a statement's body, from token `start` on,
 * in one pass without recursion.
 */
export function scanBody(tokens: Tokens, body: BodyKind | undefined, start: number): QueryFindings {
  if (body === undefined) return nothingFound();
  const scan = new QueryScan(tokens, start, body);
  scan.run();
  return scan.found;
}

/** Where the scan stands and what it found; what each word does is in query-steps.ts. */
export class QueryScan {
  readonly found = nothingFound();
  private readonly withScope = new WithScope();
  private readonly outer: Frame[] = [];
  private frame: Frame;
  private tooDeep = 0;

  constructor(
    private readonly tokens: Tokens,
    private at: number,
    body: BodyKind,
  ) {
    this.frame = body === 'relation' ? relationFrame() : expressionFrame();
    if (body === 'expression') this.frame.clause = 'rest';
    // UPDATE, DELETE and MERGE have clauses of their own, such as WHERE.
    this.frame.isQuery = true;
  }

  run(): void {
    const { tokens } = this;
    while (this.at < tokens.count) {
      const symbol = tokens.symbol(this.at);
      if (this.tooDeep > 0) this.countDepth(symbol);
      else if (this.isPartOfName()) this.stepOther();
      else this.step(symbol);
    }
  }

  private step(symbol: string): void {
    const read = STEPS[symbol];
    if (read === undefined || read(this, this.frame) === false) this.stepOther();
    else this.at += 1;
  }

  /** Behind a dot a keyword is a name. */
  private isPartOfName(): boolean {
    return this.next(-1) === '.' && this.tokens.kind(this.at) === TokenKind.word;
  }

  /** Names, literals and words without a meaning here. */
  private stepOther(): void {
    const { frame } = this;
    if (frame.expectsTableFunction && this.takeTableFunction()) return;
    if (frame.expectsRelation && this.takeTable()) return;
    if (frame.clause === 'start' && !frame.isQuery) frame.clause = 'rest';
    this.at += 1;
  }

  private countDepth(symbol: string): void {
    if (symbol === '(' || symbol === '[') this.tooDeep += 1;
    else if (symbol === ')' || symbol === ']') this.tooDeep -= 1;
    this.at += 1;
  }

  private readName(): string[] | undefined {
    const cursor = new TokenCursor(this.tokens, this.at);
    const parts = cursor.name();
    this.at = cursor.index;
    return parts;
  }

  private takeTable(): boolean {
    const parts = this.readName();
    if (parts === undefined) return false;
    this.frame.expectsRelation = false;
    this.frame.clause = 'from';
    if (this.tokens.symbol(this.at) === '(') foundName(this.found.tableFunctions, parts.join('.'));
    else this.addTable(parts);
    return true;
  }

  private takeTableFunction(): boolean {
    const parts = this.readName();
    if (parts === undefined) return false;
    this.frame.expectsTableFunction = false;
    this.frame.clause = 'from';
    foundName(this.found.tableFunctions, parts.join('.'));
    return true;
  }

  private addTable(parts: string[]): void {
    if (!this.withScope.hides(parts)) foundTable(this.found, parts);
  }

  next(offset = 1): string {
    return this.tokens.symbol(this.at + offset);
  }

  isNextName(): boolean {
    return this.tokens.isName(this.at + 1);
  }

  isNextNumber(): boolean {
    return this.tokens.kind(this.at + 1) === TokenKind.number || this.next() === '?';
  }

  /** Steps to the last token of the name behind the word at hand, a table's. */
  takeNextTable(): void {
    this.at += 1;
    const parts = this.readName();
    this.at -= 1;
    if (parts !== undefined) this.addTable(parts);
  }

  skipWord(): void {
    this.at += 1;
  }

  /** A query begins at this level of brackets. */
  beginQuery(): void {
    if (!this.frame.isQuery) this.found.subqueries += 1;
    this.frame.isQuery = true;
    this.frame.expectsRelation = false;
  }

  open(frame: Frame): void {
    if (this.outer.length >= MAX_DEPTH) {
      this.tooDeep = 1;
      return;
    }
    frame.inType ||= this.frame.inType;
    this.outer.push(this.frame);
    frame.scope = this.withScope.mark();
    this.frame = frame;
  }

  /** `(`: what it holds follows from where it stands. */
  openRound(frame: Frame): void {
    const called = functionCalledAt(this.tokens, this.at, frame);
    if (called !== undefined && !frame.expectsRelation) foundName(this.found.functions, called);
    const before = this.tokens.symbol(this.at - 1);
    if (frame.expectsRelation) {
      frame.expectsRelation = false;
      frame.clause = 'from';
      this.open(this.frameInRelation(before));
      return;
    }
    // `TABLE(t)` among a table function's arguments.
    const inside = before === 'TABLE' ? relationFrame() : expressionFrame();
    inside.isCast = before === 'CAST' || before === 'TRY_CAST';
    if (frame.clause === 'start' && !frame.isQuery) frame.clause = 'rest';
    this.open(inside);
  }

  private frameInRelation(before: string): Frame {
    if (before === 'TABLE')
      return { ...expressionFrame(), clause: 'rest', expectsTableFunction: true };
    return before === 'UNNEST' || before === 'JSON_TABLE' ? expressionFrame() : relationFrame();
  }

  close(): void {
    const closed = this.frame;
    const outer = this.outer.pop();
    if (outer === undefined) return;
    this.withScope.release(closed.scope);
    this.frame = outer;
    if (closed.defines === undefined) return;
    this.withScope.declare(closed.defines);
    if (this.next() !== ',') return;
    this.at += 1;
    this.takeWithName();
  }

  /** `name [(columns)] AS (` of a WITH: steps to the bracket and opens the query. */
  takeWithName(): void {
    const cursor = new TokenCursor(this.tokens, this.at + 1);
    const name = cursor.name()?.join('.');
    cursor.skipColumns();
    if (name === undefined || !cursor.take('AS') || !cursor.sees('(')) return;
    this.at = cursor.index;
    if (this.frame.isRecursive) this.withScope.declare(name);
    this.open({ ...expressionFrame(), defines: name });
  }

  /** Functions defined in a WITH hold no queries: goes on at the query behind them. */
  skipFunctions(): void {
    const cursor = new TokenCursor(this.tokens, this.at + 1);
    while (cursor.goTo('SELECT', 'VALUES', 'TABLE', 'WITH') && cursor.sees('WITH', '('))
      cursor.skip();
    this.at = cursor.index - 1;
  }

  /** Neither do properties that a WITH sets for the session. */
  skipSession(): void {
    const cursor = new TokenCursor(this.tokens, this.at + 1);
    cursor.goTo('SELECT', 'VALUES', 'TABLE', 'WITH');
    this.at = cursor.index - 1;
  }
}
