import type { Comparison, Scalar } from './condition-schema';
import type { FactValue } from './facts';
import type { Operators } from './operator-engine';

export type Side = FactValue | readonly Scalar[];

/** A value to show: whole, or its beginning and a note such as `first 200 of 5312 characters`. */
export interface CutValue {
  value: Side;
  cut?: string;
}

interface Sides {
  left: Side;
  right: Side;
  holds: boolean;
}

const MAX_TEXT = 200;
const MAX_ELEMENTS = 50;
const MAX_SHOWN = 120;

export function cutValue(value: Side): CutValue {
  if (typeof value === 'string' && value.length > MAX_TEXT) {
    const cut = `first ${MAX_TEXT} of ${value.length} characters`;
    return { value: value.slice(0, MAX_TEXT), cut };
  }
  if (!isList(value)) return { value };
  const isLong = value.some((element) => beginning(element) !== element);
  const shown = value.slice(0, MAX_ELEMENTS).map(beginning);
  if (value.length <= MAX_ELEMENTS && !isLong) return { value };
  const what = `first ${shown.length} of ${value.length} elements`;
  return { value: shown, cut: isLong ? `${what}, the first ${MAX_TEXT} characters of each` : what };
}

function beginning(element: Scalar): Scalar {
  return typeof element === 'string' ? element.slice(0, MAX_TEXT) : element;
}

const PHRASES = new Map<string, [holds: string, fails: string]>([
  ['equal', ['equals', 'does not equal']],
  ['notEqual', ['differs from', 'equals']],
  ['in', ['is one of', 'is none of']],
  ['notIn', ['is none of', 'is one of']],
  ['contains', ['contains', 'does not contain']],
  ['doesNotContain', ['does not contain', 'contains']],
  ['lessThan', ['is less than', 'is not less than']],
  ['lessThanInclusive', ['is at most', 'is more than']],
  ['greaterThan', ['is greater than', 'is not greater than']],
  ['greaterThanInclusive', ['is at least', 'is less than']],
  ['startsWith', ['begins with', 'does not begin with']],
  ['matches', ['matches', 'does not match']],
  ['anyMatch', ['has an element that matches', 'has no element that matches']],
  ['allMatch', ['has only elements that match', 'has an element that does not match']],
  ['cidr', ['lies in', 'does not lie in']],
]);

const ORDER = /^(?:less|greater)Than/;

/** `source is "cli", which is none of ["airflow","dbt"]` */
export function whyOf(comparison: Comparison, sides: Sides, operators: Operators): string {
  const { fact, path, operator, value } = comparison;
  const subject = path === undefined ? fact : `${fact} ${path}`;
  return `${subject} is ${seenText(sides.left)}, ${reason(operator, sides, operators)}${source(value)}`;
}

function reason(operator: string, { left, right, holds }: Sides, operators: Operators): string {
  const phrase = PHRASES.get(operator);
  const wanted = shown(right);
  if (phrase === undefined) {
    return `for which ${operator} ${wanted} ${holds ? 'holds' : 'does not hold'}${witness(operator, { left, right, holds }, operators)}`;
  }
  if (ORDER.test(operator) && !holds && Number.isNaN(Number.parseFloat(String(left)))) {
    return `which is no number to compare with ${wanted}`;
  }
  if (operator === 'allMatch' && isList(left) && left.length === 0) {
    return `so no element matches ${wanted}`;
  }
  return `which ${phrase[holds ? 0 : 1]} ${wanted}${witness(operator, { left, right, holds }, operators)}`;
}

const SOME = /^(?:anyMatch$|someFact:)/;
const EVERY = /^(?:allMatch$|everyFact:)/;

/** The element of a set that made the difference, where one did. */
function witness(operator: string, { left, right, holds }: Sides, operators: Operators): string {
  const isTelling = holds ? SOME.test(operator) : EVERY.test(operator);
  if (!isTelling || !isList(left)) return '';
  const element = left.find((each) => operators(operator, [each], right) === holds);
  return element === undefined ? '' : `: ${shown(element)}`;
}

function seenText(value: Side): string {
  if (value === '' || (isList(value) && value.length === 0)) return 'empty';
  return shown(value);
}

function source(value: Comparison['value']): string {
  if (typeof value !== 'object' || Array.isArray(value)) return '';
  return ` (${value.fact}${value.path === undefined ? '' : ` ${value.path}`})`;
}

function shown(value: Side): string {
  // A statement of megabytes is not written out for its first words.
  const text = JSON.stringify(
    typeof value === 'string' ? value.slice(0, MAX_SHOWN + 1) : listShown(value),
  );
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}

function listShown(value: Side): Side {
  return isList(value) ? value.slice(0, MAX_ELEMENTS) : value;
}

function isList(value: Side): value is readonly Scalar[] {
  return Array.isArray(value);
}
