import { adjust, NO_ADJUSTMENTS } from './adjust';
import { Candidates, NO_MORE } from './candidate-index';
import type { CompiledRule, CompiledRuleSet } from './compile';
import { DecisionFacts, type KnownFacts } from './decision-facts';
import type { FactInput } from './fact-input';
import type { Outcome, RuleLimit, RuleWarning } from './outcome';
import type { LimitParams, RouteParams } from './schema';
import { chooseByWeight } from './weights';

export interface EvaluateOptions {
  /** For rule sets that name no default of their own. */
  defaultRoutingGroup: string;
  /** What the client asks for; counts when no rule routes. */
  hintedRoutingGroup?: string;
  /** Called for each rule that was looked at, with the time that it took. */
  onTried?: (rule: string, matched: boolean, milliseconds: number) => void;
  /** Called once with how many rules were tried: those looked at, and between them those that cannot match. */
  onEnded?: (ruleSet: CompiledRuleSet, tried: number) => void;
}

/** What rules that end nothing add up to. */
type Additions = Pick<Outcome, 'warnings' | 'adjustments' | 'limits' | 'queuePriority'>;
type Ending = Omit<Outcome, keyof Additions>;

/** What the rules say about one statement; the same input always gets the same outcome. */
export function evaluate(
  ruleSet: CompiledRuleSet,
  input: FactInput,
  options: EvaluateOptions,
): Outcome {
  const facts = new DecisionFacts(input, ruleSet.timeZone);
  const warnings: RuleWarning[] = [];
  const limits: RuleLimit[] = [];
  let adjustments = NO_ADJUSTMENTS;
  let queuePriority: number | undefined;
  const whole = (ending: Ending) =>
    wholeOutcome(ending, { warnings, adjustments, limits, queuePriority: queuePriority ?? 0 });
  const candidates = new Candidates(ruleSet.candidates, facts);
  for (let at = candidates.next(); at !== NO_MORE; at = candidates.next()) {
    const rule = ruleSet.rules[at] as CompiledRule;
    if (!isMatch(rule, facts, options)) continue;
    const { name, event } = rule;
    if (event.type === 'warn') warnings.push({ rule: name, message: event.params.message });
    else if (event.type === 'adjust') adjustments = adjust(adjustments, event.params);
    else if (event.type === 'limit') {
      limits.push(...limitOf(name, event.params, facts));
      queuePriority ??= event.params.queuePriority;
    } else {
      options.onEnded?.(ruleSet, at + 1);
      return whole(endingOf(ruleSet, rule, facts, input, options));
    }
  }
  options.onEnded?.(ruleSet, ruleSet.rules.length);
  return whole(withoutRule(ruleSet, options));
}

/** Field by field: to spread the two would take longer than to evaluate the rules. */
function wholeOutcome(ending: Ending, additions: Additions): Outcome {
  return {
    reason: ending.reason,
    routingGroup: ending.routingGroup,
    rule: ending.rule,
    message: ending.message,
    cluster: ending.cluster,
    fallback: ending.fallback,
    strict: ending.strict,
    warnings: additions.warnings,
    adjustments: additions.adjustments,
    limits: additions.limits,
    queuePriority: additions.queuePriority,
  };
}

/** The limit of a rule that sets one, for the statements that are counted with this one. */
function limitOf(
  name: string,
  { maxRunningQueries, by }: LimitParams,
  facts: KnownFacts,
): RuleLimit[] {
  if (maxRunningQueries === undefined) return [];
  const key = by === undefined ? name : `${name}/${String(facts.value(by))}`;
  return [{ key, maxRunningQueries }];
}

function isMatch(rule: CompiledRule, facts: KnownFacts, { onTried }: EvaluateOptions): boolean {
  const started = onTried && performance.now();
  const matched = rule.matches(facts);
  if (started !== undefined) onTried?.(rule.name, matched, performance.now() - started);
  return matched;
}

/** What a matching rule says that ends the evaluation. */
function endingOf(
  ruleSet: CompiledRuleSet,
  { name, event }: CompiledRule,
  facts: KnownFacts,
  input: FactInput,
  options: EvaluateOptions,
): Ending {
  if (event.type === 'route') {
    const routingGroup = groupOf(name, event.params, facts, input);
    const { fallback, strict = false } = event.params;
    const stillIn = strict ? [] : (fallback ?? ruleSet.source.fallback ?? []);
    return {
      reason: 'RULE_MATCHED',
      routingGroup,
      rule: name,
      cluster: 'cluster' in event.params ? event.params.cluster : undefined,
      fallback: without(stillIn, routingGroup),
      strict,
    };
  }
  const message = 'message' in event.params ? event.params.message : '';
  const routingGroup = defaultOf(ruleSet, options);
  return { reason: 'REJECTED', routingGroup, rule: name, message, fallback: [], strict: false };
}

function withoutRule(ruleSet: CompiledRuleSet, options: EvaluateOptions): Ending {
  const { hintedRoutingGroup } = options;
  const routingGroup = hintedRoutingGroup ?? defaultOf(ruleSet, options);
  const fallback = without(ruleSet.source.fallback ?? [], routingGroup);
  const reason = hintedRoutingGroup === undefined ? 'DEFAULT' : 'CLIENT_HINT';
  return { reason, routingGroup, fallback, strict: false };
}

function defaultOf(ruleSet: CompiledRuleSet, { defaultRoutingGroup }: EvaluateOptions): string {
  return ruleSet.source.defaultRoutingGroup ?? defaultRoutingGroup;
}

function without(groups: readonly string[], group: string): string[] {
  return groups.filter((each) => each !== group);
}

function groupOf(rule: string, params: RouteParams, facts: KnownFacts, input: FactInput): string {
  if ('routingGroup' in params) return params.routingGroup;
  const value = facts.value(params.stickyBy ?? 'user');
  return chooseByWeight(rule, value === '' ? spreadKey(input) : String(value), params.weights);
}

/** Nothing to stick to: spread by moment and statement, which keeps the outcome a pure function. */
function spreadKey({ now, analysis }: FactInput): string {
  return `${now.getTime()} ${analysis.fingerprint}`;
}
