import type { Config } from '../config/schema';
import type { Decision, RouteResponse } from '../protocol/decision';
import type { RoutingRequest } from '../protocol/routing-request';
import type { CompiledRuleSet } from '../rules/compile';
import { evaluate } from '../rules/evaluate';
import type { FactInput } from '../rules/fact-input';
import type { Outcome } from '../rules/outcome';
import { goOn, type NowOrLater } from '../runtime/now-or-later';
import type { Analyzer, StatementFacts } from '../sql/statement-facts';
import { adjustedHeaders } from './adjusted-headers';
import { analyzeRequest, gatherFacts } from './gather-facts';
import type { ClusterRegistry } from './clusters/cluster-registry';
import type { DecisionLog } from './decision-log';
import type { History } from './history/history';
import { hintedRoutingGroup } from './hinted-routing-group';
import { createQuestions } from './question';
import { newDecision, recordedDecision } from './recorded-decision';
import type { RouterMetrics } from './router-metrics';
import type { RuleCounters } from './rule-counters';
import type { RuleSetRegistry } from './rule-sets/rule-set-registry';
import type { UserGroups } from './user-groups/user-groups';

interface Needed {
  analyzer: Analyzer;
  rules: Pick<RuleSetRegistry, 'active'>;
  history: Pick<History, 'recordDecision'>;
  clusters: Pick<ClusterRegistry, 'list' | 'load'>;
  groups: Pick<UserGroups, 'of'>;
  decisionLog?: Pick<DecisionLog, 'record'>;
  routing: Config['routing'];
  metrics: RouterMetrics;
  ruleCounters: Pick<RuleCounters, 'tried' | 'ended'>;
}

/** Decides at once where nothing has to be waited for, such as the reading of a long text. */
export type Decide = (request: RoutingRequest) => NowOrLater<RouteResponse>;

/** Makes the function that says which routing group a statement goes to, and why. */
export function createDecide(needed: Needed): Decide {
  const { analyzer, rules, history, decisionLog, clusters, routing, metrics } = needed;
  const { defaultRoutingGroup } = routing;
  const { tried: onTried, ended: onEnded } = needed.ruleCounters;
  const questionOf = createQuestions();

  function outcomeOf(request: RoutingRequest, facts: FactInput, compiled: CompiledRuleSet) {
    const hinted = hintedRoutingGroup(request, routing, clusters);
    const options = { defaultRoutingGroup, hintedRoutingGroup: hinted, onTried, onEnded };
    return evaluate(compiled, facts, options);
  }

  function decideOn(
    request: RoutingRequest,
    analysis: StatementFacts,
    startedAt: number,
  ): NowOrLater<RouteResponse> {
    const active = rules.active();
    const question = questionOf(request, analysis);
    return goOn(gatherFacts(question, needed, active.compiled.usedFacts), (facts) => {
      const outcome = outcomeOf(request, facts, active.compiled);
      const decision = newDecision(outcome, question, facts, active.revision);
      const recorded = recordedDecision(decision, question, facts, active.compiled.usedFacts);
      history.recordDecision(recorded);
      const ms = performance.now() - startedAt;
      decisionLog?.record(recorded, ms);
      metrics.decided(decision, analysis, ms);
      return answerOf(outcome, decision, request);
    });
  }

  return function decide(request) {
    if (!request.isNewQuery) {
      return { routingGroup: defaultRoutingGroup, errors: [], externalHeaders: {} };
    }
    const startedAt = performance.now();
    return goOn(analyzeRequest(analyzer, request), (analysis) =>
      decideOn(request, analysis, startedAt),
    );
  };
}

const NO_ERRORS = Object.freeze([]) as unknown as string[];

function answerOf(outcome: Outcome, decision: Decision, request: RoutingRequest): RouteResponse {
  const { externalHeaders, removedHeaders } = adjustedHeaders(outcome.adjustments, request);
  return {
    routingGroup: outcome.routingGroup,
    errors: outcome.reason === 'REJECTED' ? [refusal(decision)] : NO_ERRORS,
    externalHeaders,
    removedHeaders: removedHeaders.length > 0 ? removedHeaders : undefined,
    decision,
  };
}

function refusal({ message, rule, id }: Decision): string {
  return `${message ?? 'This statement is refused'} (rule ${rule ?? 'unnamed'}, decision ${id})`;
}
