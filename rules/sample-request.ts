import { z } from 'zod';
import type { StatementFacts, StatementShape } from '../sql/statement-facts';
import type { FactInput } from './fact-input';

const names = z.array(z.string());
const texts = z.record(z.string(), z.string());
const count = z.number().int().min(0);

/** A request as a test writes it: facts by their names, only those that matter to it. */
export const sampleRequestSchema = z.strictObject({
  user: z.string().optional(),
  source: z.string().optional(),
  clientTags: names.optional(),
  clientInfo: z.string().optional(),
  catalog: z.string().optional(),
  schema: z.string().optional(),
  sessionProperties: texts.optional(),
  headers: texts.optional(),
  remoteAddress: z.string().optional(),
  userAgent: z.string().optional(),
  statement: z.string().optional(),
  queryType: z.string().optional(),
  resourceGroupQueryType: z.string().optional(),
  readTables: names.optional(),
  writeTables: names.optional(),
  unqualified: names.optional(),
  functions: names.optional(),
  tableFunctions: names.optional(),
  parsed: z.boolean().optional(),
  complete: z.boolean().optional(),
  fingerprint: z.string().optional(),
  joins: count.optional(),
  subqueries: count.optional(),
  unions: count.optional(),
  tableCount: count.optional(),
  hasWhere: z.boolean().optional(),
  hasGroupBy: z.boolean().optional(),
  hasOrderBy: z.boolean().optional(),
  hasLimit: z.boolean().optional(),
  hasWindow: z.boolean().optional(),
  selectStar: z.boolean().optional(),
  now: z.iso.datetime().optional().describe('Moment of the decision, in UTC.'),
  hintedRoutingGroup: z.string().optional().describe('What X-Trino-Routing-Group asks for.'),
});

export type SampleRequest = z.infer<typeof sampleRequestSchema>;

/** The facts of a sample; catalogs, schemas and counts follow from its tables. */
export function sampleInput(sample: SampleRequest): FactInput {
  return {
    user: sample.user,
    source: sample.source,
    clientTags: sample.clientTags ?? [],
    clientInfo: sample.clientInfo,
    catalog: sample.catalog,
    schema: sample.schema,
    statement: sample.statement ?? '',
    sessionProperties: sample.sessionProperties ?? {},
    headers: sample.headers ?? {},
    remoteAddress: sample.remoteAddress,
    userAgent: sample.userAgent,
    analysis: analysisOf(sample),
    now: new Date(sample.now ?? 0),
  };
}

function analysisOf(sample: SampleRequest): StatementFacts {
  const { readTables = [], writeTables = [] } = sample;
  const tables = [...new Set([...readTables, ...writeTables])];
  const parts = tables.map((table) => table.split('.'));
  return {
    parsed: sample.parsed ?? true,
    complete: sample.complete ?? true,
    parser: 'trino-grammar',
    queryType: sample.queryType ?? 'Query',
    resourceGroupQueryType: sample.resourceGroupQueryType ?? 'SELECT',
    catalogs: unique(parts.map(([catalog]) => catalog ?? '')),
    schemas: unique(parts.map(([, schema]) => schema ?? '')),
    catalogSchemas: unique(parts.map(([catalog, schema]) => `${catalog}.${schema}`)),
    tables,
    readTables,
    writeTables,
    unqualified: sample.unqualified ?? [],
    functions: sample.functions ?? [],
    tableFunctions: sample.tableFunctions ?? [],
    fingerprint: sample.fingerprint ?? '',
    shape: shapeOf(sample, tables.length),
  };
}

function shapeOf(sample: SampleRequest, tables: number): StatementShape {
  return {
    joins: sample.joins ?? 0,
    subqueries: sample.subqueries ?? 0,
    unions: sample.unions ?? 0,
    tables: sample.tableCount ?? tables,
    length: sample.statement?.length ?? 0,
    hasWhere: sample.hasWhere ?? false,
    hasGroupBy: sample.hasGroupBy ?? false,
    hasOrderBy: sample.hasOrderBy ?? false,
    hasLimit: sample.hasLimit ?? false,
    hasWindow: sample.hasWindow ?? false,
    selectStar: sample.selectStar ?? false,
  };
}

function unique(values: string[]): string[] {
  return [...new Set(values)];
}
