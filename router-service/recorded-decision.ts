import { randomUUID } from 'node:crypto';
import type { DecidedStatement } from '../protocol/decision';
import { prestoName, TRINO } from '../protocol/headers';
import type { FactInput } from '../rules/fact-input';
import type { Outcome } from '../rules/outcome';
import type { StatementFacts } from '../sql/statement-facts';
import type { RecordedDecision } from './history/history';
import type { ActiveRuleSet } from './rule-sets/rule-set-registry';

/** A decision with a new id: what is answered of it, and what the history keeps beside. */
export function recordedDecision(
  outcome: Outcome,
  facts: FactInput,
  { compiled, revision }: ActiveRuleSet,
): RecordedDecision {
  return {
    id: randomUUID(),
    decidedAt: facts.now.toISOString(),
    reason: outcome.reason,
    routingGroup: outcome.routingGroup,
    ...(outcome.rule !== undefined && { rule: outcome.rule }),
    ...(outcome.message !== undefined && { message: outcome.message }),
    ...(outcome.cluster !== undefined && { cluster: outcome.cluster }),
    ...(outcome.strict && { strict: true }),
    ...(outcome.fallback.length > 0 && { fallback: [...outcome.fallback] }),
    ...(outcome.warnings.length > 0 && { warnings: [...outcome.warnings] }),
    ...(outcome.limits.length > 0 && { limits: [...outcome.limits] }),
    ...(outcome.queuePriority !== 0 && { queuePriority: outcome.queuePriority }),
    ruleSetRevision: revision,
    statement: decidedStatement(facts.analysis),
    user: facts.user,
    source: facts.source,
    clientTags: [...facts.clientTags],
    remoteAddress: facts.remoteAddress,
    statementText: facts.statement,
    input: replayable(facts, compiled.usedFacts),
  };
}

/**
 * The facts for a later replay. Whether statement text is kept is the operator's choice, so it may not
 * hide among them; and groups and load that no rule asked for are not known, which is not none.
 */
function replayable(facts: FactInput, used: ReadonlySet<string>): Record<string, unknown> {
  const usesLoad = used.has('runningQueries') || used.has('queuedQueries');
  return {
    ...facts,
    groups: used.has('groups') ? facts.groups : undefined,
    load: usesLoad ? facts.load : undefined,
    statement: undefined,
    headers: withoutPreparedStatements(facts.headers),
    analysis: { ...facts.analysis, syntaxError: undefined },
  };
}

function withoutPreparedStatements(headers: FactInput['headers']): Record<string, string> {
  const names: string[] = [TRINO.preparedStatement, prestoName(TRINO.preparedStatement)];
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name)));
}

function decidedStatement(facts: StatementFacts): DecidedStatement {
  return {
    parsed: facts.parsed,
    complete: facts.complete,
    queryType: facts.queryType,
    resourceGroupQueryType: facts.resourceGroupQueryType,
    catalogs: facts.catalogs,
    schemas: facts.schemas,
    catalogSchemas: facts.catalogSchemas,
    tables: facts.tables,
    readTables: facts.readTables,
    writeTables: facts.writeTables,
    unqualified: facts.unqualified,
    killedQueryId: facts.killedQueryId,
    fingerprint: facts.fingerprint,
  };
}
