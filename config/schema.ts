import { z } from 'zod';
import { clusterSchema, routingGroupSchema } from '../protocol/cluster';
import { fallbackField } from './fallback-field';
import { queueSection } from './queue-section';
import { shutdownSection } from './shutdown-section';
import { listenAddress } from '../runtime/listen-address';
import { logLevels } from '../runtime/log';
import { duration, durationBetween, size, sizeBetween } from '../runtime/units';
import { healthSection } from './health-section';
import { routingGroupSection } from './routing-group-section';

const origin = z.url({
  protocol: /^https?$/,
  error: 'must be an http:// or https:// URL such as http://127.0.0.1:8090',
});

const addressRange = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], {
  error: 'must be an IP address or a range such as 10.0.0.0/8',
});

const frontProxy = z.strictObject({
  listen: listenAddress
    .prefault('127.0.0.1:8080')
    .describe('Address and port for clients; default 127.0.0.1:8080.'),
  workers: z
    .union([z.literal('auto'), z.int().min(1).max(256)], {
      error: 'must be auto or a whole number from 1 to 256',
    })
    .default(1)
    .describe(
      'Processes that answer clients, auto for one a core; they share one port and behave as one; default 1.',
    ),
  routerUrls: z
    .array(origin)
    .min(1, 'must name at least one router-service')
    .default(['http://127.0.0.1:8090'])
    .describe(
      'Router services to ask, tried in order; default the routerService.listen of this file.',
    ),
  routerToken: z
    .string()
    .min(1)
    .optional()
    .describe(
      'API token that the proxy shows to the router-service, of role operate; default none.',
    ),
  routerTimeout: duration
    .prefault('1s')
    .describe('How long to wait for a decision before the fallback serves; default 1s.'),
  fallback: fallbackField,
  affinityPrefix: z
    .string()
    .regex(
      /^(?:[a-z0-9]{1,8}~)?$/,
      'must be 1 to 8 lower-case letters or digits followed by "~", or empty to switch it off',
    )
    .default('c~')
    .describe(
      'What precedes the cluster name in the first path segment of query URLs, empty for none; default c~.',
    ),
  trustedProxies: z
    .array(addressRange)
    .default([])
    .describe(
      'Load balancers in front, as addresses or ranges such as 10.0.0.0/8, whose X-Forwarded-* headers are believed; default none.',
    ),
  // Node holds no text longer than 512 MB.
  maxStatementSize: sizeBetween('1B', '500MB')
    .prefault('16MB')
    .describe('Longest statement that is accepted; default 16MB.'),
  connectTimeout: duration
    .prefault('3s')
    .describe(
      'How long to wait for a connection to a coordinator before the next one is tried; default 3s.',
    ),
  submitTimeout: duration
    .prefault('30s')
    .describe('How long all tries to submit one statement may take together; default 30s.'),
  clusterWait: duration
    .prefault('10s')
    .describe(
      'How long a statement waits for a cluster of its group while none can take it; default 10s.',
    ),
  abandonedQueryTimeout: duration
    .optional()
    .describe(
      'How long after its client went away in the middle of a page a query is canceled, such as 5m; default none, which leaves it to query.client.timeout of Trino.',
    ),
  responseTimeout: duration
    .prefault('2m')
    .describe('How long a coordinator may stay silent while it answers; default 2m.'),
  serverTiming: z
    .boolean()
    .default(false)
    .describe(
      'Whether the answer to a statement tells in Server-Timing how long its decision, the choice of a cluster and the cluster took; default false.',
    ),
});

const routerService = z.strictObject({
  listen: listenAddress
    .prefault('127.0.0.1:8090')
    .describe('Address and port of the HTTP API; default 127.0.0.1:8090.'),
  analysisTimeout: duration
    .prefault('250ms')
    .describe(
      'How long a large statement may be parsed before a scan of its words serves instead; default 250ms.',
    ),
  maxAnalyzedSize: size
    .prefault('1MB')
    .describe('Longest statement that is parsed, longer ones are scanned; default 1MB.'),
  maxAnalyzedDepth: z
    .int()
    .min(1)
    .max(500)
    .default(200)
    .describe('Levels of brackets that are parsed, deeper statements are scanned; default 200.'),
  bodyLimit: sizeBetween('1kB', '500MB')
    .prefault('20MB')
    .describe('Longest request body; default 20MB.'),
});

const routing = z.strictObject({
  defaultRoutingGroup: routingGroupSchema
    .default('adhoc')
    .describe(
      'Group for requests that are no query, for rule sets that name no default, and while no router answers; default adhoc.',
    ),
  routingGroupHeader: z
    .boolean()
    .default(true)
    .describe(
      'Whether X-Trino-Routing-Group of a client counts when no rule matched or no router answers; default true.',
    ),
});

const database = z.strictObject({
  url: z
    .string()
    .regex(/^postgres(?:ql)?:\/\//, 'must be a PostgreSQL URL such as postgres://user:pass@host/db')
    .optional()
    .describe(
      'PostgreSQL 15 or newer; the variable DATABASE_URL goes before it; default none, which selects the embedded database.',
    ),
  directory: z
    .string()
    .min(1)
    .default('data')
    .describe('Folder of the embedded database; default data.'),
});

const history = z.strictObject({
  bufferSize: z
    .number()
    .int()
    .min(1)
    .max(1_000_000)
    .default(10_000)
    .describe(
      'Decisions and queries that may wait to be written, more are dropped and counted; default 10000.',
    ),
  flushInterval: duration
    .prefault('500ms')
    .describe('Pause between two batches of writing; default 500ms.'),
  retention: durationBetween('1s', '36500d')
    .prefault('7d')
    .describe('How long decisions and queries are kept; default 7d.'),
  statements: z
    .boolean()
    .default(false)
    .describe('Whether the text of statements is kept in the history; default false.'),
});

const decisionLog = z.strictObject({
  file: z
    .string()
    .min(1)
    .optional()
    .describe(
      'File that each decision is appended to as a line of JSON, - for the standard output; default none.',
    ),
  statements: z
    .enum(['masked', 'full', 'none'])
    .default('masked')
    .describe(
      'Text of statements in it: masked (? for every literal, no comments), full or none; default masked.',
    ),
});

const userGroups = z.strictObject({
  file: z
    .string()
    .min(1)
    .optional()
    .describe(
      "File of lines group:user,user, as Trino's file group provider reads it; default none.",
    ),
  url: z
    .url({
      protocol: /^https?$/,
      error: 'must be an http:// or https:// URL with {user}, such as http://groups/{user}',
    })
    .refine((text) => text.includes('{user}') || text.includes('%7Buser%7D'), {
      error: 'must have {user} where the name goes, such as http://groups/{user}',
    })
    .optional()
    .describe(
      'Service that answers the groups of {user} as a JSON list, asked while there is no file; default none.',
    ),
  timeout: duration.prefault('300ms').describe('How long the service may take; default 300ms.'),
  cacheFor: duration
    .prefault('1m')
    .describe('How long an answer of the service counts; default 1m.'),
});

const token = z.strictObject({
  name: z.string().min(1).describe('Who uses it, for the log and the revision history.'),
  role: z
    .enum(['view', 'operate', 'admin'])
    .describe(
      'view reads, operate also switches clusters and reports, admin also changes rules and clusters.',
    ),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'must be the SHA-256 of the token, 64 lower-case hexadecimal digits')
    .describe('SHA-256 of the token in hexadecimal.'),
});

/** The configuration file. Durations are read as milliseconds, sizes as bytes. */
export const configSchema = z.strictObject({
  frontProxy: frontProxy.prefault({}).describe('The URL that every client uses.'),
  routerService: routerService.prefault({}).describe('Decisions, rules, clusters and history.'),
  routing: routing.prefault({}).describe('What holds when no rule decides.'),
  database: database.prefault({}).describe('Where the state lives.'),
  history: history.prefault({}).describe('What is remembered of decisions and queries.'),
  decisionLog: decisionLog.prefault({}).describe('Decisions as lines of JSON for log collectors.'),
  userGroups: userGroups
    .prefault({})
    .describe('Where the groups of users are known, for the fact groups of rules.'),
  queue: queueSection
    .prefault({})
    .describe('Statements that wait because as many queries run as limits allow.'),
  clusters: z
    .array(clusterSchema)
    .default([])
    .describe('Clusters that are kept in step with this file at each start; default [].'),
  routingGroups: z
    .array(routingGroupSection)
    .default([])
    .describe('What holds for single routing groups; default [].'),
  health: healthSection.prefault({}).describe('How the proxy learns which clusters are healthy.'),
  ruleSet: z
    .string()
    .min(1)
    .optional()
    .describe(
      'File or folder of rule sets (JSON or YAML), followed as it changes; default the starter rules by source, which the API changes.',
    ),
  tokens: z
    .array(token)
    .default([])
    .describe('API tokens; with one or more set, every call but routing needs one; default [].'),
  insecure: z
    .boolean()
    .default(false)
    .describe('Whether to listen beyond this machine without tokens; default false.'),
  shutdown: shutdownSection.prefault({}).describe('How a node stops without a failed request.'),
  log: z
    .strictObject({
      level: z
        .enum(logLevels)
        .default('info')
        .describe('Least level that is logged: debug, info, warn, error or silent; default info.'),
    })
    .prefault({})
    .describe('What is logged.'),
});

export type Config = z.infer<typeof configSchema>;
export type TokenConfig = Config['tokens'][number];
