import { z } from 'zod';
import { diffRuleSets } from '../../rules/diff-rule-sets';
import type { RuleSet } from '../../rules/schema';
import type { RuleSetRegistry } from '../rule-sets/rule-set-registry';
import { type Endpoint, endpoint } from './endpoint';
import { IF_MATCH, ifMatchOf, revisionEtag } from './etag';
import { advised, advisedRevisionSchema, type Clusters } from './rule-advice';
import { revisionSchema, revisionSummarySchema } from './rule-set-schemas';

const revisionNumber = z.object({
  revision: z
    .string()
    .regex(/^[1-9]\d{0,8}$/, 'must be the number of a revision, such as 3')
    .transform(Number)
    .describe('Number of the revision.'),
});

/** Before the first revision. */
const NOTHING: RuleSet = { rules: [] };

const diffQuery = z.object({
  against: z
    .string()
    .regex(/^\d{1,9}$/, 'must be the number of a revision, or 0 for an empty rule set')
    .transform(Number)
    .optional()
    .describe('The revision to compare with; default the one before.'),
});

const valueChange = z.object({
  path: z.string(),
  before: z.unknown().optional(),
  after: z.unknown().optional(),
});

const diffSchema = z.object({
  revision: z.number().int(),
  against: z.number().int().describe('0 is an empty rule set.'),
  rules: z.object({
    added: z.array(z.string()),
    removed: z.array(z.string()),
    changed: z.array(z.object({ name: z.string(), changes: z.array(valueChange) })),
    moved: z.array(z.string()).describe('Tried earlier or later than before.'),
  }),
  settings: z.array(valueChange).describe('Everything but the rules.'),
});

/** /v1/rules/revisions: what was saved, and the way back to it. */
export function revisionEndpoints(rules: RuleSetRegistry, clusters: Clusters): Endpoint[] {
  const list = endpoint({
    method: 'get',
    path: '/v1/rules/revisions',
    tag: 'rules',
    summary: 'All revisions of the rule set, newest first',
    role: 'view',
    answers: {
      200: {
        description: 'The revisions without their rules.',
        schema: z.object({ revisions: z.array(revisionSummarySchema) }),
      },
    },
    handle: async () => ({ status: 200, body: { revisions: await rules.revisions() } }),
  });
  const get = endpoint({
    method: 'get',
    path: '/v1/rules/revisions/{revision}',
    tag: 'rules',
    summary: 'One revision of the rule set',
    role: 'view',
    params: revisionNumber,
    answers: { 200: { description: 'The revision.', schema: revisionSchema } },
    errors: [404],
    handle: async ({ params }) => ({ status: 200, body: await rules.revision(params.revision) }),
  });
  const activate = endpoint({
    method: 'post',
    path: '/v1/rules/revisions/{revision}/activate',
    tag: 'rules',
    summary: 'Activate a revision: roll back or forward',
    role: 'admin',
    params: revisionNumber,
    answers: {
      200: { description: 'The revision, active now.', schema: advisedRevisionSchema },
    },
    requestHeaders: IF_MATCH,
    errors: [404, 409],
    async handle({ params, headers, caller }) {
      const revision = await rules.activate(params.revision, {
        author: caller,
        ifMatch: ifMatchOf(headers),
      });
      const etag = { ETag: revisionEtag(revision.revision) };
      return { status: 200, headers: etag, body: advised(revision, clusters) };
    },
  });
  const diff = endpoint({
    method: 'get',
    path: '/v1/rules/revisions/{revision}/diff',
    tag: 'rules',
    summary: 'What a revision changed, rule by rule',
    role: 'view',
    params: revisionNumber,
    query: diffQuery,
    answers: { 200: { description: 'The differences.', schema: diffSchema } },
    errors: [404],
    async handle({ params: { revision }, query }) {
      const against = query.against ?? revision - 1;
      const [before, after] = await Promise.all([ruleSetOf(against), ruleSetOf(revision)]);
      return { status: 200, body: { revision, against, ...diffRuleSets(before, after) } };
    },
  });

  async function ruleSetOf(revision: number): Promise<RuleSet> {
    return revision === 0 ? NOTHING : (await rules.revision(revision)).ruleSet;
  }
  return [list, get, diff, activate];
}
