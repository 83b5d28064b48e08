import { type QueryFindings } from '../facts/query-findings';
import { type Tokens } from '../text/tokens';
import { GrammarReader } from './reader';
import { Refusal, TooDeep } from './refusal';
import { statement } from './statement';

/** What Trino's grammar makes of a text; `at` is the offset of the mistake. */
export type Parse =
  | { kind: 'read'; found: QueryFindings }
  | { kind: 'refused'; message: string; at: number }
  | { kind: 'too deep' };

/** Reads one statement by Trino's grammar, in one pass without going back. */
export function parse(tokens: Tokens): Parse {
  const reader = new GrammarReader(tokens);
  try {
    statement(reader);
    if (reader.at < tokens.count) reader.fail('the end of the statement');
    return { kind: 'read', found: reader.found };
  } catch (error) {
    if (error instanceof Refusal) return { kind: 'refused', message: error.message, at: error.at };
    // A RangeError is a full stack, which the bound on nesting should not let happen.
    if (error instanceof TooDeep || error instanceof RangeError) return { kind: 'too deep' };
    throw error;
  }
}
