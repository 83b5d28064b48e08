// Runs in a worker thread, for texts that would hold the service's own thread for too long.
import { parentPort } from 'node:worker_threads';
import { combine } from '../facts/combine';
import { type Limits, readStatement } from '../read-statement';
import { type StatementContext, type StatementFacts } from '../statement-facts';
import { isWorthAsking } from './known-types';
import { confirms } from './second-opinion';

/** One text to read. */
export interface ReadingJob {
  statement: string;
  context: StatementContext;
  limits: Limits;
  /** Whether node-sql-parser is asked about what the grammar refuses. */
  asks: boolean;
}

/** `ready` once, after the start; then an answer for each job. */
export type ThreadAnswer = { ready: true } | { facts: StatementFacts };

function answer(message: ThreadAnswer): void {
  parentPort?.postMessage(message);
}

function read({ statement, context, limits, asks }: ReadingJob): void {
  const reading = readStatement(statement, context, limits);
  const facts = combine(reading, context);
  if (!asks || !isWorthAsking(reading)) return answer({ facts });
  const isConfirmed = confirms(reading, context);
  const confirmed: StatementFacts = { ...facts, complete: true, parser: 'node-sql-parser' };
  answer({ facts: isConfirmed ? confirmed : facts });
}

// The first parses compile the code; no statement should wait for that.
const WARM_UP = 'select a, count(*) from b join c on d = e where f in (select 1 from g) group by 1';
for (const statement of [WARM_UP, `${WARM_UP} limit limit`])
  confirms(readStatement(statement, {}, { maxParsedLength: Infinity, maxDepth: Infinity }), {});
parentPort?.on('message', read);
answer({ ready: true });
