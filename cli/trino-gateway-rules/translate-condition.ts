import { askList, testNamed } from './call-on-text';
import { contained, slotContains } from './call-on-collection';
import { ask, type Context, fail } from './context';
import { all, any, comparison, type Formula, not } from './formula';
import { isPresent, type Slot, whenValue } from './memory';
import type { Expression, Operator } from './mvel';
import { surelyThere } from './non-null';
import { matchesWhole } from './portable-regex';
import * as test from './text-test';
import { valueOf } from './translate-value';
import type { TextValue, Value } from './value';

type Binary = Extract<Expression, { kind: 'binary' }>;
type Constant = string | number | boolean | null;

/** When a condition of Trino Gateway holds; throws Untranslatable. */
export function translateCondition(expression: Expression, context: Context): Formula {
  if (expression.kind === 'not') return not(translateCondition(expression.operand, context));
  if (expression.kind === 'binary') return binary(expression, context);
  return truth(valueOf(expression, context), expression);
}

/** The context of what is looked at only when the condition has that result. */
export function whenKnown(condition: Expression, result: boolean, context: Context): Context {
  return { ...context, there: new Set([...context.there, ...surelyThere(condition, result)]) };
}

function binary(expression: Binary, context: Context): Formula {
  const { operator, left, right } = expression;
  if (operator === '&&' || operator === '||') {
    const first = translateCondition(left, context);
    // Where the first part decides alone, MVEL does not look at the second.
    if (first === (operator === '||')) return first;
    const second = translateCondition(right, whenKnown(left, operator === '&&', context));
    return operator === '&&' ? all([first, second]) : any([first, second]);
  }
  const one = operand(left, context);
  const other = operand(right, context);
  if (operator === '==') return equality(one, other, expression, context);
  if (operator === '!=') return not(equality(one, other, expression, context));
  if (operator === 'contains') return containment(one, other, expression, context);
  if (operator === '~=') return regex(one, other, expression, context);
  return order(operator, one, other, expression);
}

function operand(expression: Expression, context: Context): Value {
  if (expression.kind === 'binary' || expression.kind === 'not') {
    return { kind: 'formula', formula: translateCondition(expression, context) };
  }
  return valueOf(expression, context);
}

function truth(value: Value, whole: Expression): Formula {
  if (value.kind === 'formula') return value.formula;
  if (value.kind === 'constant' && typeof value.value === 'boolean') return value.value;
  if (value.kind === 'slot') {
    const isBoolean = value.slot.every((entry) => typeof entry.value === 'boolean');
    if (isBoolean && isPresent(value.slot) === true) return isTrue(value.slot);
    return fail(whole, 'Trino Gateway fails statements for which this is not set to true or false');
  }
  return fail(whole, 'is no condition');
}

const isTrue = (slot: Slot) => whenValue(slot, (value) => value === true);

function equality(one: Value, other: Value, whole: Expression, context: Context): Formula {
  if (one.kind === 'constant' && other.kind !== 'constant') {
    return equality(other, one, whole, context);
  }
  if (other.kind === 'optional') return optionalEquality(one, other, whole, context);
  if (one.kind === 'text' && other.kind === 'empty') {
    return ask({ text: one, test: test.isEmptyText, whenNull: true }, context);
  }
  if (other.kind !== 'constant') return fail(whole, 'compares two things that only requests tell');
  const { value } = other;
  switch (one.kind) {
    case 'constant':
      if (typeof one.value === typeof value || value === null) return one.value === value;
      break;
    case 'formula':
      if (typeof value === 'boolean') return value ? one.formula : not(one.formula);
      break;
    case 'text':
      return textEquality(one, value, whole, context);
    case 'slot':
      return slotEquality(one.slot, value, whole);
    case 'size':
      if (typeof value === 'number') return sizeComparison(one, 'equal', value);
      break;
    case 'optional':
      return fail(whole, 'an Optional is never equal to this; userExistsAndEquals may be meant');
  }
  return fail(whole, 'compares two things of different kinds');
}

function slotEquality(slot: Slot, value: Constant, whole: Expression): Formula {
  if (value === null) return not(isPresent(slot));
  // MVEL takes a text for true where it is compared with a truth value.
  if (slot.some((entry) => entry.value !== null && typeof entry.value !== typeof value)) {
    return fail(whole, 'compares things of different kinds');
  }
  return whenValue(slot, (entry) => entry === value);
}

function textEquality(
  text: TextValue,
  value: Constant,
  whole: Expression,
  context: Context,
): Formula {
  if (value === null) return ask({ text, test: test.isNothing, whenNull: true }, context);
  if (typeof value !== 'string') return fail(whole, 'compares a text with a number or truth value');
  const isIt = testNamed('equals', value, text, whole);
  return ask({ text, test: isIt, whenNull: false }, context);
}

function optionalEquality(
  one: Value,
  { of }: Extract<Value, { kind: 'optional' }>,
  whole: Expression,
  context: Context,
): Formula {
  if (one.kind !== 'optional' || one.of.kind !== 'text' || of.kind !== 'constant') {
    return fail(whole, 'compares an Optional with something that is not translated');
  }
  return ask({ text: one.of, test: test.isOneOf([of.value]), whenNull: false }, context);
}

function containment(one: Value, other: Value, whole: Expression, context: Context): Formula {
  if (one.kind === 'list') return askList(one, other, whole, context);
  if (one.kind === 'set') return truth(contained(one.fact, other, whole), whole);
  if (one.kind === 'slot') return truth(slotContains(one.slot, other, whole), whole);
  const literal = other.kind === 'constant' ? other.value : undefined;
  if (typeof literal !== 'string') return fail(whole, 'is not known before the statement comes');
  if (one.kind === 'constant' && typeof one.value === 'string') return one.value.includes(literal);
  if (one.kind !== 'text') return fail(whole, 'contains on this is not translated');
  const isPart = testNamed('contains', literal, one, whole);
  return ask({ text: one, test: isPart, whenNull: false }, context);
}

function regex(one: Value, other: Value, whole: Expression, context: Context): Formula {
  if (one.kind !== 'text' || other.kind !== 'constant' || typeof other.value !== 'string') {
    return fail(whole, '~= on this is not translated');
  }
  const matches = testNamed('~=', other.value, one, whole);
  // MVEL 2.5.2 looks at the word "null" where there is nothing.
  const whenNull = matchesWhole(other.value, 'null');
  return ask({ text: one, test: matches, whenNull }, context);
}

const ORDER = new Map<Operator, string>([
  ['<', 'lessThan'],
  ['<=', 'lessThanInclusive'],
  ['>', 'greaterThan'],
  ['>=', 'greaterThanInclusive'],
]);

function order(operator: Operator, one: Value, other: Value, whole: Expression): Formula {
  const name = ORDER.get(operator);
  if (name === undefined || one.kind !== 'size') {
    return fail(whole, `${operator} is translated for the size of a set alone`);
  }
  if (other.kind !== 'constant' || typeof other.value !== 'number') {
    return fail(whole, 'compares a size with something that is no whole number');
  }
  return sizeComparison(one, name, other.value);
}

function sizeComparison(
  { fact }: Extract<Value, { kind: 'size' }>,
  operator: string,
  value: number,
): Formula {
  return comparison({ fact, path: '$.length' }, operator, value);
}
