import { LRUCache } from 'lru-cache';
import { type Reading } from './facts/reading';
import { type StatementContext, type StatementFacts } from './statement-facts';

/** A reading but for the tokens, which are each text's own. */
type Shape = Omit<Reading, 'tokens' | 'wrapper'> & { textLength: number };

// Rough sizes: objects and lists of a usual statement, and one name more.
const BYTES_EACH = 3000;
const BYTES_A_NAME = 200;
const BYTES_A_CHARACTER = 2;

// One text is read in few sessions, and a list is quickly looked through.
const MOST_SESSIONS = 8;

/** Facts of one text in one session; `prepared` only where the text executes something. */
interface Known {
  catalog: string | undefined;
  schema: string | undefined;
  prepared: string | undefined;
  facts: StatementFacts;
}

/** Facts by the text and all of the session that they depend on. */
export class FactsCache {
  // By the text alone: to join it with the session would copy a megabyte at each look.
  private readonly known: LRUCache<string, Known[]> | undefined;

  constructor(maxBytes: number) {
    if (maxBytes > 0)
      this.known = new LRUCache({ maxSize: maxBytes, sizeCalculation: sizeOfKnown });
  }

  get(statement: string, context: StatementContext): StatementFacts | undefined {
    return this.known?.get(statement)?.find((known) => isOf(known, context))?.facts;
  }

  /** What one caller changed would be another's answer, so kept facts are frozen. */
  keep(statement: string, context: StatementContext, facts: StatementFacts): StatementFacts {
    if (this.known === undefined) return facts;
    for (const value of Object.values(facts)) Object.freeze(value);
    const others = this.known.get(statement) ?? [];
    this.known.set(statement, [
      { ...sessionOf(statement, context), facts: Object.freeze(facts) },
      ...others.slice(0, MOST_SESSIONS - 1),
    ]);
    return facts;
  }
}

function isOf({ catalog, schema, prepared }: Known, context: StatementContext): boolean {
  return (
    catalog === context.catalog &&
    schema === context.schema &&
    (prepared === undefined || prepared === JSON.stringify(context.preparedStatements ?? {}))
  );
}

function sessionOf(statement: string, context: StatementContext): Omit<Known, 'facts'> {
  const { catalog, schema, preparedStatements = {} } = context;
  const executes = /execute/i.test(statement);
  return { catalog, schema, prepared: executes ? JSON.stringify(preparedStatements) : undefined };
}

function sizeOfKnown(known: Known[], statement: string): number {
  const sizes = known.map(({ facts, prepared = '' }) => {
    const { tables, unqualified, functions, tableFunctions } = facts;
    const names = 2 * tables.length + unqualified.length + functions.length + tableFunctions.length;
    return BYTES_EACH + names * BYTES_A_NAME + prepared.length * BYTES_A_CHARACTER;
  });
  return sizes.reduce((sum, size) => sum + size, statement.length * BYTES_A_CHARACTER);
}

/**
 * Readings by shape: statements whose literals alone differ. Only those that the grammar read, and
 * whose literals cannot change what it says (`shape` of text/fingerprint.ts).
 */
export class ShapeCache {
  private readonly shapes: LRUCache<string, Shape> | undefined;

  constructor(maxBytes: number) {
    if (maxBytes > 0)
      this.shapes = new LRUCache({ maxSize: maxBytes, sizeCalculation: sizeOfShape });
  }

  get(shape: string): Shape | undefined {
    return this.shapes?.get(shape);
  }

  keep(shape: string, { tokens, wrapper, ...rest }: Reading): void {
    // Names are slices, which keep the text that they were cut from.
    this.shapes?.set(shape, { ...rest, textLength: tokens.text.length });
  }
}

function sizeOfShape({ found, mentions, textLength }: Shape, shape: string): number {
  const names = found.tables.size + found.functions.size + mentions.length;
  return BYTES_EACH + names * BYTES_A_NAME + (shape.length + textLength) * BYTES_A_CHARACTER;
}
