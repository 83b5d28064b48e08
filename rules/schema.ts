import { z } from 'zod';
import { rootConditionSchema } from './condition-schema';
import { sampleRequestSchema } from './sample-request';

const NAME = /^[A-Za-z0-9](?:[A-Za-z0-9 ._-]{0,98}[A-Za-z0-9])?$/;
const NAME_REMEDY =
  'must be 1 to 100 letters, digits, spaces, ".", "_" or "-", starting and ending with a letter or digit';
const GROUP = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/;
const GROUP_REMEDY =
  'must be a routing group: 1 to 63 letters, digits, ".", "_" or "-", starting and ending with a letter or digit';

const CLUSTER = /^[a-z0-9](?:[a-z0-9._-]{0,61}[a-z0-9])?$/;
const CLUSTER_REMEDY =
  'must be the name of a cluster: 1 to 63 lower-case letters, digits, ".", "_" or "-", starting and ending with a letter or digit';
const HEADER = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,200}$/;
const HEADER_REMEDY = 'must be a header name of letters, digits and hyphens';

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

const groups = z
  .array(routingGroup, { error: 'must be a list of routing groups' })
  .min(1, 'must name at least one routing group')
  .max(10, 'must name at most 10 routing groups');

const withoutCluster = {
  fallback: groups
    .describe(
      'Groups that are tried in this order while no cluster of the routing group takes statements; default: those of the rule set.',
    )
    .optional(),
  strict: z
    .boolean({ error: 'must be true or false' })
    .meta({ default: false })
    .describe('Whether the fallback of the rule set does not count; default false.')
    .optional(),
};

const toOneGroup = z.strictObject({
  routingGroup: routingGroup.describe('Where matching statements go.'),
  cluster: z
    .string({ error: CLUSTER_REMEDY })
    .regex(CLUSTER, CLUSTER_REMEDY)
    .describe(
      'The one cluster that serves as long as it takes statements; then another of the routing group does, or with strict none.',
    )
    .optional(),
  ...withoutCluster,
});

const toWeightedGroups = z.strictObject({
  weights: z
    .record(routingGroup, weight, { error: 'must be an object of weights by routing group' })
    .describe('Share of each routing group; only their ratio counts.'),
  stickyBy: text(200)
    .meta({ default: 'user' })
    .describe('Fact whose value always goes to the same group; default user.')
    .optional(),
  ...withoutCluster,
});

const headerName = z.string({ error: HEADER_REMEDY }).regex(HEADER, HEADER_REMEDY);

const tags = z
  .array(text(200), { error: 'must be a list of tags' })
  .min(1, 'must name at least one tag');

const adjustments = z.strictObject(
  {
    headers: texts.describe('Headers to set on the request to Trino.').optional(),
    appendHeaders: texts
      .describe('Values to append to headers, after a comma where there is one already.')
      .optional(),
    removeHeaders: z
      .array(headerName, { error: 'must be a list of header names' })
      .min(1, 'must name at least one header')
      .describe('Headers to remove.')
      .optional(),
    clientTags: tags.describe('Client tags to append.').optional(),
    removeClientTags: tags.describe('Client tags to remove.').optional(),
    sessionProperties: texts.describe('Session properties to set.').optional(),
    removeSessionProperties: z
      .array(text(200), { error: 'must be a list of session properties' })
      .min(1, 'must name at least one session property')
      .describe('Session properties to remove.')
      .optional(),
    source: text(200)
      .describe("Source to set (X-Trino-Source), as Trino's resource groups see it.")
      .optional(),
  },
  { error: 'must be an object with headers, clientTags, sessionProperties or source' },
);

const QUEUE_PRIORITY = 'must be a whole number from -100 to 100';

const limit = z
  .strictObject(
    {
      maxRunningQueries: z
        .int({ error: 'must be a whole number of 1 or more' })
        .min(1, 'must be a whole number of 1 or more')
        .describe('Matching queries that may run at once; further ones wait in the queue.')
        .optional(),
      by: text(200)
        .describe(
          'Fact whose values are counted apart, such as user; default: all matching ones together.',
        )
        .optional(),
      queuePriority: z
        .int({ error: QUEUE_PRIORITY })
        .min(-100, QUEUE_PRIORITY)
        .max(100, QUEUE_PRIORITY)
        .describe('Place in the queue, whatever they wait for: higher ones go first; default 0.')
        .optional(),
    },
    { error: 'must be an object with maxRunningQueries or queuePriority' },
  )
  .refine((params) => Object.keys(params).length > 0, {
    error: 'limits nothing; add maxRunningQueries or queuePriority',
  });

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
    z.strictObject({
      type: z.literal('warn'),
      params: z.strictObject(
        { message: text(1000).describe('What the client reads beside its result.') },
        { error: 'must be an object with message' },
      ),
    }),
    z.strictObject({ type: z.literal('adjust'), params: adjustments }),
    z.strictObject({ type: z.literal('limit'), params: limit }),
  ],
  { error: 'must be "route", "reject", "warn", "adjust" or "limit"' },
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

const expectationSchema = z
  .strictObject(
    {
      routingGroup: routingGroup.optional(),
      reason: z
        .enum(['RULE_MATCHED', 'CLIENT_HINT', 'DEFAULT', 'REJECTED'], {
          error: 'must be RULE_MATCHED, CLIENT_HINT, DEFAULT or REJECTED',
        })
        .optional(),
      rule: name.nullable().describe('The rule that decides; null for none.').optional(),
      cluster: z.string({ error: 'must be the name of a cluster' }).optional(),
      fallback: z.array(routingGroup).optional(),
      message: text(1000).describe('What a rejecting rule says.').optional(),
      warnings: z
        .array(text(1000), { error: 'must be a list of texts' })
        .describe('What all warning rules say, in order.')
        .optional(),
      limits: z
        .array(text(1000), { error: 'must be a list of texts' })
        .describe('What is counted apart by limiting rules: RULE, or RULE/VALUE, in order.')
        .optional(),
      queuePriority: z.int({ error: QUEUE_PRIORITY }).optional(),
      adjustments: z
        .record(z.string(), z.unknown(), { error: 'must be an object as in an adjust rule' })
        .describe('What all adjusting rules add up to, in the words of such a rule; a part of it.')
        .optional(),
    },
    { error: 'must be an object with routingGroup, rule or another part of the outcome' },
  )
  .refine((expected) => Object.keys(expected).length > 0, {
    error: 'expects nothing; add routingGroup, rule or another part of the outcome',
  });

const testSchema = z.strictObject(
  {
    name: text(200).describe('Unique among the tests of its rule set.'),
    request: sampleRequestSchema.describe(
      'What is asked, as in POST /v1/route; also single facts.',
    ),
    expect: expectationSchema.describe('Parts of the outcome; what is left out may be anything.'),
  },
  { error: 'must be a test: an object with name, request and expect' },
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
    fallback: groups
      .describe('Fallback of everything that a rule does not give one of its own, or make strict.')
      .optional(),
    allowHeaders: z
      .array(headerName, { error: 'must be a list of header names' })
      .describe(
        'Headers that tell who the client is which adjust rules may change none the less, such as X-Trino-User.',
      )
      .optional(),
    rules: z.array(ruleSchema, { error: 'must be a list of rules' }),
    tests: z
      .array(testSchema, { error: 'must be a list of tests' })
      .max(1000, 'must have at most 1000 tests')
      .describe('What must hold for the rule set to become active.')
      .optional(),
    stats: z
      .unknown()
      .describe(
        'What GET /v1/rules tells of each rule; not part of the rule set, so it is dropped.',
      )
      .optional(),
  },
  { error: 'must be a rule set: an object with rules' },
);

export type RuleSet = Omit<z.infer<typeof ruleSetSchema>, 'stats'>;
export type Rule = z.infer<typeof ruleSchema>;
export type RuleEvent = z.infer<typeof eventSchema>;
export type RouteParams = Extract<RuleEvent, { type: 'route' }>['params'];
export type RuleTest = z.infer<typeof testSchema>;
export type LimitParams = Extract<RuleEvent, { type: 'limit' }>['params'];
export type AdjustParams = Extract<RuleEvent, { type: 'adjust' }>['params'];
