import type { Comparison, FactReference, Scalar } from '../condition-schema';
import { type FactDefinition, type FactType, factNamed } from '../facts';
import { typeAtPath } from '../fact-path';

/** What a comparison looks at: a fact or a part of one. */
export interface Subject {
  /** The same for every spelling of the path. */
  key: string;
  fact: FactDefinition;
  /** Of the part where there is a path. */
  type: FactType;
  path?: string;
}

/** A comparison or its opposite, in one spelling: `notEqual` is `equal` that must not hold. */
export interface Literal {
  /** The same for literals that differ in nothing but `positive`. */
  key: string;
  subject: Subject;
  /** Never begins with `not:`. */
  operator: string;
  value: Scalar | readonly Scalar[] | FactReference;
  positive: boolean;
  /** Where it is written. */
  at: string;
  /** As it is written, for messages. */
  text: string;
}

const OPPOSITES = new Map([
  ['notEqual', 'equal'],
  ['notIn', 'in'],
  ['doesNotContain', 'contains'],
]);

// The same by another name, so that one spelling has to be understood only.
const SYNONYMS = new Map([
  ['someFact:equal', 'contains'],
  ['someValue:equal', 'in'],
]);

const SHOWN = 60;

/** `wanted` is false where an uneven number of `not` is around the comparison. */
export function literalOf(comparison: Comparison, wanted: boolean, at: string): Literal {
  const { value } = comparison;
  let positive = wanted;
  let operator = comparison.operator;
  while (operator.startsWith('not:')) {
    positive = !positive;
    operator = operator.slice('not:'.length);
  }
  const opposite = OPPOSITES.get(operator);
  if (opposite !== undefined) positive = !positive;
  operator = opposite ?? operator;
  operator = SYNONYMS.get(operator) ?? operator;
  const text = `${wanted ? '' : 'not '}${textOf(comparison)}`;
  const subject = subjectOf(comparison);
  const key = JSON.stringify([subject.key, operator, value]);
  return { key, subject, operator, value, positive, at, text };
}

/** The values that the rule itself has; undefined where they are read from a fact. */
export function valuesOf({ value }: Literal): readonly Scalar[] | undefined {
  if (isList(value)) return value;
  return typeof value === 'object' ? undefined : [value];
}

/** The only values of its subject with which a literal can hold; undefined where there are others. */
export function onlyValuesOf(literal: Literal): readonly Scalar[] | undefined {
  const lists = literal.positive && (literal.operator === 'equal' || literal.operator === 'in');
  return lists ? valuesOf(literal) : undefined;
}

/** `user equal "ada"` */
export function textOf({ fact, path, operator, value }: Comparison): string {
  const shown = JSON.stringify(value);
  const cut = shown.length > SHOWN ? `${shown.slice(0, SHOWN)}…` : shown;
  return `${fact}${path === undefined ? '' : ` ${path}`} ${operator} ${cut}`;
}

function subjectOf({ fact: name, path }: Comparison): Subject {
  const fact = factNamed(name);
  if (fact === undefined) throw new Error(`There is no fact "${name}"`);
  if (path === undefined) return { key: name, fact, type: fact.type };
  const part = typeAtPath(fact, path);
  const type = 'type' in part ? part.type : fact.type;
  const bracketed = path.replace(/^\$\.(.*)$/, "$['$1']").replace(/^\$\["(.*)"\]$/, "$['$1']");
  return { key: `${name} ${bracketed}`, fact, type, path };
}

function isList(value: Literal['value']): value is readonly Scalar[] {
  return Array.isArray(value);
}
