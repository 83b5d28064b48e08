import { z } from 'zod';
import { reviewRuleSet } from '../../rules/advice/advise';
import { ruleSetJsonSchema } from '../../rules/json-schema';
import { ruleSetSchema } from '../../rules/schema';
import type { RuleCounters } from '../rule-counters';
import type { RuleSetRegistry, RuleSetRevision } from '../rule-sets/rule-set-registry';
import { uncheckedBody } from './body-spec';
import { type Answer, type Endpoint, endpoint } from './endpoint';
import { IF_MATCH, ifMatchOf, matchesEtag, revisionEtag } from './etag';
import {
  advised,
  advisedRevisionSchema,
  adviceSchema,
  type Clusters,
  problemsSchema,
} from './rule-advice';

type Counters = Pick<RuleCounters, 'of'>;

const ruleName = z.object({ name: z.string().min(1).max(200).describe('Name of the rule.') });

const postQuery = z.object({
  activate: z
    .enum(['true', 'false'], 'must be true or false')
    .default('true')
    .describe('false only stores the revision; default true.'),
  note: z.string().max(1000).default('').describe('Why it is changed, for the history.'),
});

const validationSchema = z.object({
  valid: z.boolean(),
  problems: problemsSchema.describe('Why it would be refused.'),
  ...adviceSchema.shape,
});

/** /v1/rules: the active rule set and changes of it, each change a new revision. */
export function ruleEndpoints(
  rules: RuleSetRegistry,
  clusters: Clusters,
  counters: Counters,
): Endpoint[] {
  return [
    getRules(rules, counters),
    postRules(rules, clusters),
    validateRules(clusters),
    getSchema(),
    ...oneRule(rules, clusters),
  ];
}

/** As the router counted since it started; other routers count for themselves. */
const statsSchema = z.record(
  z.string(),
  z.object({
    hits: z.number().describe('Decisions in which it matched.'),
    lastHitAt: z.iso.datetime().optional(),
    evaluations: z.number().describe('Decisions in which it was tried.'),
    evaluationSeconds: z.number(),
  }),
);

function getRules(rules: RuleSetRegistry, counters: Counters): Endpoint {
  return endpoint({
    method: 'get',
    path: '/v1/rules',
    tag: 'rules',
    summary: 'The active rule set; its ETag names the revision',
    role: 'view',
    requestHeaders: { 'If-None-Match': 'ETag of what the caller knows already.' },
    answers: {
      200: {
        description: 'The rule set as it was posted, and what its rules did on this router.',
        schema: ruleSetSchema.extend({ stats: statsSchema }),
      },
      304: { description: 'Still the revision that If-None-Match names.' },
    },
    handle({ headers }): Answer {
      const { revision, compiled } = rules.active();
      const etag = { ETag: revisionEtag(revision) };
      if (matchesEtag(headers['if-none-match'], etag.ETag)) return { status: 304, headers: etag };
      const stats = Object.fromEntries(
        compiled.source.rules.map(({ name }) => [name, counters.of(name)]),
      );
      return { status: 200, headers: etag, body: { ...compiled.source, stats } };
    },
  });
}

function postRules(rules: RuleSetRegistry, clusters: Clusters): Endpoint {
  return endpoint({
    method: 'post',
    path: '/v1/rules',
    tag: 'rules',
    summary: 'Store a rule set as a new revision and activate it',
    role: 'admin',
    query: postQuery,
    requestHeaders: IF_MATCH,
    body: uncheckedBody(ruleSetSchema, 'json or yaml'),
    answers: { 201: { description: 'The new revision.', schema: advisedRevisionSchema } },
    errors: [409],
    async handle({ body, query, headers, caller }) {
      const revision = await rules.post(body, {
        activate: query.activate === 'true',
        author: caller,
        note: query.note,
        ifMatch: ifMatchOf(headers),
      });
      const location = `/v1/rules/revisions/${revision.revision}`;
      return {
        ...changed(revision, clusters, 201),
        headers: { ...etagOf(revision), Location: location },
      };
    },
  });
}

function validateRules(clusters: Clusters): Endpoint {
  return endpoint({
    method: 'post',
    path: '/v1/rules/validate',
    tag: 'rules',
    summary: 'Check a rule set without storing it',
    role: 'view',
    body: uncheckedBody(ruleSetSchema, 'json or yaml'),
    answers: {
      200: { description: 'Every problem; of a valid one also advice.', schema: validationSchema },
    },
    handle({ body }) {
      const review = reviewRuleSet(body, clusters.list());
      return { status: 200, body: { valid: review.problems.length === 0, ...review } };
    },
  });
}

function getSchema(): Endpoint {
  return endpoint({
    method: 'get',
    path: '/v1/rules/schema.json',
    tag: 'rules',
    summary: 'JSON Schema of a rule set, for editors',
    role: 'view',
    answers: { 200: { description: 'A JSON Schema (draft 2020-12).', schema: z.looseObject({}) } },
    handle: () => ({ status: 200, body: ruleSetJsonSchema() }),
  });
}

function oneRule(rules: RuleSetRegistry, clusters: Clusters): Endpoint[] {
  const common = {
    path: '/v1/rules/{name}',
    tag: 'rules',
    role: 'admin',
    params: ruleName,
    requestHeaders: IF_MATCH,
    answers: { 200: { description: 'The new active revision.', schema: advisedRevisionSchema } },
  } as const;
  const put = endpoint({
    ...common,
    method: 'put',
    summary: 'Replace or append one rule, as a new active revision',
    body: uncheckedBody(ruleSetSchema.shape.rules.element, 'json or yaml'),
    errors: [409],
    async handle({ params, body, headers, caller }) {
      const options = { author: caller, ifMatch: ifMatchOf(headers) };
      return changed(await rules.putRule(params.name, body, options), clusters);
    },
  });
  const remove = endpoint({
    ...common,
    method: 'delete',
    summary: 'Remove one rule, as a new active revision',
    errors: [400, 404, 409],
    async handle({ params, headers, caller }) {
      const options = { author: caller, ifMatch: ifMatchOf(headers) };
      return changed(await rules.deleteRule(params.name, options), clusters);
    },
  });
  return [put, remove];
}

function changed(revision: RuleSetRevision, clusters: Clusters, status = 200): Answer {
  return { status, headers: etagOf(revision), body: advised(revision, clusters) };
}

// An ETag speaks of the active rule set, so a revision that is only stored has none.
function etagOf(revision: RuleSetRevision): Record<string, string> {
  return revision.active ? { ETag: revisionEtag(revision.revision) } : {};
}
