import { isDeepStrictEqual } from 'node:util';
import type { Comparison, Condition, Scalar } from '../condition-schema';
import type { RuleProblem } from '../problem';
import type { PlacedRule } from './shadowed-rules';

/** Neighbours in the order of trial that do the same; `rules` are the enabled ones in that order. */
export function mergeableRules(rules: readonly PlacedRule[]): RuleProblem[] {
  const runs: PlacedRule[][] = [];
  for (const placed of rules) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    if (run && last && doTheSame(last, placed)) run.push(placed);
    else runs.push([placed]);
  }
  return runs.flatMap((run) => (run.length > 1 ? [hintFor(run)] : []));
}

function doTheSame({ rule: one }: PlacedRule, { rule: other }: PlacedRule): boolean {
  // The name of the rule takes part in the choice by weight, and in what a limit counts.
  const isByName =
    one.event.type === 'limit' || (one.event.type === 'route' && 'weights' in one.event.params);
  return !isByName && isDeepStrictEqual(one.event, other.event);
}

function hintFor(run: readonly PlacedRule[]): RuleProblem {
  const [first, ...rest] = run;
  const names = rest.slice(0, 5).map(({ rule, at }) => `"${rule.name}" (${at})`);
  const more = rest.length > 5 ? ` and ${rest.length - 5} more` : '';
  const same = `has the same event as ${names.join(', ')}${more}, tried right after it`;
  return { path: first?.at ?? '', message: `${same}; ${remedyFor(run)}` };
}

function remedyFor(run: readonly PlacedRule[]): string {
  const merged = mergedComparison(run.map(({ rule }) => rule.conditions));
  return merged === undefined
    ? 'one rule with {"any": […]} of their conditions would do the same'
    : `one rule with ${JSON.stringify(merged)} would do the same`;
}

const MAX_LISTED = 20;

/** `in` with all values, where each condition is one comparison of one fact with values. */
function mergedComparison(conditions: readonly Condition[]): Comparison | undefined {
  const found = conditions.map(onlyComparison);
  const comparisons = found.filter((each) => each !== undefined);
  const [first] = comparisons;
  if (first === undefined || comparisons.length < conditions.length) return undefined;
  const { fact, path } = first;
  if (comparisons.some((each) => each.fact !== fact || each.path !== path)) return undefined;
  const lists = comparisons.map(listedValues);
  const values = [...new Set(lists.flatMap((list) => list ?? []))];
  if (lists.includes(undefined) || values.length > MAX_LISTED) return undefined;
  return { fact, ...(path !== undefined && { path }), operator: 'in', value: values };
}

function onlyComparison(condition: Condition): Comparison | undefined {
  if ('fact' in condition) return condition;
  const list = 'all' in condition ? condition.all : 'any' in condition ? condition.any : [];
  const [only] = list;
  return only !== undefined && list.length === 1 ? onlyComparison(only) : undefined;
}

function listedValues({ operator, value }: Comparison): readonly Scalar[] | undefined {
  if (operator === 'in' && Array.isArray(value)) return value;
  return operator === 'equal' && typeof value !== 'object' ? [value] : undefined;
}
