import { z } from 'zod';
import { readStatementBody } from '../../protocol/statement-body';
import type { Analyzer } from '../../sql/statement-facts';
import { jsonBody } from './body-spec';
import { type Endpoint, endpoint } from './endpoint';
import { statementFactsSchema } from './statement-facts-schema';

const analyzeRequestSchema = z.strictObject({
  statement: z
    .string()
    .describe('The SQL text, or the JSON body of a client that uses the V2 format.'),
  catalog: z.string().optional().describe('Default catalog of the session.'),
  schema: z.string().optional().describe('Default schema of the session.'),
  preparedStatements: z
    .record(z.string(), z.string())
    .optional()
    .describe('SQL of prepared statements by name, as plain text.'),
});

/** POST /v1/analyze: what we understand of a statement. */
export function analyzeEndpoints(analyzer: Analyzer): Endpoint[] {
  return [
    endpoint({
      method: 'post',
      path: '/v1/analyze',
      tag: 'routing',
      summary: 'Tell what is understood of a statement',
      role: 'view',
      body: jsonBody(analyzeRequestSchema),
      answers: { 200: { description: 'The facts.', schema: statementFactsSchema } },
      handle: async ({ body: { statement: text, ...context } }) => {
        const { statement, preparedStatements } = readStatementBody(
          text,
          context.preparedStatements,
        );
        return {
          status: 200,
          body: await analyzer.analyze(statement, { ...context, preparedStatements }),
        };
      },
    }),
  ];
}
