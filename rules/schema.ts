import { z } from 'zod';
import { rootConditionSchema } from './condition-schema';

const NAME = /^[A-Za-z0-9](?:[A-Za-z0-9 ._-]{0,98}[A-Za-z0-9])?$/;
const NAME_REMEDY =
  'must be 1 to 100 letters, digits, spaces, ".", "_" or "-", starting and ending with a letter or digit';
const GROUP = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/;
const GROUP_REMEDY =
  'must be a routing group: 1 to 63 letters, digits, ".", "_" or "-", starting and ending with a letter or digit';

const name = z.string({ error: NAME_REMEDY }).regex(NAME, NAME_REMEDY);
const routingGroup = z.string({ error: GROUP_REMEDY }).regex(GROUP, GROUP_REMEDY);

const text = (max: number) => {
  const error = `must be a text of 1 to ${max} characters`;
  return z.string({ error }).min(1, error).max(max, error);
};

const texts = z.record(
  text(200),
  z.string({ error: 'must be a text' }).max(4000, 'must have at most 4000 characters'),
  { error: 'must be an object of texts by name' },
);

const weight = z
  .number({ error: 'must be a number of 0 or more' })
  .min(0, 'must be a number of 0 or more');

const toOneGroup = z.strictObject({
  routingGroup: routingGroup.describe('Where matching statements go.'),
});

const toWeightedGroups = z.strictObject({
  weights: z
    .record(routingGroup, weight, { error: 'must be an object of weights by routing group' })
    .describe('Share of each routing group; only their ratio counts.'),
  stickyBy: text(200)
    .meta({ default: 'user' })
    .describe('Fact whose value always goes to the same group; default user.')
    .optional(),
});

const adjustments = z.strictObject(
  {
    headers: texts.describe('Headers to set on the request to Trino.').optional(),
    clientTags: z
      .array(text(200), { error: 'must be a list of tags' })
      .min(1, 'must name at least one tag')
      .describe('Client tags to append.')
      .optional(),
    sessionProperties: texts.describe('Session properties to set.').optional(),
  },
  { error: 'must be an object with headers, clientTags or sessionProperties' },
);

const eventSchema = z.discriminatedUnion(
  'type',
  [
    z.strictObject({
      type: z.literal('route'),
      params: z.union([toOneGroup, toWeightedGroups], {
        error: 'must be either {"routingGroup": name} or {"weights": {name: number}}',
      }),
    }),
    z.strictObject({
      type: z.literal('reject'),
      params: z.strictObject(
        { message: text(1000).describe('What the client reads.') },
        { error: 'must be an object with message' },
      ),
    }),
    z.strictObject({ type: z.literal('adjust'), params: adjustments }),
  ],
  { error: 'must be "route", "reject" or "adjust"' },
);

const ruleSchema = z.strictObject(
  {
    name: name.describe('Unique in its rule set; decisions tell it.'),
    description: z.string({ error: 'must be a text' }).optional(),
    priority: z
      .int({ error: 'must be a whole number of 1 or more' })
      .min(1, 'must be a whole number of 1 or more')
      .meta({ default: 1 })
      .describe('Highest first, ties in the order of the file; default 1.')
      .optional(),
    enabled: z
      .boolean({ error: 'must be true or false' })
      .meta({ default: true })
      .describe('Whether the rule takes part in decisions; default true.')
      .optional(),
    conditions: rootConditionSchema,
    event: eventSchema.describe('What happens to a statement that the conditions match.'),
  },
  { error: 'must be a rule: an object with name, conditions and event' },
);

/** A rule set as people write it. Nothing is transformed, so what is stored reads as it was written. */
export const ruleSetSchema = z.strictObject(
  {
    description: z.string({ error: 'must be a text' }).optional(),
    defaultRoutingGroup: routingGroup
      .describe('Where statements go that no rule routes; default: the configured one.')
      .optional(),
    timeZone: z
      .string({ error: 'must be a time zone such as Europe/Berlin' })
      .meta({ default: 'UTC' })
      .describe('IANA zone of timeOfDay, hour, weekday and date; default UTC.')
      .optional(),
    conditions: z
      .record(name, rootConditionSchema, { error: 'must be an object of conditions by name' })
      .describe('Conditions that rules use by name: {"condition": name}.')
      .optional(),
    rules: z.array(ruleSchema, { error: 'must be a list of rules' }),
  },
  { error: 'must be a rule set: an object with rules' },
);

export type RuleSet = z.infer<typeof ruleSetSchema>;
export type Rule = z.infer<typeof ruleSchema>;
export type RuleEvent = z.infer<typeof eventSchema>;
export type RouteParams = Extract<RuleEvent, { type: 'route' }>['params'];
export type AdjustParams = Extract<RuleEvent, { type: 'adjust' }>['params'];
