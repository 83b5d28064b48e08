import { z } from 'zod';
import type { StatementFacts, StatementShape } from '../sql/statement-facts';
import type { FactInput } from './fact-input';

const names = z.array(z.string());
const texts = z.record(z.string(), z.string());
const count = z.number().int().min(0);

const counts = z.record(z.string(), count);

/**
 * A request as a test writes it: what POST /v1/route takes, and facts by their names, which go before
 * what the statement itself says. Only what matters to the test.
 */
export const sampleRequestSchema = z.strictObject({
  user: z.string().optional(),
  groups: names.optional(),
  source: z.string().optional(),
  clientTags: names.optional(),
  clientInfo: z.string().optional(),
  catalog: z.string().optional(),
  schema: z.string().optional(),
  sessionProperties: texts.optional(),
  preparedStatements: texts.optional().describe('Decoded SQL by name, for EXECUTE.'),
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
  runningQueries: counts.optional(),
  queuedQueries: counts.optional(),
  now: z.iso.datetime().optional().describe('Moment of the decision, in UTC.'),
  hintedRoutingGroup: z.string().optional().describe('What X-Trino-Routing-Group asks for.'),
});

export type SampleRequest = z.infer<typeof sampleRequestSchema>;

/**
 * The facts of a sample. `read` is what is understood of its statement; without one the sample is a
 * plain query, and its catalogs, schemas and counts follow from the tables that it names.
 */
export function sampleInput(sample: SampleRequest, read?: StatementFacts): FactInput {
  return {
    user: sample.user,
    groups: sample.groups ?? [],
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
    analysis: analysisOf(sample, read),
    load: { running: sample.runningQueries ?? {}, queued: sample.queuedQueries ?? {} },
    now: sample.now === undefined ? new Date() : new Date(sample.now),
  };
}

const PLAIN_QUERY: StatementFacts = {
  parsed: true,
  complete: true,
  parser: 'trino-grammar',
  queryType: 'Query',
  resourceGroupQueryType: 'SELECT',
  catalogs: [],
  schemas: [],
  catalogSchemas: [],
  tables: [],
  readTables: [],
  writeTables: [],
  unqualified: [],
  functions: [],
  tableFunctions: [],
  fingerprint: '',
  shape: {
    joins: 0,
    subqueries: 0,
    unions: 0,
    tables: 0,
    length: 0,
    hasWhere: false,
    hasGroupBy: false,
    hasOrderBy: false,
    hasLimit: false,
    hasWindow: false,
    selectStar: false,
  },
};

function analysisOf(sample: SampleRequest, read: StatementFacts = PLAIN_QUERY): StatementFacts {
  const written = withTables(read, sample);
  return {
    ...written,
    ...given({
      parsed: sample.parsed,
      complete: sample.complete,
      queryType: sample.queryType,
      resourceGroupQueryType: sample.resourceGroupQueryType,
      unqualified: sample.unqualified,
      functions: sample.functions,
      tableFunctions: sample.tableFunctions,
      fingerprint: sample.fingerprint,
    }),
    shape: shapeOf(sample, written.shape),
  };
}

function withTables(read: StatementFacts, sample: SampleRequest): StatementFacts {
  if (sample.readTables === undefined && sample.writeTables === undefined) return read;
  const { readTables = [], writeTables = [] } = sample;
  const tables = unique([...readTables, ...writeTables]);
  const parts = tables.map((table) => table.split('.'));
  return {
    ...read,
    catalogs: unique(parts.map(([catalog]) => catalog ?? '')),
    schemas: unique(parts.map(([, schema]) => schema ?? '')),
    catalogSchemas: unique(parts.map(([catalog, schema]) => `${catalog}.${schema}`)),
    tables,
    readTables,
    writeTables,
    shape: { ...read.shape, tables: tables.length },
  };
}

function shapeOf(sample: SampleRequest, read: StatementShape): StatementShape {
  return {
    ...read,
    ...given({
      joins: sample.joins,
      subqueries: sample.subqueries,
      unions: sample.unions,
      tables: sample.tableCount,
      length: sample.statement?.length,
      hasWhere: sample.hasWhere,
      hasGroupBy: sample.hasGroupBy,
      hasOrderBy: sample.hasOrderBy,
      hasLimit: sample.hasLimit,
      hasWindow: sample.hasWindow,
      selectStar: sample.selectStar,
    }),
  };
}

/** The fields that have a value. */
function given<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

function unique(values: string[]): string[] {
  return [...new Set(values)];
}
