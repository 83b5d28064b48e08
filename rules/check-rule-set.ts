import { comparisonProblems } from './check-comparison';
import { eventProblems } from './check-event';
import { referenceProblems } from './check-references';
import { entriesOf, fieldOf, listOf } from './json-fields';
import { isIdentityHeader } from './header-limits';
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
  const allowed = listOf(fieldOf(input, 'allowHeaders')).filter((name) => typeof name === 'string');
  const problems = [
    schemaProblems(input),
    timeZoneProblems(fieldOf(input, 'timeZone')),
    referenceProblems(input),
    nameProblems(rules, 'rules'),
    entriesOf(fieldOf(input, 'conditions')).flatMap(([name, condition]) =>
      conditionProblems(condition, `conditions.${name}`, patterns),
    ),
    allowedHeaderProblems(fieldOf(input, 'allowHeaders')),
    nameProblems(listOf(fieldOf(input, 'tests')), 'tests'),
    rules.flatMap((rule, index) => ruleProblems(rule, `rules[${index}]`, patterns, allowed)),
  ].flat();
  return problems.sort(byPath);
}

function ruleProblems(
  rule: unknown,
  at: string,
  patterns: Patterns,
  allowedHeaders: readonly string[],
): RuleProblem[] {
  const conditions = fieldOf(rule, 'conditions');
  return [
    conditionProblems(conditions, `${at}.conditions`, patterns),
    eventProblems(fieldOf(rule, 'event'), `${at}.event`, allowedHeaders),
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

/** A header that no rule is kept from changing, or that none can change, is no exception to allow. */
function allowedHeaderProblems(allowed: unknown): RuleProblem[] {
  return listOf(allowed).flatMap((name, index) =>
    typeof name !== 'string' || isIdentityHeader(name)
      ? []
      : [
          {
            path: `allowHeaders[${index}]`,
            message: 'tells nothing of who the client is, so it need not be allowed; remove it',
          },
        ],
  );
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

function nameProblems(items: readonly unknown[], at: 'rules' | 'tests'): RuleProblem[] {
  const first = new Map<string, number>();
  return items.flatMap((item, index) => {
    const name = fieldOf(item, 'name');
    if (typeof name !== 'string') return [];
    const earlier = first.get(name);
    if (earlier === undefined) {
      first.set(name, index);
      return [];
    }
    const message = `is the name of ${at}[${earlier}] too; give each a name of its own`;
    return [{ path: `${at}[${index}].name`, message }];
  });
}
