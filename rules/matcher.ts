import type { Comparison, Condition, FactReference } from './condition-schema';
import type { FactAlmanac } from './fact-almanac';
import { valueAtPath } from './fact-path';
import type { FactValue } from './facts';
import type { Operators } from './operator-engine';

/** Whether a condition holds for the facts of one decision. */
export type Matcher = (almanac: FactAlmanac) => boolean;

/**
 * Turns a condition into a function that asks for no more facts than the answer needs. It means what
 * json-rules-engine makes of it, which copies the condition for each decision and takes some thirty
 * times as long (decision 12); a property test holds the two together.
 */
export function createMatcher(
  condition: Condition,
  named: Readonly<Record<string, Condition>>,
  operators: Operators,
): Matcher {
  if ('all' in condition) {
    const all = condition.all.map((inner) => createMatcher(inner, named, operators));
    return (almanac) => all.every((matches) => matches(almanac));
  }
  if ('any' in condition) {
    const any = condition.any.map((inner) => createMatcher(inner, named, operators));
    return (almanac) => any.some((matches) => matches(almanac));
  }
  if ('not' in condition) {
    const inner = createMatcher(condition.not, named, operators);
    return (almanac) => !inner(almanac);
  }
  if ('condition' in condition) {
    return createMatcher(named[condition.condition] as Condition, named, operators);
  }
  return comparisonMatcher(condition, operators);
}

function comparisonMatcher(
  { fact, path, operator, value }: Comparison,
  operators: Operators,
): Matcher {
  const left = reader({ fact, path });
  const right = isReference(value) ? reader(value) : () => value;
  return (almanac) => operators(operator, left(almanac), right(almanac));
}

function reader({ fact, path }: FactReference): (almanac: FactAlmanac) => FactValue {
  if (path === undefined) return (almanac) => almanac.value(fact);
  return (almanac) => valueAtPath(almanac.value(fact), path);
}

function isReference(value: Comparison['value']): value is FactReference {
  return typeof value === 'object' && !Array.isArray(value);
}
