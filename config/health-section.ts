import { z } from 'zod';
import { clusterNameSchema } from '../protocol/cluster';
import {
  metricBoundsSchema,
  monitorSchema,
  runLengthSchema,
  statementSchema,
} from '../protocol/health-check';
import { duration, durationBetween } from '../runtime/units';

// A user name with a colon cannot be told by Basic authentication (RFC 7617).
const user = z.string().regex(/^[^:\s]+$/, 'must be a name without colon and spaces');
const password = z.string().min(1);

const credentials = z.strictObject({
  cluster: clusterNameSchema.describe('Name of the cluster that these are for.'),
  user: user.describe('Who looks at it.'),
  password: password.optional().describe('Password of that user; default none.'),
});

const ejection = z.strictObject({
  failures: z
    .int()
    .min(0)
    .max(1000)
    .default(3)
    .describe(
      'Requests in a row without an answer after which a cluster gets no statements for a while, 0 for never; default 3.',
    ),
  baseTime: duration
    .prefault('10s')
    .describe('How long the first ejection lasts, each next one twice as long; default 10s.'),
  maxTime: duration.prefault('5m').describe('The longest that an ejection may last; default 5m.'),
  maxPercent: z
    .int()
    .min(0)
    .max(100)
    .default(50)
    .describe('Share of a group in percent that may be out by ejection; default 50.'),
});

const slowStart = z.strictObject({
  window: durationBetween('0ms', '1d')
    .prefault('30s')
    .describe(
      'Time in which the share of a cluster that became healthy grows from a tenth to all of it, 0s for none; default 30s.',
    ),
});

/** How the proxy learns which clusters can take statements. */
export const healthSection = z.strictObject({
  monitor: monitorSchema
    .default('info')
    .describe(
      'What tells the health of a coordinator: info (/v1/info), status (/v1/status with CPU and heap), metrics (/metrics within bounds), ui-api (/ui/api/stats after a login) or query (a statement); default info.',
    ),
  interval: duration
    .prefault('5s')
    .describe('Pause between two looks at a coordinator; default 5s.'),
  timeout: duration
    .prefault('3s')
    .describe('How long a coordinator may take to tell its health; default 3s.'),
  rise: runLengthSchema
    .default(1)
    .describe('Good looks in a row after which a cluster is healthy again; default 1.'),
  fall: runLengthSchema
    .default(2)
    .describe('Failed looks in a row after which a cluster is unhealthy; default 2.'),
  minimum: metricBoundsSchema
    .default({})
    .describe('Least values of metrics by name, for monitor metrics; default {}.'),
  maximum: metricBoundsSchema
    .default({})
    .describe('Greatest values of metrics by name, for monitor metrics; default {}.'),
  statement: statementSchema
    .default('SELECT 1')
    .describe('What a coordinator is asked, for monitor query; default SELECT 1.'),
  user: user
    .default('switchyard')
    .describe('Who asks, for the monitors metrics, ui-api and query; default switchyard.'),
  password: password.optional().describe('Password of that user; default none.'),
  credentials: z
    .array(credentials)
    .default([])
    .describe('User and password for single clusters, before the ones above; default [].'),
  ejection: ejection
    .prefault({})
    .describe('Clusters that do not answer requests are left out at once, not at the next look.'),
  slowStart: slowStart
    .prefault({})
    .describe('A cluster that became healthy gets its share of statements bit by bit.'),
});

export type HealthConfig = z.infer<typeof healthSection>;
