import { z } from 'zod';
import { admissionSchema, clusterHealthSchema, clusterSchema } from './cluster';
import { drainSchema } from './drain';

/** Why a statement goes where it goes. FALLBACK is the proxy's own: the router could not be asked. */
export const reasonSchema = z.enum([
  'RULE_MATCHED',
  'CLIENT_HINT',
  'DEFAULT',
  'FALLBACK',
  'REJECTED',
]);
export type Reason = z.infer<typeof reasonSchema>;

/** What a decision tells of its statement: enough to explain the rule that matched. */
export const decidedStatementSchema = z.object({
  parsed: z.boolean(),
  complete: z.boolean(),
  queryType: z.string(),
  resourceGroupQueryType: z.string(),
  catalogs: z.array(z.string()),
  schemas: z.array(z.string()),
  catalogSchemas: z.array(z.string()),
  tables: z.array(z.string()),
  readTables: z.array(z.string()),
  writeTables: z.array(z.string()),
  unqualified: z.array(z.string()),
  killedQueryId: z
    .string()
    .optional()
    .describe('The query that CALL system.runtime.kill_query ends.'),
  fingerprint: z.string(),
});
export type DecidedStatement = z.infer<typeof decidedStatementSchema>;

export const decisionSchema = z.object({
  id: z.string().describe('UUID, version 7 order not guaranteed.'),
  decidedAt: z.iso.datetime(),
  reason: reasonSchema,
  routingGroup: z.string(),
  rule: z.string().optional().describe('Name of the rule that decided, when one did.'),
  cluster: z
    .string()
    .optional()
    .describe('Goes before the group as long as it takes statements, when the rule pins one.'),
  strict: z
    .boolean()
    .optional()
    .describe('Whether no other cluster of the group stands in for it.'),
  fallback: z
    .array(z.string())
    .optional()
    .describe('Groups to try in this order while none of the clusters above takes statements.'),
  message: z.string().optional().describe('What a rejecting rule says to the client.'),
  warnings: z
    .array(z.object({ rule: z.string(), message: z.string() }))
    .optional()
    .describe('What warning rules say to the client.'),
  limits: z
    .array(z.object({ key: z.string(), maxRunningQueries: z.int().min(1) }))
    .optional()
    .describe('How many queries that are counted under the same key may run at once.'),
  queuePriority: z.int().optional().describe('Higher ones leave the queue first; default 0.'),
  ruleSetRevision: z.number().int(),
  statement: decidedStatementSchema.optional().describe('Absent for requests that are no query.'),
});
export type Decision = z.infer<typeof decisionSchema>;

/**
 * Answer of POST /v1/route. The first three fields are Trino Gateway's external routing contract
 * (ExternalRouterResponse): no null anywhere, `externalHeaders` spelled as the client spelled them.
 */
export const routeResponseSchema = z.object({
  routingGroup: z.string(),
  errors: z.array(z.string()),
  externalHeaders: z.record(z.string(), z.string()),
  removedHeaders: z
    .array(z.string())
    .optional()
    .describe('Headers to remove; they stand in externalHeaders as empty ones for Trino Gateway.'),
  decision: decisionSchema.optional().describe('Absent for requests that are no new query.'),
});
export type RouteResponse = z.infer<typeof routeResponseSchema>;

/** Plain body of POST /v1/route: what a tool knows of a statement. `headers` counts as HTTP headers. */
export const plainRouteRequestSchema = z.strictObject({
  statement: z.string(),
  user: z.string().optional(),
  source: z.string().optional(),
  clientTags: z.array(z.string()).optional(),
  clientInfo: z.string().optional(),
  catalog: z.string().optional(),
  schema: z.string().optional(),
  sessionProperties: z.record(z.string(), z.string()).optional(),
  preparedStatements: z.record(z.string(), z.string()).optional(),
  headers: z.record(z.string(), z.string()).optional(),
  remoteAddress: z.string().optional(),
  userAgent: z.string().optional(),
});
export type PlainRouteRequest = z.infer<typeof plainRouteRequestSchema>;

/** A cluster as the router's API answers it. */
export const clusterRecordSchema = clusterSchema.extend({
  admission: admissionSchema,
  declaredBy: z.enum(['config', 'api']),
  updatedAt: z.iso.datetime(),
  health: clusterHealthSchema,
  drain: drainSchema.optional().describe('Absent where no drain goes on.'),
});
export type ClusterRecord = z.infer<typeof clusterRecordSchema>;

/** Answer of GET /v1/clusters; the ETag of the response names this state. */
export const clusterListSchema = z.object({
  clusters: z.array(clusterRecordSchema),
  coordinators: z
    .array(z.object({ coordinatorId: z.string(), cluster: z.string() }))
    .describe('Which cluster each known coordinator start belongs to; an id may stand twice.'),
  defaultRoutingGroup: z.string(),
});
export type ClusterList = z.infer<typeof clusterListSchema>;

const queryStateSchema = z.enum(['RUNNING', 'FINISHED', 'FAILED', 'CANCELED']);

/**
 * What a proxy tells of one query; reports of the same id complete each other in any order. The
 * proxy that sees a query end need not be the one that submitted it, so most fields are optional.
 */
export const queryReportSchema = z.strictObject({
  queryId: z.string().max(100),
  decisionId: z.string().max(100).optional(),
  cluster: z.string().max(100),
  routingGroup: z.string().max(100).optional(),
  reason: reasonSchema.optional(),
  user: z.string().max(1000).optional(),
  source: z.string().max(1000).optional(),
  state: queryStateSchema,
  error: z.string().max(4000).optional().describe('Trino error name, such as SYNTAX_ERROR.'),
  submittedAt: z.iso.datetime().optional(),
  finishedAt: z.iso.datetime().optional(),
});
export type QueryReport = z.infer<typeof queryReportSchema>;

/** Body of POST /v1/reports: what one proxy saw since its last report. */
export const proxyReportSchema = z.strictObject({
  proxyId: z.string().max(100),
  clusterHealth: z.array(
    z.strictObject({ cluster: z.string().max(100), health: clusterHealthSchema }),
  ),
  coordinators: z
    .array(z.strictObject({ coordinatorId: z.string().max(10), cluster: z.string().max(100) }))
    .max(1000),
  queries: z.array(queryReportSchema).max(1000),
  seen: z
    .array(z.strictObject({ queryId: z.string().max(100), cluster: z.string().max(100) }))
    .max(1000)
    .default([])
    .describe('Open queries whose clients asked for a page since they were last told.'),
  gone: z
    .array(z.string().max(100))
    .max(1000)
    .default([])
    .describe('Queries of which a coordinator knew nothing; one that is seen later is open again.'),
  transactions: z
    .array(
      z.strictObject({
        transaction: z.string().max(100).describe('Hash of its id.'),
        cluster: z.string().max(100),
        queryId: z.string().max(100).describe('Its newest query.'),
        ended: z.boolean(),
      }),
    )
    .max(1000)
    .default([]),
});
export type ProxyReport = z.infer<typeof proxyReportSchema>;

/** Answer of POST /v1/reports: what the proxies have in common. */
export const reportAnswerSchema = z.object({
  openQueries: z
    .record(z.string(), z.int().min(0))
    .optional()
    .describe('Open queries of each cluster, of all proxies; absent while the database is away.'),
  proxies: z.int().min(1).describe('Proxies that reported in the last minute.'),
  cancel: z
    .array(z.string())
    .describe('Clusters whose drain has come to its deadline: cancel what still runs there.'),
});
export type ReportAnswer = z.infer<typeof reportAnswerSchema>;
