import { LRUCache } from 'lru-cache';
import { type Reading } from './facts/reading';
import { type StatementContext, type StatementFacts } from './statement-facts';

/** A reading but for the tokens, which are each text's own. */
type Shape = Omit<Reading, 'tokens'>;

// Rough sizes: objects and lists of a usual statement, and one name more.
const BYTES_EACH = 3000;
const BYTES_A_NAME = 200;
const BYTES_A_CHARACTER = 2;

/** Facts by the text and the session that completed them. */
export class FactsCache {
  private readonly facts: LRUCache<string, StatementFacts> | undefined;

  constructor(maxBytes: number) {
    if (maxBytes > 0)
      this.facts = new LRUCache({ maxSize: maxBytes, sizeCalculation: sizeOfFacts });
  }

  get(key: string): StatementFacts | undefined {
    return this.facts?.get(key);
  }

  /** What one caller changed would be another's answer, so kept facts are frozen. */
  keep(key: string, facts: StatementFacts): StatementFacts {
    if (this.facts === undefined) return facts;
    for (const value of Object.values(facts)) Object.freeze(value);
    this.facts.set(key, Object.freeze(facts));
    return facts;
  }
}

/**
 * The text and all of the session that its facts depend on. Of prepared statements that is only
 * those which an EXECUTE in the text may name.
 */
export function keyOf(statement: string, context: StatementContext): string {
  const { catalog = '', schema = '', preparedStatements } = context;
  const session = JSON.stringify([catalog, schema]);
  const prepared =
    preparedStatements !== undefined && EXECUTES.test(statement)
      ? JSON.stringify(preparedStatements)
      : '';
  return `${session}${prepared}\n${statement}`;
}

const EXECUTES = /execute/i;

function sizeOfFacts({ tables, functions }: StatementFacts, key: string): number {
  const names = 2 * tables.length + functions.length;
  return BYTES_EACH + names * BYTES_A_NAME + key.length * BYTES_A_CHARACTER;
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

  keep(shape: string, { tokens, ...rest }: Reading): void {
    this.shapes?.set(shape, rest);
  }
}

function sizeOfShape({ found, mentions }: Shape, shape: string): number {
  const names = found.tables.size + found.functions.size + mentions.length;
  return BYTES_EACH + names * BYTES_A_NAME + shape.length * BYTES_A_CHARACTER;
}
