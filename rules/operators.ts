import { type Operand, type OperandType, elementType, isScalar } from './operand';
import type { Patterns } from './patterns';

export interface OperatorDefinition {
  name: string;
  description: string;
  /** Why it cannot work on these two; undefined when it can. */
  misfit(left: Operand, right: Operand): Misfit | undefined;
  /** Set where each literal on the right is a pattern; the right side must then be literal. */
  compilePattern?(text: string, patterns: Patterns): unknown;
  /** Whether a literal must look like the values of the fact that it is compared with. */
  comparesWholeValues: boolean;
}

export interface Misfit {
  side: Operand;
  message: string;
}

const equality = (left: Operand, right: Operand): Misfit | undefined => {
  if (!isScalar(left.type)) {
    const remedy =
      left.type === 'map' ? "add a path such as $['name']" : 'use contains or anyMatch';
    return { side: left, message: `does not fit ${left.text}, a ${left.type}; ${remedy}` };
  }
  return mustBe(right, [left.type]);
};

const membership = (left: Operand, right: Operand): Misfit | undefined => {
  if (!isScalar(left.type)) {
    const remedy = left.type === 'map' ? "add a path such as $['name']" : 'use someFact:in';
    return { side: left, message: `does not fit ${left.text}, a ${left.type}; ${remedy}` };
  }
  return mustBe(right, [listOf(left.type)]);
};

const containment = (left: Operand, right: Operand): Misfit | undefined => {
  const element = elementType(left.type);
  if (element === undefined) {
    const remedy = left.type === 'map' ? "add a path such as $['name']" : 'use matches for texts';
    return { side: left, message: `works on sets, not on ${left.text}, a ${left.type}; ${remedy}` };
  }
  return mustBe(right, [element]);
};

const order = (left: Operand, right: Operand): Misfit | undefined => {
  if (left.fact?.ordered || right.fact?.ordered) {
    return mustBe(left, ['string']) ?? mustBe(right, ['string']);
  }
  // Two texts would compare letter by letter, so that "9" comes after "10".
  if (left.mayBeNumber && right.mayBeNumber) return mustBe(right, ['number']);
  return mustBeNumber(left) ?? mustBeNumber(right);
};

const textWith = (...rights: OperandType[]) => {
  return (left: Operand, right: Operand) => mustBe(left, ['string']) ?? mustBe(right, rights);
};

const globs = (left: Operand, right: Operand): Misfit | undefined =>
  left.type === 'set'
    ? mustBe(right, ['string', 'set'])
    : { side: left, message: `works on sets, not on ${left.text}, a ${left.type}; use matches` };

function mustBe(side: Operand, types: readonly OperandType[]): Misfit | undefined {
  if (types.includes(side.type)) return undefined;
  const wanted = types.map((type) => (type === 'set' ? 'list of strings' : type)).join(' or a ');
  return { side, message: `must be a ${wanted} here, but ${side.text} is a ${side.type}` };
}

function mustBeNumber(side: Operand): Misfit | undefined {
  return side.mayBeNumber ? undefined : mustBe(side, ['number']);
}

function listOf(type: OperandType): OperandType {
  if (type === 'number') return 'list of numbers';
  return type === 'boolean' ? 'list of booleans' : 'set';
}

const whole = (name: string, description: string, misfit: OperatorDefinition['misfit']) => ({
  name,
  description,
  misfit,
  comparesWholeValues: true,
});

/** Every operator, in the order of the documentation; the first ten are json-rules-engine's. */
export const operators: readonly OperatorDefinition[] = [
  whole('equal', 'The fact is the value.', equality),
  whole('notEqual', 'The fact is not the value.', equality),
  whole('in', 'The fact is one of the list.', membership),
  whole('notIn', 'The fact is none of the list.', membership),
  whole('contains', 'The value is an element of the set.', containment),
  whole('doesNotContain', 'The value is no element of the set.', containment),
  whole('lessThan', 'The number, time or date is before the value.', order),
  whole('lessThanInclusive', 'lessThan does, or both are equal.', order),
  whole('greaterThan', 'The number, time or date is after the value.', order),
  whole('greaterThanInclusive', 'greaterThan does, or both are equal.', order),
  {
    name: 'startsWith',
    description: 'The text begins with the value, or with one of a list.',
    misfit: textWith('string', 'set'),
    comparesWholeValues: false,
  },
  {
    name: 'matches',
    description: 'The regular expression (RE2 syntax) finds something in the text.',
    misfit: textWith('string'),
    compilePattern: (text, patterns) => patterns.regex(text),
    comparesWholeValues: false,
  },
  {
    name: 'anyMatch',
    description: 'A glob, or one of a list, matches at least one element of the set.',
    misfit: globs,
    compilePattern: (text, patterns) => patterns.glob(text),
    comparesWholeValues: false,
  },
  {
    name: 'allMatch',
    description:
      'A glob, or one of a list, matches each element of the set, which has at least one.',
    misfit: globs,
    compilePattern: (text, patterns) => patterns.glob(text),
    comparesWholeValues: false,
  },
  {
    name: 'cidr',
    description: 'The IP address lies in the network, or in one of a list.',
    misfit: textWith('string', 'set'),
    compilePattern: (text, patterns) => patterns.network(text),
    comparesWholeValues: false,
  },
];

const byName = new Map(operators.map((operator) => [operator.name, operator]));

export function operatorNamed(name: string): OperatorDefinition | undefined {
  return byName.get(name);
}

/** json-rules-engine's decorators, written before an operator: `not:in`, `everyFact:startsWith`. */
export const decorators = [
  { name: 'someFact', description: 'Holds for at least one element of the set.' },
  { name: 'everyFact', description: 'Holds for every element of the set; also for none.' },
  { name: 'someValue', description: 'Holds for at least one of the listed values.' },
  { name: 'everyValue', description: 'Holds for every one of the listed values.' },
  { name: 'swap', description: 'Fact and value change sides.' },
  { name: 'not', description: 'Holds when the operator does not.' },
] as const;

export type DecoratorName = (typeof decorators)[number]['name'];
