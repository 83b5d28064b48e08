import { randomUUID } from 'node:crypto';
import type { Config } from '../config/schema';
import type { DecidedStatement, RouteResponse } from '../protocol/decision';
import { prestoName, TRINO } from '../protocol/headers';
import type { RoutingRequest } from '../protocol/routing-request';
import { evaluate } from '../rules/evaluate';
import type { FactInput } from '../rules/fact-input';
import type { Outcome } from '../rules/outcome';
import type { Analyzer, StatementFacts } from '../sql/statement-facts';
import { adjustedHeaders } from './adjusted-headers';
import { analyzeRequest, gatherFacts } from './gather-facts';
import type { ClusterRegistry } from './clusters/cluster-registry';
import type { DecisionLog } from './decision-log';
import type { History, RecordedDecision } from './history/history';
import { hintedRoutingGroup } from './hinted-routing-group';
import type { RouterMetrics } from './router-metrics';
import type { RuleSetRegistry } from './rule-sets/rule-set-registry';

interface Needed {
  analyzer: Analyzer;
  rules: Pick<RuleSetRegistry, 'active'>;
  history: Pick<History, 'recordDecision'>;
  decisionLog?: Pick<DecisionLog, 'record'>;
  clusters: Pick<ClusterRegistry, 'list'>;
  routing: Config['routing'];
  metrics: RouterMetrics;
}

export type Decide = (request: RoutingRequest) => Promise<RouteResponse>;

/** Makes the function that says which routing group a statement goes to, and why. */
export function createDecide(needed: Needed): Decide {
  const { analyzer, rules, history, decisionLog, clusters, routing, metrics } = needed;
  const { defaultRoutingGroup } = routing;

  return async function decide(request) {
    if (!request.isNewQuery) {
      return { routingGroup: defaultRoutingGroup, errors: [], externalHeaders: {} };
    }
    const stop = metrics.decisionStarted();
    const startedAt = performance.now();
    const analysis = await analyzeRequest(analyzer, request);
    const facts = gatherFacts(request, analysis);
    const { compiled, revision } = rules.active();
    const outcome = await evaluate(compiled, facts, {
      defaultRoutingGroup,
      hintedRoutingGroup: hintedRoutingGroup(request, routing, clusters),
    });
    const decision = recordOf(outcome, facts, revision);
    history.recordDecision(decision);
    decisionLog?.record(decision, performance.now() - startedAt);
    stop(decision, analysis);
    return answerOf(outcome, decision, request);
  };
}

function recordOf(outcome: Outcome, facts: FactInput, revision: number): RecordedDecision {
  return {
    id: randomUUID(),
    decidedAt: facts.now.toISOString(),
    reason: outcome.reason,
    routingGroup: outcome.routingGroup,
    ...(outcome.rule !== undefined && { rule: outcome.rule }),
    ...(outcome.message !== undefined && { message: outcome.message }),
    ruleSetRevision: revision,
    statement: decidedStatement(facts.analysis),
    user: facts.user,
    source: facts.source,
    clientTags: [...facts.clientTags],
    remoteAddress: facts.remoteAddress,
    statementText: facts.statement,
    input: withoutText(facts),
  };
}

// Whether statement text is kept is the operator's choice, so it may not hide among the facts.
function withoutText(facts: FactInput): Record<string, unknown> {
  return {
    ...facts,
    statement: undefined,
    headers: withoutPreparedStatements(facts.headers),
    analysis: { ...facts.analysis, syntaxError: undefined },
  };
}

function withoutPreparedStatements(headers: FactInput['headers']): Record<string, string> {
  const names: string[] = [TRINO.preparedStatement, prestoName(TRINO.preparedStatement)];
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name)));
}

function answerOf(
  outcome: Outcome,
  recorded: RecordedDecision,
  request: RoutingRequest,
): RouteResponse {
  const { id, decidedAt, reason, routingGroup, rule, message, ruleSetRevision, statement } =
    recorded;
  return {
    routingGroup,
    errors: outcome.reason === 'REJECTED' ? [refusal(recorded)] : [],
    externalHeaders: adjustedHeaders(outcome.adjustments, request),
    decision: { id, decidedAt, reason, routingGroup, rule, message, ruleSetRevision, statement },
  };
}

function refusal({ message, rule, id }: RecordedDecision): string {
  return `${message ?? 'This statement is refused'} (rule ${rule ?? 'unnamed'}, decision ${id})`;
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
