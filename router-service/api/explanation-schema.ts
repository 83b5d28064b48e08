import { z } from 'zod';
import type { ConditionExplanation } from '../../rules/explain';

const scalar = z.union([z.string(), z.number(), z.boolean()]);
const value = z.union([scalar, z.array(scalar), z.record(z.string(), z.string())]);
const cutValue = z.object({
  value,
  cut: z.string().optional().describe('How much of a long value is shown.'),
});

const holding = {
  name: z.string().optional(),
  priority: z.int().optional(),
  holds: z.boolean(),
};

const condition = z.lazy((): z.ZodType => conditionExplanationSchema);

const comparison = z.object({
  fact: z.string(),
  path: z.string().optional(),
  operator: z.string(),
  value: z.union([value, z.object({ fact: z.string(), path: z.string().optional() })]),
  valueCut: z.string().optional().describe('How much of a long list is shown.'),
  seen: cutValue.describe('What the fact was.'),
  valueSeen: cutValue.optional().describe('What the value was, where it is read from a fact.'),
  why: z.string().describe('A sentence.'),
  ...holding,
});

const conditionExplanationSchema = z
  .union([
    z.object({ all: z.array(condition), ...holding }),
    z.object({ any: z.array(condition), ...holding }),
    z.object({ not: condition, ...holding }),
    z.object({ condition: z.string(), means: condition, ...holding }),
    comparison,
  ])
  .meta({ id: 'ConditionExplanation' }) as z.ZodType<ConditionExplanation>;

const outcomeSchema = z.looseObject({
  reason: z.enum(['RULE_MATCHED', 'CLIENT_HINT', 'DEFAULT', 'REJECTED']),
  routingGroup: z.string(),
  rule: z.string().optional(),
  message: z.string().optional(),
  warnings: z.array(z.object({ rule: z.string(), message: z.string() })),
  limits: z.array(z.object({ key: z.string(), maxRunningQueries: z.int() })),
  queuePriority: z.int(),
  adjustments: z.object({
    headers: z.record(z.string(), z.string()),
    clientTags: z.array(z.string()),
    sessionProperties: z.record(z.string(), z.string()),
  }),
});

/** What rules said of one request, and what each of them saw. */
export const explanationSchema = z.object({
  outcome: outcomeSchema,
  rules: z
    .array(
      z.object({
        name: z.string(),
        event: z.enum(['route', 'reject', 'warn', 'adjust', 'limit']),
        matched: z.boolean(),
        part: z
          .enum(['decided', 'tried', 'not reached'])
          .describe('Rules behind the one that decided are told as they would have been.'),
        conditions: conditionExplanationSchema.describe('Each part with whether it holds.'),
      }),
    )
    .describe('Enabled rules in the order of trial.'),
});
