import type { Comparison, Condition, FactReference, Scalar } from './condition-schema';
import { literalStart } from './glob';

/** A value that a fact, or an element of it where it is a set, must be or begin with. */
export interface RequiredValue {
  place: FactReference;
  value: Scalar;
  /** Whether it must be the value; it begins with it otherwise, which is a text then. */
  isWhole: boolean;
}

/** Values of which at least one is there whenever a condition holds. */
export interface Requirement {
  values: readonly RequiredValue[];
  /** How many rules require the one of them that most do. */
  rivals: number;
}

type Wanted = Omit<RequiredValue, 'place'>;

const whole = (value: Scalar): Wanted => ({ value, isWhole: true });
const beginning = (value: Scalar): Wanted => ({ value, isWhole: false });
const globbed = (value: Scalar): Wanted => {
  const { text, isWhole } = literalStart(String(value));
  return { value: text, isWhole };
};

/** Operators that hold only where one of their values is found, with what of it is found. */
const WANTED = new Map<string, (value: Scalar) => Wanted>([
  ['equal', whole],
  ['swap:equal', whole],
  ['in', whole],
  ['someValue:equal', whole],
  ['contains', whole],
  ['someFact:equal', whole],
  ['someFact:in', whole],
  ['startsWith', beginning],
  ['someFact:startsWith', beginning],
  ['anyMatch', globbed],
  ['allMatch', globbed],
]);

interface Search {
  named: Readonly<Record<string, Condition>>;
  /** How many rules were found to require a value so far. */
  rivalsOf(required: RequiredValue): number;
  /** Whether a list of so many values may be looked at, too. */
  mayLookAt(values: number): boolean;
}

/** What must be there for a condition to hold; undefined where nothing can be told. */
export function requirementOf(condition: Condition, search: Search): Requirement | undefined {
  if ('all' in condition) {
    const known = condition.all.flatMap((inner) => requirementOf(inner, search) ?? []);
    return known.length === 0 ? undefined : known.reduce(better);
  }
  if ('any' in condition) return ofBranches(condition.any, search);
  if ('not' in condition) return undefined;
  if ('condition' in condition) {
    return requirementOf(search.named[condition.condition] as Condition, search);
  }
  return ofComparison(condition, search);
}

/** Each would do; the one that brings fewer other rules along is better. */
function better(a: Requirement, b: Requirement): Requirement {
  if (a.rivals !== b.rivals) return a.rivals < b.rivals ? a : b;
  return b.values.length < a.values.length ? b : a;
}

function ofBranches(branches: readonly Condition[], search: Search): Requirement | undefined {
  const requirements: Requirement[] = [];
  for (const branch of branches) {
    const requirement = requirementOf(branch, search);
    if (requirement === undefined) return undefined;
    requirements.push(requirement);
  }
  return {
    values: requirements.flatMap(({ values }) => values),
    rivals: Math.max(...requirements.map(({ rivals }) => rivals)),
  };
}

function ofComparison(comparison: Comparison, search: Search): Requirement | undefined {
  const { fact, path, operator, value } = comparison;
  const wanted = WANTED.get(operator);
  const literals = Array.isArray(value) ? value : [value];
  if (wanted === undefined || !search.mayLookAt(literals.length)) return undefined;
  const values: RequiredValue[] = [];
  let rivals = 0;
  for (const literal of literals) {
    // Where it is another fact, the value is not known before the decision.
    if (typeof literal === 'object') return undefined;
    const required = { place: { fact, path }, ...wanted(literal) };
    // Every text begins with it.
    if (!required.isWhole && required.value === '') return undefined;
    rivals = Math.max(rivals, search.rivalsOf(required));
    values.push(required);
  }
  return { values, rivals };
}
