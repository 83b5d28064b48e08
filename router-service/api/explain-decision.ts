import { z } from 'zod';
import type { Config } from '../../config/schema';
import { queryReportSchema } from '../../protocol/decision';
import { compileRuleSet } from '../../rules/compile';
import { explain } from '../../rules/explain';
import { ServiceError } from '../../runtime/service-error';
import type { ClusterRegistry } from '../clusters/cluster-registry';
import type { History, RecordedDecision } from '../history/history';
import { hintedRoutingGroup } from '../hinted-routing-group';
import { recordedFacts } from '../replay/recorded-facts';
import type { ReplaySources } from '../replay/replay';
import type { RuleSetRegistry } from '../rule-sets/rule-set-registry';
import { type Endpoint, endpoint } from './endpoint';
import { explanationSchema } from './explanation-schema';
import { recordedDecisionSchema } from './history';

interface Needed {
  rules: Pick<RuleSetRegistry, 'revision'>;
  history: Pick<History, 'decision' | 'query'>;
  clusters: Pick<ClusterRegistry, 'list'>;
  replay: Pick<ReplaySources, 'groups'>;
  config: { routing: Config['routing'] };
}

const id = z.object({ id: z.string().max(100).describe('The id.') });

const answerSchema = z.object({
  query: queryReportSchema.optional().describe('Where it went, when a query was asked for.'),
  decision: recordedDecisionSchema,
  explanation: explanationSchema.describe('The rules of that revision on the recorded facts.'),
});

/** Why a decision was made, or why a query went where it went: in one call, rule by rule. */
export function explainDecisionEndpoints(needed: Needed): Endpoint[] {
  const ofDecision = endpoint({
    method: 'get',
    path: '/v1/decisions/{id}/explain',
    tag: 'history',
    summary: 'Why a decision was made: each rule with what it saw then',
    role: 'view',
    params: id,
    answers: { 200: { description: 'The decision and each rule.', schema: answerSchema } },
    errors: [404, 409],
    async handle({ params }) {
      const decision = await needed.history.decision(params.id);
      return { status: 200, body: { decision, explanation: await explained(decision, needed) } };
    },
  });
  const ofQuery = endpoint({
    method: 'get',
    path: '/v1/queries/{id}/explain',
    tag: 'history',
    summary: 'Why a query went where it went: its decision, each rule with what it saw then',
    role: 'view',
    params: id,
    answers: { 200: { description: 'Query, decision and each rule.', schema: answerSchema } },
    errors: [404, 409],
    async handle({ params }) {
      const query = await needed.history.query(params.id);
      if (query.decisionId === undefined) throw undecided(params.id);
      const decision = await needed.history.decision(query.decisionId);
      const explanation = await explained(decision, needed);
      return { status: 200, body: { query, decision, explanation } };
    },
  });
  return [ofDecision, ofQuery];
}

async function explained(decision: RecordedDecision, { rules, clusters, replay, config }: Needed) {
  const { ruleSet } = await rules.revision(decision.ruleSetRevision);
  const compiled = compileRuleSet(ruleSet);
  if (!compiled.ok) throw lost('revision', 'this version cannot use the rules of then');
  const recorded = { ...decision, at: '', decidedAt: new Date(decision.decidedAt) };
  const { usedFacts } = compiled.ruleSet;
  const read = await recordedFacts(recorded, usedFacts, (user) => replay.groups.of(user));
  if (!read.known) {
    throw lost(read.missing, 'that was not recorded; history.statements keeps the text');
  }
  const { routing } = config;
  return explain(compiled.ruleSet, read.facts, {
    defaultRoutingGroup: routing.defaultRoutingGroup,
    hintedRoutingGroup: hintedRoutingGroup(read.facts, routing, clusters),
  });
}

function undecided(queryId: string): ServiceError {
  const message = `No rule was asked about query ${queryId}: it is part of a transaction, no router answered, or its submission was not seen`;
  return new ServiceError('NO_DECISION', 409, message);
}

function lost(missing: string, reason: string): ServiceError {
  const message = `The decision cannot be explained: its rules ask for ${missing}, ${reason}`;
  return new ServiceError('NOT_EXPLAINABLE', 409, message);
}
