import { compileRuleSet } from '../compile';
import { fieldOf, listOf } from '../json-fields';
import { byPath, type RuleProblem } from '../problem';
import type { Rule, RuleSet } from '../schema';
import { unfitProblem } from '../schema-problems';
import { Budget } from './budget';
import { mergeableRules } from './mergeable-rules';
import { type NeverHolding, neverHolding } from './never-holds';
import { type PlacedRule, shadowedRules } from './shadowed-rules';
import { createTruth } from './truth';
import { type Fleet, unknownGroups } from './unknown-groups';
import { createWayFinder, type NamedConditions } from './ways';

export interface Advice {
  /** Conditions that can never hold. */
  problems: RuleProblem[];
  /** What is allowed but hardly meant. */
  warnings: RuleProblem[];
  /** What could be written more simply. */
  hints: RuleProblem[];
}

// Comparisons that may be looked at for one question, so that even a huge rule set takes a second.
const MAX_STEPS = 100_000;

/**
 * Every problem of a rule set, as `compileRuleSet` tells them and conditions that can never hold;
 * advice beyond that only where there are none.
 */
export function reviewRuleSet(input: unknown, fleet: Fleet): Advice {
  const compilation = compileRuleSet(input);
  if (compilation.ok) return adviseOn(compilation.ruleSet.source, fleet);
  const { problems } = compilation;
  const { never } = readersOf(soundParts(input, problems));
  return { problems: unique([...problems, ...never.problems]), warnings: [], hints: [] };
}

/** What to tell the writer of a rule set that compiles, by path. */
export function adviseOn(ruleSet: RuleSet, fleet: Fleet): Advice {
  const { rules, never, waysOf } = readersOf(soundParts(ruleSet, []));
  const inOrder = rules
    .filter(({ rule }) => rule.enabled !== false)
    .sort((a, b) => (b.rule.priority ?? 1) - (a.rule.priority ?? 1));
  return {
    problems: unique(never.problems),
    warnings: unique([
      ...never.warnings,
      ...shadowedRules(inOrder, waysOf, createTruth(new Budget(MAX_STEPS))),
      ...unknownGroups(ruleSet, inOrder, fleet),
    ]),
    hints: unique(mergeableRules(inOrder)),
  };
}

interface Parts {
  conditions: NamedConditions;
  rules: PlacedRule[];
}

/** What can be looked into further: all rules that have no problem, if their conditions have none. */
function soundParts(input: unknown, problems: readonly RuleProblem[]): Parts {
  const unsound = problems.some(({ path }) => path === '' || /^conditions(?:$|\.)/.test(path));
  if (unsound || unfitProblem(input) !== undefined) return { conditions: {}, rules: [] };
  const faulty = new Set(problems.map(({ path }) => /^rules\[\d+\]/.exec(path)?.[0]));
  const rules = listOf(fieldOf(input, 'rules')).map((rule, index) => ({
    rule: rule as Rule,
    at: `rules[${index}]`,
  }));
  return {
    conditions: (fieldOf(input, 'conditions') ?? {}) as NamedConditions,
    rules: rules.filter(({ at }) => !faulty.has(at)),
  };
}

function readersOf({ conditions, rules }: Parts) {
  const truth = createTruth(new Budget(MAX_STEPS));
  const waysOf = createWayFinder(conditions);
  const written = [
    ...Object.entries(conditions).map(([name, condition]) => ({
      condition,
      at: `conditions.${name}`,
    })),
    ...rules.map(({ rule, at }) => ({ condition: rule.conditions, at: `${at}.conditions` })),
  ];
  const found = written.map(({ condition, at }) => neverHolding(condition, at, waysOf, truth));
  const never: NeverHolding = {
    problems: found.flatMap(({ problems }) => problems),
    warnings: found.flatMap(({ warnings }) => warnings),
  };
  return { rules, never, waysOf };
}

/** By path; a condition with a name is looked at by itself and in each rule that uses it. */
function unique(problems: readonly RuleProblem[]): RuleProblem[] {
  const byKey = new Map(problems.map((each) => [JSON.stringify([each.path, each.message]), each]));
  return [...byKey.values()].sort(byPath);
}
