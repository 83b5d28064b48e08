import { FactsCache, ShapeCache } from './caches';
import { unknownFacts } from './facts/combine';
import { type Limits } from './read-statement';
import { type Analyzer, type StatementContext, type StatementFacts } from './statement-facts';
import { type Answer, StatementReader } from './statement-reader';
import { warmUp } from './warm-up';
import { TimedReader } from './worker/timed-reader';

export interface AnalyzerOptions extends Limits {
  /** What one text may take of the worker thread. */
  timeoutMs: number;
  /** Memory for facts of statements read before, and as much again for shapes; 0 keeps none. */
  cacheBytes: number;
}

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
  const reader = new StatementReader(limits, thread, new ShapeCache(cacheBytes));
  const cache = new FactsCache(cacheBytes);

  function readNew(
    statement: string,
    context: StatementContext,
  ): Promise<StatementFacts> | StatementFacts {
    const keep = ({ facts, isFinal }: Answer) =>
      isFinal ? cache.keep(statement, context, facts) : facts;
    const unknown = () => unknownFacts(statement);
    try {
      const answer = reader.read(statement, context);
      return answer instanceof Promise ? answer.then(keep).catch(unknown) : keep(answer);
    } catch {
      return unknown();
    }
  }

  warmUp(limits);
  return {
    ready: thread.ready,
    analyze: (statement, context) => cache.get(statement, context) ?? readNew(statement, context),
    close: () => thread.close(),
  };
}
