import { z } from 'zod';
import { readStatementBody } from '../protocol/statement-body';
import type { FactInput } from '../rules/fact-input';
import { type SampleRequest, sampleInput, sampleRequestSchema } from '../rules/sample-request';
import type { Analyzer, StatementFacts } from '../sql/statement-facts';
import { sessionOf } from './api/session-of';
import { clientHeaders } from './client-headers';

export const testRequestSchema = sampleRequestSchema.extend({
  preparedStatements: z.record(z.string(), z.string()).optional(),
});

export type TestRequest = z.infer<typeof testRequestSchema>;

/** The facts of a sample: its statement is read, and facts that it gives by name go before. */
export async function sampleFacts(sample: TestRequest, analyzer: Analyzer): Promise<FactInput> {
  const { headers } = clientHeaders(Object.entries(sample.headers ?? {}));
  const session = sessionOf(headers);
  const { preparedStatements = session.preparedStatements, ...facts } = sample;
  const now = sample.now ?? new Date().toISOString();
  const known: SampleRequest = { ...session, ...facts, headers, now };
  if (sample.statement === undefined) return sampleInput(known);
  const body = readStatementBody(sample.statement, preparedStatements);
  const { catalog, schema } = known;
  const analysis = await analyzer.analyze(body.statement, { ...body, catalog, schema });
  const input = sampleInput({ ...factsOf(analysis), ...known, statement: body.statement });
  const namesTables = sample.readTables !== undefined || sample.writeTables !== undefined;
  if (namesTables) return input;
  const { tables, catalogs, schemas, catalogSchemas } = analysis;
  return {
    ...input,
    analysis: { ...input.analysis, tables, catalogs, schemas, catalogSchemas },
  };
}

function factsOf(analysis: StatementFacts): SampleRequest {
  const { tables: tableCount, length: _, ...shape } = analysis.shape;
  const { parsed, complete, queryType, resourceGroupQueryType, fingerprint } = analysis;
  const { readTables, writeTables, unqualified, functions, tableFunctions } = analysis;
  return {
    ...{ parsed, complete, queryType, resourceGroupQueryType, fingerprint },
    ...{ readTables, writeTables, unqualified, functions, tableFunctions },
    ...{ ...shape, tableCount },
  };
}
