import { randomUUID } from 'node:crypto';
import type { Decision } from '../protocol/decision';
import type { FactInput } from '../rules/fact-input';
import type { Outcome } from '../rules/outcome';
import { usesLoad } from './gather-facts';
import type { RecordedDecision } from './history/history';
import type { Question } from './question';
import type { ActiveRuleSet } from './rule-sets/rule-set-registry';

/** A decision with a new id, as it is answered. */
export function newDecision(
  outcome: Outcome,
  { statement }: Question,
  { now }: FactInput,
  ruleSetRevision: number,
): Decision {
  const { reason, routingGroup, rule, message, cluster, strict } = outcome;
  const { fallback, warnings, limits, queuePriority } = outcome;
  const decision: Decision = {
    id: randomUUID(),
    decidedAt: now.toISOString(),
    reason,
    routingGroup,
    ruleSetRevision,
    statement,
  };
  if (rule !== undefined) decision.rule = rule;
  if (message !== undefined) decision.message = message;
  if (cluster !== undefined) decision.cluster = cluster;
  if (strict) decision.strict = true;
  if (fallback.length > 0) decision.fallback = [...fallback];
  if (warnings.length > 0) decision.warnings = [...warnings];
  if (limits.length > 0) decision.limits = [...limits];
  if (queuePriority !== 0) decision.queuePriority = queuePriority;
  return decision;
}

/** The decision with what the history keeps beside. */
export function recordedDecision(
  decision: Decision,
  { input }: Question,
  facts: FactInput,
  { compiled }: Pick<ActiveRuleSet, 'compiled'>,
): RecordedDecision {
  return {
    ...decision,
    user: facts.user,
    source: facts.source,
    clientTags: facts.clientTags,
    remoteAddress: facts.remoteAddress,
    statementText: facts.statement,
    input,
    moment: momentOf(facts, compiled.usedFacts),
  };
}

/** Groups and load that no rule asked for are not known, which is not none. */
function momentOf({ now, groups, load }: FactInput, used: ReadonlySet<string>) {
  return {
    now,
    groups: used.has('groups') ? groups : undefined,
    load: usesLoad(used) ? load : undefined,
  };
}
