import type { Contradiction } from './contradiction';
import { isCount } from './fact-domain';
import type { Literal, Subject } from './literal';

interface Bound {
  value: number | string;
  exclusive: boolean;
  /** Absent for what the fact is anyway. */
  literal?: Literal;
}

interface Bounds {
  lower: Bound[];
  upper: Bound[];
}

const FLIPPED = new Map([
  ['lessThan', 'greaterThanInclusive'],
  ['lessThanInclusive', 'greaterThan'],
  ['greaterThan', 'lessThanInclusive'],
  ['greaterThanInclusive', 'lessThan'],
]);

/**
 * Literals of one subject between which no number, date or time lies. `atLeastOne` is a literal
 * that wants an element in the set whose length the subject is.
 */
export function impossibleRange(
  literals: readonly Literal[],
  atLeastOne?: Literal,
): Contradiction | undefined {
  const subject = literals[0]?.subject;
  if (subject === undefined) return undefined;
  const bounds = boundsOf(literals, subject);
  if (atLeastOne) bounds.lower.push({ value: 1, exclusive: false, literal: atLeastOne });
  const lower = tightest(bounds.lower, (a, b) => a > b);
  const upper = tightest(bounds.upper, (a, b) => a < b);
  if (lower === undefined || upper === undefined || !areApart(lower, upper)) return undefined;
  const guilty = [lower.literal, upper.literal].filter((literal) => literal !== undefined);
  const because =
    guilty.length < 2 && isCount(subject) ? 'it is a whole number of 0 or more' : undefined;
  return guilty.length === 0 ? undefined : { literals: [...new Set(guilty)], because };
}

function boundsOf(literals: readonly Literal[], subject: Subject): Bounds {
  const whole = isCount(subject);
  const bounds: Bounds = { lower: whole ? [{ value: 0, exclusive: false }] : [], upper: [] };
  for (const literal of literals) {
    const { operator, value } = comparable(literal, subject);
    if (value === undefined) continue;
    if (operator === 'equal' || operator.startsWith('greaterThan')) {
      bounds.lower.push(lowerBound(value, operator === 'greaterThan', whole, literal));
    }
    if (operator === 'equal' || operator.startsWith('lessThan')) {
      bounds.upper.push(upperBound(value, operator === 'lessThan', whole, literal));
    }
  }
  return bounds;
}

/** What a literal says by order; no value for one that says nothing that is understood. */
function comparable(
  { operator, value, positive }: Literal,
  subject: Subject,
): { operator: string; value?: number | string } {
  const flipped = FLIPPED.get(operator);
  if (typeof value !== 'number' && typeof value !== 'string') return { operator };
  if (!isComparable(subject, value, flipped !== undefined)) return { operator };
  if (positive) return { operator, value };
  // A part of a map that is no number is neither less nor greater.
  const hasOpposite = flipped !== undefined && subject.fact.type !== 'map';
  return hasOpposite ? { operator: flipped, value } : { operator };
}

function isComparable({ type, fact }: Subject, value: number | string, byOrder: boolean): boolean {
  if (typeof value === 'string') return byOrder && fact.ordered === true;
  return type === 'number' || (byOrder && fact.type === 'map');
}

/** Of whole numbers, 6 and more are greater than 5.5 or 5. */
function lowerBound(
  value: number | string,
  exclusive: boolean,
  whole: boolean,
  literal: Literal,
): Bound {
  if (!whole || typeof value !== 'number') return { value, exclusive, literal };
  const next = exclusive ? Math.floor(value) + 1 : Math.ceil(value);
  return { value: next, exclusive: false, literal };
}

function upperBound(
  value: number | string,
  exclusive: boolean,
  whole: boolean,
  literal: Literal,
): Bound {
  if (!whole || typeof value !== 'number') return { value, exclusive, literal };
  const last = exclusive ? Math.ceil(value) - 1 : Math.floor(value);
  return { value: last, exclusive: false, literal };
}

function tightest(
  bounds: readonly Bound[],
  isTighter: (a: number | string, b: number | string) => boolean,
): Bound | undefined {
  return bounds.reduce<Bound | undefined>((best, bound) => {
    if (best === undefined || isTighter(bound.value, best.value)) return bound;
    return bound.value === best.value && bound.exclusive ? bound : best;
  }, undefined);
}

function areApart(lower: Bound, upper: Bound): boolean {
  if (lower.value > upper.value) return true;
  return lower.value === upper.value && (lower.exclusive || upper.exclusive);
}
