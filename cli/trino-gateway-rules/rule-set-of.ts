import { compileRuleSet } from '../../rules/compile';
import type { Condition, RootCondition } from '../../rules/condition-schema';
import type { Rule, RuleSet } from '../../rules/schema';
import { comparison, type Formula } from './formula';
import type { Finding, GatewayRule } from './gateway-rule';
import type { Step } from './run-rules';

export interface Made {
  ruleSet: RuleSet;
  /** With the priority at which each would have to stand in the rule set. */
  untranslated: Finding[];
  notes: Finding[];
  /** Whether some rule decides for every statement. */
  isTotal: boolean;
}

// Room between rules for those that people write by hand.
const STEP = 10;

/** Makes the rule set in which the first step whose guard holds decides. */
export function ruleSetOf(steps: readonly Step[]): Made {
  const end = steps.findIndex((step) => 'write' in step && step.write.guard === true);
  const isTotal = end >= 0;
  const deciding = isTotal ? steps.slice(0, end + 1) : steps;
  const overruled = isTotal ? steps.slice(end + 1).map(overruledBy(steps[end])) : [];
  const made: Made = { ruleSet: { rules: [] }, untranslated: [], notes: overruled, isTotal };
  for (const [index, step] of deciding.entries()) {
    addStep(step, STEP * (deciding.length - index), made);
  }
  return made;
}

function addStep(step: Step, priority: number, made: Made): void {
  const { rule } = step;
  const about = { line: rule.line, rule: rule.name };
  const leaveOut = (finding: Finding) => {
    const message = `${finding.message} (its place here is priority ${priority})`;
    made.untranslated.push({ ...finding, message });
  };
  if ('untranslated' in step) return leaveOut(step.untranslated);
  const { rules } = made.ruleSet;
  const name = nameFor(rule.name, new Set(rules.map((other) => other.name)));
  const translated = ruleOf(name, rule, priority, step.write);
  const problem = problemOf(translated);
  if (problem !== undefined) return leaveOut({ ...about, message: problem });
  rules.push(translated);
  if (name !== rule.name) made.notes.push({ ...about, message: `is named "${name}" here` });
}

function ruleOf(
  name: string,
  { description }: GatewayRule,
  priority: number,
  { guard, routingGroup }: { guard: Formula; routingGroup: string },
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

function overruledBy(by: Step | undefined) {
  return ({ rule }: Step): Finding => {
    const message = `is always overruled by "${by?.rule.name}", which fires later; left out`;
    return { line: rule.line, rule: rule.name, message };
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
