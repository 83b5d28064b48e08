import type { Comparison, Condition } from '../../rules/condition-schema';

/** What is known of a condition when rules are translated: it surely holds, never does, or depends. */
export type Formula = boolean | Condition;

const OPPOSITES = new Map([
  ['equal', 'notEqual'],
  ['in', 'notIn'],
  ['contains', 'doesNotContain'],
  ['lessThan', 'greaterThanInclusive'],
  ['greaterThan', 'lessThanInclusive'],
]);
for (const [one, other] of [...OPPOSITES]) OPPOSITES.set(other, one);

export function all(formulas: readonly Formula[]): Formula {
  const parts = flatten(formulas, 'all', true);
  if (parts === undefined) return false;
  return parts.length > 1 ? { all: parts } : (parts[0] ?? true);
}

export function any(formulas: readonly Formula[]): Formula {
  const parts = flatten(formulas, 'any', false);
  if (parts === undefined) return true;
  return parts.length > 1 ? { any: parts } : (parts[0] ?? false);
}

export function not(formula: Formula): Formula {
  if (typeof formula === 'boolean') return !formula;
  if ('not' in formula) return formula.not;
  if (!('fact' in formula)) return { not: formula };
  const opposite = OPPOSITES.get(formula.operator);
  return opposite === undefined ? { not: formula } : { ...formula, operator: opposite };
}

/** The parts without those that change nothing; undefined when one alone decides. */
function flatten(
  formulas: readonly Formula[],
  joined: 'all' | 'any',
  neutral: boolean,
): Condition[] | undefined {
  const parts: Condition[] = [];
  for (const formula of formulas) {
    if (formula === neutral) continue;
    if (typeof formula === 'boolean') return undefined;
    for (const part of partsOf(formula, joined)) {
      if (!parts.some((known) => sameCondition(known, part))) parts.push(part);
    }
  }
  return parts;
}

function partsOf(condition: Condition, joined: 'all' | 'any'): Condition[] {
  if (joined === 'all' && 'all' in condition) return condition.all;
  if (joined === 'any' && 'any' in condition) return condition.any;
  return [condition];
}

function sameCondition(one: Condition, other: Condition): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}

export function comparison(
  fact: { fact: string; path?: string },
  operator: string,
  value: Comparison['value'],
): Condition {
  return { ...fact, operator, value };
}
