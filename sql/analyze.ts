import { FactsCache, ShapeCache } from './caches';
import { combine, unknownFacts } from './facts/combine';
import { type Limits, readStatement } from './read-statement';
import { type Analyzer, type StatementContext, type StatementFacts } from './statement-facts';
import { warmUp } from './warm-up';
import { isKnownType } from './worker/known-types';
import { SlowShapes } from './worker/slow-shapes';
import { TimedReader } from './worker/timed-reader';

export interface AnalyzerOptions extends Limits {
  /** What one text may take of the worker thread. */
  timeoutMs: number;
  /** Memory for facts of statements read before, and as much again for shapes; 0 keeps none. */
  cacheBytes: number;
}

// Up to here a text takes the calling thread a few milliseconds at most.
const LONGEST_HERE = 16_384;
// Enough for the class of a statement that could not be read in time, and most of its tables.
const HEAD_LENGTH = 16_384;

const DEFAULTS: AnalyzerOptions = {
  maxParsedLength: 1_000_000,
  maxDepth: 200,
  timeoutMs: 250,
  cacheBytes: 16_000_000,
};

/** Starts an analyser with a worker thread for large texts; after `close` only small ones are read whole. */
export function createAnalyzer(options: Partial<AnalyzerOptions> = {}): Analyzer {
  const { maxParsedLength, maxDepth, timeoutMs, cacheBytes } = { ...DEFAULTS, ...options };
  const limits: Limits = { maxParsedLength, maxDepth };
  const thread = new TimedReader(timeoutMs);
  const factsCache = new FactsCache(cacheBytes);
  const shapes = new ShapeCache(cacheBytes);
  const slowShapes = new SlowShapes();

  /** Small texts that the grammar takes are done here, at once. */
  async function read(statement: string, context: StatementContext): Promise<StatementFacts> {
    if (lengthOf(statement, context) > LONGEST_HERE) return readInThread(statement, context);
    const reading = readStatement(statement, context, limits, shapes);
    const facts = combine(reading, context);
    const asks = reading.isDoubtful && isKnownType(reading.queryType);
    return asks && !slowShapes.has(reading.fingerprint)
      ? readInThread(statement, context, facts)
      : facts;
  }

  /** `known`: what the scan knows of a text that the grammar refused, for which a second opinion is asked. */
  async function readInThread(
    statement: string,
    context: StatementContext,
    known?: StatementFacts,
  ): Promise<StatementFacts> {
    const outcome = await thread.read({ statement, context, limits });
    if (outcome.kind === 'read') return outcome.facts;
    const facts = known ?? (outcome.kind === 'stopped' ? outcome.facts : undefined);
    if (outcome.kind === 'stopped' && facts !== undefined) slowShapes.remember(facts.fingerprint);
    return facts ?? headOf(statement, context, limits);
  }

  async function readAndKeep(
    statement: string,
    context: StatementContext,
  ): Promise<StatementFacts> {
    const facts = await read(statement, context);
    // What was scanned for want of time may go better the next time.
    return facts.parsed || facts.syntaxError ? factsCache.keep(statement, context, facts) : facts;
  }

  async function analyze(statement: string, context: StatementContext): Promise<StatementFacts> {
    return factsCache.get(statement, context) ?? readAndKeep(statement, context);
  }

  warmUp(limits);
  return {
    ready: thread.ready,
    analyze: (statement, context) =>
      analyze(statement, context).catch(() => unknownFacts(statement)),
    close: () => thread.close(),
  };
}

/** Of the longest text that may have to be read: the statement's own or a prepared one's. */
function lengthOf(statement: string, { preparedStatements = {} }: StatementContext): number {
  return Object.values(preparedStatements).reduce(
    (longest, { length }) => Math.max(longest, length),
    statement.length,
  );
}

/** What the first part of a text tells, cut where no word is cut. */
function headOf(statement: string, context: StatementContext, limits: Limits): StatementFacts {
  const cut = statement.slice(0, HEAD_LENGTH).replace(/\S*$/, '');
  const { syntaxError, ...facts } = combine(
    readStatement(cut, context, { ...limits, maxParsedLength: 0 }),
    context,
  );
  return { ...facts, fingerprint: '', shape: { ...facts.shape, length: statement.length } };
}
