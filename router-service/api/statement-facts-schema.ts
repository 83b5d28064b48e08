import { z } from 'zod';
import { decidedStatementSchema } from '../../protocol/decision';
import type { StatementFacts } from '../../sql/statement-facts';

/** StatementFacts for the documentation; the compiler holds both together. */
export const statementFactsSchema: z.ZodType<StatementFacts> = decidedStatementSchema.extend({
  parser: z.enum(['trino-grammar', 'node-sql-parser', 'scan']),
  functions: z.array(z.string()),
  tableFunctions: z.array(z.string()),
  shape: z.object({
    joins: z.number().int(),
    subqueries: z.number().int(),
    unions: z.number().int(),
    tables: z.number().int(),
    length: z.number().int(),
    hasWhere: z.boolean(),
    hasGroupBy: z.boolean(),
    hasOrderBy: z.boolean(),
    hasLimit: z.boolean(),
    hasWindow: z.boolean(),
    selectStar: z.boolean(),
  }),
  syntaxError: z
    .object({
      message: z.string(),
      line: z.number().int().optional(),
      column: z.number().int().optional(),
    })
    .optional(),
});
