import { combine } from './facts/combine';
import { readStatement } from './read-statement';
import { type StatementContext, type StatementFacts } from './statement-facts';

// Enough for the class of a statement that could not be read in time, and most of its tables.
const HEAD_LENGTH = 16_384;

const SCANNED_ONLY = { maxParsedLength: 0, maxDepth: 0 };

/** What the first part of a text tells, and of the prepared statement that it executes; not complete. */
export function headOfText(statement: string, context: StatementContext): StatementFacts {
  const { preparedStatements = {} } = context;
  const prepared = Object.entries(preparedStatements).map(([name, text]) => [name, cut(text)]);
  const reading = readStatement(
    cut(statement),
    { ...context, preparedStatements: Object.fromEntries(prepared) as Record<string, string> },
    SCANNED_ONLY,
  );
  const { syntaxError, ...facts } = combine(reading, context);
  return { ...facts, fingerprint: '', shape: { ...facts.shape, length: statement.length } };
}

/** The first part of a text, to the end of a word. */
function cut(text: string): string {
  if (text.length <= HEAD_LENGTH) return text;
  let end = HEAD_LENGTH;
  while (end > 0 && !/\s/.test(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}
