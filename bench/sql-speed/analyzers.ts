import { createAnalyzer } from '../../sql/analyze';
import { type Analyzer, type StatementContext } from '../../sql/statement-facts';
import { type Contestant } from './measure';
import { type Timing } from './timing';

// The session of every statement here, so that short names are completed as they would be.
const CONTEXT: StatementContext = { catalog: 'tpch', schema: 'sf1' };
// A busy machine should make a text slow here, not unread; all else is as the service has it.
const LIMITS = { timeoutMs: 5000 };

/** Ours, in its three situations: a text never seen, one seen before, one that differs in literals. */
export interface OurModes {
  contestants: Contestant[];
  /** Remembers nothing. */
  cold: Analyzer;
  close(): Promise<void>;
}

export async function startOurModes(): Promise<OurModes> {
  const cold = forgetfulAnalyzer();
  const remembering = createAnalyzer(LIMITS);
  await Promise.all([cold.ready, remembering.ready]);
  const contestants: Contestant[] = [
    { name: 'cold', every: 1, run: ({ sql }) => timed(cold, sql) },
    { name: 'cached', every: 1, run: ({ sql }) => timedAfter(sql, remembering, sql) },
    {
      name: 'shape',
      every: 1,
      run: (text) => timedAfter(text.sql, remembering, text.withOtherLiterals()),
    },
  ];
  const close = async () => {
    await Promise.all([cold.close(), remembering.close()]);
  };
  return { contestants, cold, close };
}

export function forgetfulAnalyzer(): Analyzer {
  return createAnalyzer({ ...LIMITS, cacheBytes: 0 });
}

/** Milliseconds from making an analyser until it answers at its full speed. */
export async function timeUntilReady(): Promise<number> {
  const start = performance.now();
  const analyzer = createAnalyzer(LIMITS);
  await analyzer.ready;
  const millis = performance.now() - start;
  await analyzer.close();
  return millis;
}

/** The statement is analysed once before, as it may have left the cache since its last round. */
async function timedAfter(earlier: string, analyzer: Analyzer, sql: string): Promise<Timing> {
  await analyzer.analyze(earlier, CONTEXT);
  return timed(analyzer, sql);
}

async function timed(analyzer: Analyzer, sql: string): Promise<Timing> {
  const start = performance.now();
  const { parsed } = await analyzer.analyze(sql, CONTEXT);
  return { micros: (performance.now() - start) * 1000, read: parsed };
}

/** The longest time, in milliseconds, in which nothing else could run while one of the texts was analysed. */
export async function longestBlock(analyzer: Analyzer, texts: readonly string[]): Promise<number> {
  let longest = 0;
  for (const sql of texts) {
    longest = Math.max(longest, await blockDuring(async () => analyzer.analyze(sql, CONTEXT)));
  }
  return longest;
}

async function blockDuring(work: () => Promise<unknown>): Promise<number> {
  let longest = 0;
  let isOver = false;
  let turned = performance.now();
  const note = () => {
    const now = performance.now();
    longest = Math.max(longest, now - turned);
    turned = now;
  };
  const turn = () => {
    note();
    if (!isOver) setImmediate(turn);
  };
  setImmediate(turn);
  await work();
  note();
  isOver = true;
  return longest;
}
