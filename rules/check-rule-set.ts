import { comparisonProblems } from './check-comparison';
import { eventProblems } from './check-event';
import { referenceProblems } from './check-references';
import { entriesOf, fieldOf, listOf } from './json-fields';
import { isTimeZone } from './local-time';
import type { Patterns } from './patterns';
import { byPath, type RuleProblem } from './problem';
import { unfitProblem, schemaProblems } from './schema-problems';
import { walkConditions } from './walk-conditions';

/** Every problem of a rule set at once, by path; none means that it can be compiled. */
export function ruleSetProblems(input: unknown, patterns: Patterns): RuleProblem[] {
  const unfit = unfitProblem(input);
  if (unfit !== undefined) return [unfit];
  const rules = listOf(fieldOf(input, 'rules'));
  const problems = [
    schemaProblems(input),
    timeZoneProblems(fieldOf(input, 'timeZone')),
    referenceProblems(input),
    nameProblems(rules),
    entriesOf(fieldOf(input, 'conditions')).flatMap(([name, condition]) =>
      conditionProblems(condition, `conditions.${name}`, patterns),
    ),
    rules.flatMap((rule, index) => ruleProblems(rule, `rules[${index}]`, patterns)),
  ].flat();
  return problems.sort(byPath);
}

function ruleProblems(rule: unknown, at: string, patterns: Patterns): RuleProblem[] {
  const conditions = fieldOf(rule, 'conditions');
  return [
    conditionProblems(conditions, `${at}.conditions`, patterns),
    eventProblems(fieldOf(rule, 'event'), `${at}.event`),
  ].flat();
}

function conditionProblems(condition: unknown, at: string, patterns: Patterns): RuleProblem[] {
  const problems: RuleProblem[] = [];
  walkConditions(condition, at, {
    comparison: (comparison, comparisonAt) =>
      problems.push(...comparisonProblems(comparison, comparisonAt, patterns)),
    reference: () => undefined,
  });
  return problems;
}

function timeZoneProblems(timeZone: unknown): RuleProblem[] {
  if (typeof timeZone !== 'string' || isTimeZone(timeZone)) return [];
  const shown = JSON.stringify(timeZone.slice(0, 100));
  return [
    {
      path: 'timeZone',
      message: `is ${shown}, which is no IANA time zone; write one such as UTC or Europe/Berlin`,
    },
  ];
}

function nameProblems(rules: readonly unknown[]): RuleProblem[] {
  const first = new Map<string, number>();
  return rules.flatMap((rule, index) => {
    const name = fieldOf(rule, 'name');
    if (typeof name !== 'string') return [];
    const earlier = first.get(name);
    if (earlier === undefined) {
      first.set(name, index);
      return [];
    }
    const message = `is the name of rules[${earlier}] too; give each rule a name of its own`;
    return [{ path: `rules[${index}].name`, message }];
  });
}
