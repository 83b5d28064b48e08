import { randomUUID } from 'node:crypto';
import type { Decision } from '../protocol/decision';
import type { FactInput } from '../rules/fact-input';
import type { Outcome } from '../rules/outcome';
import { usesLoad } from './gather-facts';
import type { RecordedDecision } from './history/history';
import type { Question } from './question';

/** A decision with a new id, as it is answered. */
export function newDecision(
  outcome: Outcome,
  { statement }: Question,
  { now }: FactInput,
  ruleSetRevision: number,
): Decision {
  const { fallback, warnings, limits } = outcome;
  return {
    id: randomUUID(),
    decidedAt: now.toISOString(),
    reason: outcome.reason,
    routingGroup: outcome.routingGroup,
    rule: outcome.rule,
    message: outcome.message,
    cluster: outcome.cluster,
    strict: outcome.strict ? true : undefined,
    fallback: fallback.length > 0 ? [...fallback] : undefined,
    warnings: warnings.length > 0 ? [...warnings] : undefined,
    limits: limits.length > 0 ? [...limits] : undefined,
    queuePriority: outcome.queuePriority === 0 ? undefined : outcome.queuePriority,
    ruleSetRevision,
    statement,
  };
}

/** The decision with what the history keeps beside. Field by field, as spreading takes 30 µs here. */
export function recordedDecision(
  decision: Decision,
  { input }: Question,
  facts: FactInput,
  usedFacts: ReadonlySet<string>,
): RecordedDecision {
  return {
    id: decision.id,
    decidedAt: decision.decidedAt,
    reason: decision.reason,
    routingGroup: decision.routingGroup,
    rule: decision.rule,
    message: decision.message,
    cluster: decision.cluster,
    strict: decision.strict,
    fallback: decision.fallback,
    warnings: decision.warnings,
    limits: decision.limits,
    queuePriority: decision.queuePriority,
    ruleSetRevision: decision.ruleSetRevision,
    statement: decision.statement,
    user: facts.user,
    source: facts.source,
    clientTags: facts.clientTags,
    remoteAddress: facts.remoteAddress,
    statementText: facts.statement,
    input,
    moment: {
      now: decision.decidedAt,
      // What no rule asked for is not known, which is not none.
      groups: usedFacts.has('groups') ? facts.groups : undefined,
      load: usesLoad(usedFacts) ? facts.load : undefined,
    },
  };
}
