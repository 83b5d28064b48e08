import { z } from 'zod';
import { healthCheckSchema } from './health-check';

/** A cluster's name as it may stand in a path segment (`/c~NAME/`), a metric label and a log line. */
export const clusterNameSchema = z
  .string()
  .regex(
    /^[a-z0-9](?:[a-z0-9._-]{0,61}[a-z0-9])?$/,
    'must be 1 to 63 lower-case letters, digits, ".", "_" or "-", starting and ending with a letter or digit',
  );

export const routingGroupSchema = z
  .string()
  .regex(
    /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/,
    'must be 1 to 63 letters, digits, ".", "_" or "-", starting and ending with a letter or digit',
  );

const httpUrl = z
  .url({
    protocol: /^https?$/,
    error: 'must be an http:// or https:// URL such as http://10.0.0.5:8080',
    // What follows reads it as a URL.
    abort: true,
  })
  .refine((text) => new URL(text).pathname === '/' && !/[?#]/.test(text), {
    error: 'must be an origin without path, query or fragment, such as http://10.0.0.5:8080',
  })
  .refine((text) => new URL(text).username === '', { error: 'must not carry credentials' })
  .transform((text) => new URL(text).origin);

export const admissionSchema = z.enum(['ACTIVE', 'DRAINING', 'INACTIVE']);

/** What the operator wants of a cluster. */
export type Admission = z.infer<typeof admissionSchema>;

/** One Trino deployment that statements may be sent to, as people write it in JSON and YAML. */
export const clusterSchema = z.strictObject({
  name: clusterNameSchema.describe('Name of the cluster, unique, part of its URLs.'),
  url: httpUrl.describe('Where the proxy reaches the coordinator.'),
  externalUrl: httpUrl
    .optional()
    .describe('Where people reach the coordinator, for links; default: the url.'),
  routingGroups: z
    .array(routingGroupSchema)
    .min(1, 'must name at least one routing group')
    .describe('Routing groups that this cluster serves.'),
  admission: admissionSchema
    .default('ACTIVE')
    .describe('ACTIVE takes statements, DRAINING and INACTIVE do not; default ACTIVE.'),
  weight: z
    .number()
    .min(0)
    .max(1000)
    .default(1)
    .describe('Share of its group, for weighted choice; default 1.'),
  maxRunningQueries: z
    .int()
    .min(1)
    .max(100_000)
    .optional()
    .describe('Queries that may run on it at once, further ones wait in the queue; default: any.'),
  healthCheck: healthCheckSchema
    .optional()
    .describe('How this cluster is looked at; default: as the section health of the proxy says.'),
});

export type Cluster = z.infer<typeof clusterSchema>;

export const healthStateSchema = z.enum(['HEALTHY', 'PENDING', 'UNHEALTHY', 'UNKNOWN']);

/** What the monitor saw; PENDING means that the coordinator is starting. */
export type HealthState = z.infer<typeof healthStateSchema>;

/** How busy a cluster is, as far as its coordinator tells. */
export const clusterLoadSchema = z.strictObject({
  running: z.int().min(0).optional().describe('Queries that run.'),
  queued: z.int().min(0).optional().describe('Queries that wait.'),
  cpu: z.number().min(0).max(1).optional().describe("Load of the coordinator's CPUs, 0 to 1."),
  heap: z.number().min(0).max(1).optional().describe("Part of the coordinator's heap in use."),
});

export type ClusterLoad = z.infer<typeof clusterLoadSchema>;

export const clusterHealthSchema = z.strictObject({
  state: healthStateSchema,
  reason: z.string(),
  since: z.iso.datetime(),
  ejectedUntil: z.iso
    .datetime()
    .optional()
    .describe('Set while it is left out because requests went without an answer.'),
  load: clusterLoadSchema.optional().describe('Absent where the coordinator does not tell it.'),
});

export type ClusterHealth = z.infer<typeof clusterHealthSchema>;
