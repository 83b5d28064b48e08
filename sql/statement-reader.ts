import { type ShapeCache } from './caches';
import { combine } from './facts/combine';
import { headOfText } from './head-of-text';
import { type Limits, readStatement } from './read-statement';
import { type StatementContext, type StatementFacts } from './statement-facts';
import { isWorthAsking } from './worker/known-types';
import { SlowShapes } from './worker/slow-shapes';
import { type TimedReader } from './worker/timed-reader';

/** Facts, and whether they stay so: what was scanned for want of time may go better the next time. */
export interface Answer {
  facts: StatementFacts;
  isFinal: boolean;
}

// Up to here a text takes the calling thread a few milliseconds at most.
const LONGEST_HERE = 16_384;

/** Reads small texts where they arrive, and gives the worker thread what would take too long here. */
export class StatementReader {
  private readonly slowShapes = new SlowShapes();
  // A dashboard sends one large text many times at once: it is read once.
  private readonly large = new Map<string, Promise<Answer>>();

  constructor(
    private readonly limits: Limits,
    private readonly thread: TimedReader,
    private readonly shapes: ShapeCache,
  ) {}

  /** At once, but for what the worker thread has to read. */
  read(statement: string, context: StatementContext): Answer | Promise<Answer> {
    if (lengthOf(statement, context) > LONGEST_HERE) return this.readLarge(statement, context);
    const reading = readStatement(statement, context, this.limits, this.shapes);
    const facts = combine(reading, context);
    if (!isWorthAsking(reading)) return { facts, isFinal: true };
    if (this.slowShapes.has(reading.fingerprint)) return { facts, isFinal: false };
    return this.ask(statement, context, facts);
  }

  /** Asks node-sql-parser about a text that the grammar refused; `facts` are the scan's. */
  private async ask(
    statement: string,
    context: StatementContext,
    facts: StatementFacts,
  ): Promise<Answer> {
    const outcome = await this.thread.read({ statement, context, limits: this.limits, asks: true });
    if (outcome.kind === 'read') return { facts: outcome.facts, isFinal: true };
    if (outcome.kind === 'stopped') this.slowShapes.remember(facts.fingerprint);
    return { facts, isFinal: false };
  }

  private readLarge(statement: string, context: StatementContext): Promise<Answer> {
    const key = `${JSON.stringify(context)}\n${statement}`;
    const begun = this.large.get(key);
    if (begun !== undefined) return begun;
    const reading = this.readInThread(statement, context).finally(() => this.large.delete(key));
    this.large.set(key, reading);
    return reading;
  }

  /** Without a second opinion: node-sql-parser takes longer for such texts than anybody would wait. */
  private async readInThread(statement: string, context: StatementContext): Promise<Answer> {
    const outcome = await this.thread.read({
      statement,
      context,
      limits: this.limits,
      asks: false,
    });
    if (outcome.kind === 'read') return { facts: outcome.facts, isFinal: true };
    return { facts: headOfText(statement, context), isFinal: false };
  }
}

/** Of the longest text that has to be read: the statement's own or a prepared one's that it may execute. */
function lengthOf(statement: string, { preparedStatements = {} }: StatementContext): number {
  if (statement.length > LONGEST_HERE || !/execute/i.test(statement)) return statement.length;
  const lengths = Object.values(preparedStatements).map(({ length }) => length);
  return lengths.reduce((longest, length) => Math.max(longest, length), statement.length);
}
