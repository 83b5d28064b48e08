// Runs in a worker thread, for texts that would hold the service's own thread for too long.
import { parentPort } from 'node:worker_threads';
import { combine } from '../facts/combine';
import { type Limits, readStatement } from '../read-statement';
import { type StatementContext, type StatementFacts } from '../statement-facts';
import { isKnownType } from './known-types';
import { confirms } from './second-opinion';

/** One text to read. */
export interface ReadingJob {
  statement: string;
  context: StatementContext;
  limits: Limits;
}

/** `ready` once, after the start; of a job first what is sure, then, where it is not the last word, all. */
export type ThreadAnswer = { ready: true } | { facts: StatementFacts; isLast: boolean };

function answer(message: ThreadAnswer): void {
  parentPort?.postMessage(message);
}

function read({ statement, context, limits }: ReadingJob): void {
  const reading = readStatement(statement, context, limits);
  const facts = combine(reading, context);
  const asks = reading.isDoubtful && isKnownType(reading.queryType);
  answer({ facts, isLast: !asks });
  if (!asks) return;
  const isConfirmed = confirms(reading, context);
  const confirmed: StatementFacts = { ...facts, complete: true, parser: 'node-sql-parser' };
  answer({ facts: isConfirmed ? confirmed : facts, isLast: true });
}

// The first parses compile the code; no statement should wait for that.
const WARM_UP = 'select a, count(*) from b join c on d = e where f in (select 1 from g) group by 1';
for (const statement of [WARM_UP, `${WARM_UP} limit limit`])
  confirms(readStatement(statement, {}, { maxParsedLength: Infinity, maxDepth: Infinity }), {});
parentPort?.on('message', read);
answer({ ready: true });
