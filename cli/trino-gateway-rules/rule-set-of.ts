import { compileRuleSet } from '../../rules/compile';
import type { Condition, RootCondition } from '../../rules/condition-schema';
import type { Rule, RuleSet } from '../../rules/schema';
import { comparison, type Formula } from './formula';
import type { Finding, GatewayRule } from './gateway-rule';
import type { Step } from './run-rules';

export interface Made {
  ruleSet: RuleSet;
  untranslated: Finding[];
  notes: Finding[];
  /** Whether some rule decides for every statement. */
  isTotal: boolean;
  /** The priority that fits each rule that is not translated, by the line of the rule. */
  places: ReadonlyMap<number, number>;
}

// Room between rules for those that people write by hand.
const STEP = 10;

/** Makes the rule set in which the first step whose guard holds decides. */
export function ruleSetOf(steps: readonly Step[]): Made {
  const end = steps.findIndex(({ write }) => write?.guard === true);
  const isTotal = end >= 0;
  const deciding = isTotal ? steps.slice(0, end + 1) : steps;
  const made: Made = {
    ruleSet: { rules: [] },
    untranslated: [],
    notes: isTotal ? steps.slice(end + 1).flatMap(overruled(steps[end])) : [],
    isTotal,
    places: new Map(),
  };
  const names = new Set<string>();
  const places = new Map<number, number>();
  for (const [index, { rule, write }] of deciding.entries()) {
    const priority = STEP * (deciding.length - index);
    if (write === undefined) {
      places.set(rule.line, priority);
      continue;
    }
    const name = nameFor(rule.name, names);
    const translated = ruleOf(name, rule, priority, write);
    const problem = problemOf(translated);
    if (problem !== undefined) {
      places.set(rule.line, priority);
      made.untranslated.push({ line: rule.line, rule: rule.name, message: problem });
      continue;
    }
    names.add(name);
    made.ruleSet.rules.push(translated);
    if (name !== rule.name) {
      made.notes.push({ line: rule.line, rule: rule.name, message: `is named "${name}" here` });
    }
  }
  return { ...made, places };
}

function ruleOf(
  name: string,
  { description }: GatewayRule,
  priority: number,
  { guard, routingGroup }: NonNullable<Step['write']>,
): Rule {
  const event = { type: 'route' as const, params: { routingGroup } };
  const conditions = rootOf(guard);
  return { name, ...(description && { description }), priority, conditions, event };
}

function rootOf(guard: Formula): RootCondition {
  const condition: Condition =
    // Always true; the rule language has no other word for that.
    guard === true
      ? comparison({ fact: 'statementLength' }, 'greaterThanInclusive', 0)
      : asIs(guard);
  return 'fact' in condition ? { all: [condition] } : condition;
}

function asIs(guard: Formula): Condition {
  if (typeof guard === 'boolean') throw new Error('a rule that never holds is left out before');
  return guard;
}

/** What the rule language has against the rule. */
function problemOf(rule: Rule): string | undefined {
  const compiled = compileRuleSet({ rules: [rule] });
  if (compiled.ok) return undefined;
  const [problem] = compiled.problems;
  return `would not be accepted: ${problem?.path.replace('rules[0].', '')} ${problem?.message}`;
}

function overruled(by: Step | undefined) {
  return ({ rule, write }: Step): Finding[] => {
    if (write === undefined || by === undefined) return [];
    const message = `is always overruled by "${by.rule.name}", which fires later; left out`;
    return [{ line: rule.line, rule: rule.name, message }];
  };
}

/** The name as the rule language allows it, with a number where it is taken. */
function nameFor(written: string, taken: ReadonlySet<string>): string {
  const plain = written
    .replaceAll(/[^A-Za-z0-9 ._-]+/g, '-')
    .replaceAll(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, '')
    .slice(0, 90)
    .replace(/[^A-Za-z0-9]+$/, '');
  const name = plain === '' ? 'rule' : plain;
  for (let number = 2, tried = name; ; number += 1) {
    if (!taken.has(tried)) return tried;
    tried = `${name} ${number}`;
  }
}
