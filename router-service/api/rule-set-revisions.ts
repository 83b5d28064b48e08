import { z } from 'zod';
import type { RuleSetRegistry } from '../rule-sets/rule-set-registry';
import { type Endpoint, endpoint } from './endpoint';
import { revisionEtag } from './etag';
import { advised, advisedRevisionSchema, type Clusters } from './rule-advice';
import { revisionSchema, revisionSummarySchema } from './rule-set-schemas';

const revisionNumber = z.object({
  revision: z
    .string()
    .regex(/^[1-9]\d{0,8}$/, 'must be the number of a revision, such as 3')
    .transform(Number)
    .describe('Number of the revision.'),
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
    errors: [404],
    async handle({ params, caller }) {
      const revision = await rules.activate(params.revision, caller);
      const headers = { ETag: revisionEtag(revision.revision) };
      return { status: 200, headers, body: advised(revision, clusters) };
    },
  });
  return [list, get, activate];
}
