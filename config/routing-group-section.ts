import { z } from 'zod';
import { routingGroupSchema } from '../protocol/cluster';

const FACTS = 'user|source|clientTags|catalog|schema|tables|queryType|fingerprint';

const choice = z.strictObject({
  strategy: z
    .enum(['random', 'least-queries', 'least-load', 'weighted', 'consistent-hash'])
    .default('random')
    .describe(
      'Which healthy cluster of the group takes a statement: random, least-queries, least-load, weighted or consistent-hash; default random.',
    ),
  by: z
    .string()
    .regex(
      new RegExp(`^(?:${FACTS}|headers\\.[A-Za-z0-9!#$%&'*+.^_\`|~-]{1,100})$`),
      `must be one of ${FACTS.replaceAll('|', ', ')}, or headers.NAME`,
    )
    .optional()
    .describe(
      'Fact whose statements go to the same cluster, for consistent-hash: user, source, clientTags, catalog, schema, tables, queryType, fingerprint or headers.NAME; default user.',
    ),
});

/** What holds for one routing group beyond which clusters serve it. */
export const routingGroupSection = z.strictObject({
  name: routingGroupSchema.describe('Name of the routing group.'),
  choice: choice.prefault({}).describe('Which of its clusters takes a statement.'),
  maxRunningQueries: z
    .int()
    .min(1)
    .optional()
    .describe(
      'How many queries may run at once for the group, on all its clusters together; more wait; default none.',
    ),
});

export type RoutingGroupConfig = z.infer<typeof routingGroupSection>;
export type ChoiceConfig = RoutingGroupConfig['choice'];
