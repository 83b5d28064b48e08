import type { Comparison, Condition, FactReference } from './condition-schema';
import type { CompiledRuleSet } from './compile';
import { evaluate, type EvaluateOptions } from './evaluate';
import { type CutValue, cutValue, type Side, whyOf } from './explain-comparison';
import { DecisionFacts } from './decision-facts';
import type { FactInput } from './fact-input';
import { valueAtPath } from './fact-path';
import type { FactValue } from './facts';
import { type Operators, createOperators } from './operator-engine';
import type { Outcome } from './outcome';
import { createPatterns } from './patterns';
import type { Rule, RuleEvent } from './schema';

interface Holding {
  name?: string;
  priority?: number;
  holds: boolean;
}

export interface ComparisonExplanation extends Holding {
  fact: string;
  path?: string;
  operator: string;
  /** As it is written, though long lists are cut. */
  value: Side | FactReference;
  valueCut?: string;
  /** What the fact was for this request; long ones are cut. */
  seen: CutValue;
  /** Where the value is read from a fact: what that was. */
  valueSeen?: CutValue;
  /** A sentence. */
  why: string;
}

/** A condition as it is written, each part with whether it holds. */
export type ConditionExplanation =
  | ({ all: ConditionExplanation[] } & Holding)
  | ({ any: ConditionExplanation[] } & Holding)
  | ({ not: ConditionExplanation } & Holding)
  | ({ condition: string; means: ConditionExplanation } & Holding)
  | ComparisonExplanation;

export interface RuleExplanation {
  name: string;
  event: RuleEvent['type'];
  matched: boolean;
  /**
   * `decided`: it ended the decision. `tried`: before that one. `not reached`: behind it, so what is
   * told of it is what would have been.
   */
  part: 'decided' | 'tried' | 'not reached';
  conditions: ConditionExplanation;
}

export interface Explanation {
  outcome: Outcome;
  /** Enabled rules in the order of trial. */
  rules: RuleExplanation[];
}

/** Tells what each rule saw; every comparison is made, also those that a decision leaves out. */
export function explain(
  ruleSet: CompiledRuleSet,
  input: FactInput,
  options: EvaluateOptions,
): Explanation {
  const outcome = evaluate(ruleSet, input, options);
  const explainCondition = createExplainer(ruleSet, new DecisionFacts(input, ruleSet.timeZone));
  const written = new Map(ruleSet.source.rules.map((rule) => [rule.name, rule]));
  let part: RuleExplanation['part'] = 'tried';
  const rules = ruleSet.rules.map(({ name, event }) => {
    const conditions = explainCondition((written.get(name) as Rule).conditions);
    const decides = part === 'tried' && name === outcome.rule;
    if (decides) part = 'decided';
    const told = { name, event: event.type, matched: conditions.holds, part, conditions };
    if (decides) part = 'not reached';
    return told;
  });
  return { outcome, rules };
}

// Patterns of a rule set are compiled once for all requests that it is tried on.
const operatorsOf = new WeakMap<CompiledRuleSet, Operators>();

function createExplainer(ruleSet: CompiledRuleSet, facts: DecisionFacts) {
  const operators = operatorsOf.get(ruleSet) ?? createOperators(createPatterns());
  operatorsOf.set(ruleSet, operators);
  const named = ruleSet.source.conditions ?? {};

  function explainCondition(condition: Condition): ConditionExplanation {
    const notes = {
      ...(condition.name !== undefined && { name: condition.name }),
      ...(condition.priority !== undefined && { priority: condition.priority }),
    };
    if ('all' in condition) {
      const all = condition.all.map(explainCondition);
      return { ...notes, all, holds: all.every(({ holds }) => holds) };
    }
    if ('any' in condition) {
      const any = condition.any.map(explainCondition);
      return { ...notes, any, holds: any.some(({ holds }) => holds) };
    }
    if ('not' in condition) {
      const not = explainCondition(condition.not);
      return { ...notes, not, holds: !not.holds };
    }
    if ('condition' in condition) {
      const means = explainCondition(named[condition.condition] as Condition);
      return { ...notes, condition: condition.condition, means, holds: means.holds };
    }
    return { ...notes, ...explainComparison(condition) };
  }

  function explainComparison(comparison: Comparison): ComparisonExplanation {
    const { fact, path, operator, value } = comparison;
    const left = read({ fact, path });
    const right: Side = isReference(value) ? read(value) : value;
    const wanted = cutValue(right);
    const holds = operators(operator, left, right);
    return {
      fact,
      ...(path !== undefined && { path }),
      operator,
      ...(isReference(value) ? { value, valueSeen: wanted } : writtenValue(wanted)),
      seen: cutValue(left),
      holds,
      why: whyOf(comparison, { left, right, holds }, operators),
    };
  }

  function read({ fact, path }: FactReference): FactValue {
    const value = facts.value(fact);
    return path === undefined ? value : valueAtPath(value, path);
  }

  return explainCondition;
}

function writtenValue({ value, cut }: CutValue): Pick<ComparisonExplanation, 'value' | 'valueCut'> {
  return cut === undefined ? { value } : { value, valueCut: cut };
}

function isReference(value: Comparison['value']): value is FactReference {
  return typeof value === 'object' && !Array.isArray(value);
}
