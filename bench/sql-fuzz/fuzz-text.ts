import { type StatementContext } from '../../sql/statement-facts';
import { type Expected, generate } from './generate';
import { mutate } from './mutate';
import { Random } from './random';

/** One text to analyse; seed and index make it again. */
export interface FuzzText {
  index: number;
  sql: string;
  context: StatementContext;
  /** Only of texts that Trino's grammar accepts. */
  expected?: Expected;
}

/** The text of this seed and index: every third is as the grammar has it, the others are mutated. */
export function fuzzText(seed: number, index: number, maxLength: number): FuzzText {
  const random = new Random(seed, index);
  const { sql, context, expected } = generate(random);
  if (index % 3 === 0 && sql.length <= maxLength) return { index, sql, context, expected };
  return { index, sql: mutate(sql, random, maxLength), context };
}
