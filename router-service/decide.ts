import type { Config } from '../config/schema';
import type { Decision, RouteResponse } from '../protocol/decision';
import type { RoutingRequest } from '../protocol/routing-request';
import type { CompiledRuleSet } from '../rules/compile';
import { evaluate } from '../rules/evaluate';
import type { FactInput } from '../rules/fact-input';
import type { Outcome } from '../rules/outcome';
import { goOn, type NowOrLater } from '../runtime/now-or-later';
import type { Analyzer } from '../sql/statement-facts';
import { adjustedHeaders } from './adjusted-headers';
import { analyzeRequest, gatherFacts } from './gather-facts';
import type { ClusterRegistry } from './clusters/cluster-registry';
import type { DecisionLog } from './decision-log';
import type { History, RecordedDecision } from './history/history';
import { hintedRoutingGroup } from './hinted-routing-group';
import { recordedDecision } from './recorded-decision';
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
  const { analyzer, rules, history, decisionLog, clusters, groups, routing } = needed;
  const { metrics, ruleCounters } = needed;
  const sources = { groups, clusters };
  const { defaultRoutingGroup } = routing;

  const outcomeOf = (request: RoutingRequest, facts: FactInput, compiled: CompiledRuleSet) =>
    evaluate(compiled, facts, {
      defaultRoutingGroup,
      hintedRoutingGroup: hintedRoutingGroup(request, routing, clusters),
      onTried: ruleCounters.tried,
      onEnded: ruleCounters.ended,
    });

  return function decide(request) {
    if (!request.isNewQuery) {
      return { routingGroup: defaultRoutingGroup, errors: [], externalHeaders: {} };
    }
    const stop = metrics.decisionStarted();
    const startedAt = performance.now();
    return goOn(analyzeRequest(analyzer, request), (analysis) => {
      const active = rules.active();
      const gathered = gatherFacts(request, analysis, sources, active.compiled.usedFacts);
      return goOn(gathered, (facts) => {
        const outcome = outcomeOf(request, facts, active.compiled);
        const decision = recordedDecision(outcome, facts, active);
        history.recordDecision(decision);
        decisionLog?.record(decision, performance.now() - startedAt);
        stop(decision, analysis);
        return answerOf(outcome, decision, request);
      });
    });
  };
}

function answerOf(
  outcome: Outcome,
  recorded: RecordedDecision,
  request: RoutingRequest,
): RouteResponse {
  const { externalHeaders, removedHeaders } = adjustedHeaders(outcome.adjustments, request);
  return {
    routingGroup: outcome.routingGroup,
    errors: outcome.reason === 'REJECTED' ? [refusal(recorded)] : [],
    externalHeaders,
    ...(removedHeaders.length > 0 && { removedHeaders }),
    decision: decisionOf(recorded),
  };
}

/** The decision without what only the history keeps. */
function decisionOf(recorded: RecordedDecision): Decision {
  const { user, source, clientTags, remoteAddress, statementText, input, ...decision } = recorded;
  return decision;
}

function refusal({ message, rule, id }: RecordedDecision): string {
  return `${message ?? 'This statement is refused'} (rule ${rule ?? 'unnamed'}, decision ${id})`;
}
