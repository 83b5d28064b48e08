import { z } from 'zod';

export const monitorSchema = z.enum(['info', 'status', 'metrics', 'ui-api', 'query']);

/** By what a coordinator's health is told. */
export type Monitor = z.infer<typeof monitorSchema>;

/** Looks in a row, or failures in a row. */
export const runLengthSchema = z.int().min(1).max(100);

/** Bounds of metrics by their OpenMetrics names, both of them allowed. */
export const metricBoundsSchema = z.record(
  z.string().regex(/^[a-zA-Z_:][a-zA-Z0-9_:]*$/),
  z.number(),
  {
    error: ({ code }) =>
      code === 'invalid_key' ? 'must have the OpenMetrics name of a metric' : undefined,
  },
);

export const statementSchema = z.string().min(1).max(10_000);

// In lists of clusters it goes over the wire as people write it.
const writtenDuration = z
  .string()
  .regex(
    /^(?:[1-9]\d{0,6}ms|[1-9]\d{0,4}s|[1-9]\d{0,2}m|[1-9]h)$/,
    'must be a duration such as 250ms, 5s or 1m, of less than ten hours',
  );

const asElsewhere = 'default: that of the section health';

/** How one cluster is looked at, where that differs from the section `health` of the configuration. */
export const healthCheckSchema = z.strictObject({
  monitor: monitorSchema
    .optional()
    .describe(`What tells the health of this cluster; ${asElsewhere}.`),
  interval: writtenDuration
    .optional()
    .describe(`Pause between two looks at this cluster; ${asElsewhere}.`),
  timeout: writtenDuration
    .optional()
    .describe(`How long a look at this cluster may take; ${asElsewhere}.`),
  rise: runLengthSchema
    .optional()
    .describe(`Good looks in a row after which this cluster is healthy again; ${asElsewhere}.`),
  fall: runLengthSchema
    .optional()
    .describe(`Failed looks in a row after which this cluster is unhealthy; ${asElsewhere}.`),
  minimum: metricBoundsSchema
    .optional()
    .describe(`Least values of this cluster's metrics, for monitor metrics; ${asElsewhere}.`),
  maximum: metricBoundsSchema
    .optional()
    .describe(`Greatest values of this cluster's metrics, for monitor metrics; ${asElsewhere}.`),
  statement: statementSchema
    .optional()
    .describe(`What this cluster is asked, for monitor query; ${asElsewhere}.`),
});

export type HealthCheck = z.infer<typeof healthCheckSchema>;
