import type { Scalar } from '../condition-schema';
import type { Contradiction } from './contradiction';
import { domainOf } from './fact-domain';
import { type Literal, onlyValuesOf } from './literal';
import type { Truth } from './truth';

// Lists that are longer are not tried value by value.
const MAX_VALUES = 2000;

/** Literals of one subject that leave none of the few values that it may have. */
export function impossibleValue(
  literals: readonly Literal[],
  truth: Truth,
): Contradiction | undefined {
  const domain = literals[0] && domainOf(literals[0].subject);
  const source = shortest(literals);
  const values = source?.values ?? domain?.values;
  if (values === undefined || values.length > MAX_VALUES) return undefined;
  const guilty = new Set<Literal>(source ? [source.literal] : []);
  let because: string | undefined;
  for (const value of values) {
    if (source && domain && !domain.values.includes(value)) {
      because = domain.text;
      continue;
    }
    const excluding = literals.find((literal) => truth.of(literal, value) === false);
    if (excluding === undefined) return undefined;
    guilty.add(excluding);
    if (!source) because = domain?.text;
  }
  return { literals: [...guilty], because };
}

function shortest(literals: readonly Literal[]) {
  let best: { literal: Literal; values: readonly Scalar[] } | undefined;
  for (const literal of literals) {
    const values = onlyValuesOf(literal);
    if (values !== undefined && values.length < (best?.values.length ?? Infinity)) {
      best = { literal, values };
    }
  }
  return best;
}
