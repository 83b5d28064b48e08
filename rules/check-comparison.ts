import type { Scalar } from './condition-schema';
import { type FactDefinition, factNamed, facts } from './facts';
import { typeAtPath } from './fact-path';
import { fieldOf, isObject } from './json-fields';
import { nearestName } from './nearest-name';
import { type Operand, literalOperand } from './operand';
import { checkOperator } from './check-operator';
import type { Patterns } from './patterns';
import type { RuleProblem } from './problem';

/** What is wrong with one comparison beyond its schema; parts that break the schema are skipped. */
export function comparisonProblems(
  comparison: object,
  at: string,
  patterns: Patterns,
): RuleProblem[] {
  const problems: RuleProblem[] = [];
  const left = factOperand(comparison, at, `${at}.operator`, problems);
  const right = valueOperand(fieldOf(comparison, 'value'), `${at}.value`, problems);
  const operator = fieldOf(comparison, 'operator');
  if (typeof operator === 'string' && operator !== '') {
    problems.push(...checkOperator(operator, left, right, `${at}.operator`, patterns));
  }
  return problems;
}

/** Reads `{fact, path?}` at `at`; undefined when it cannot be told what that is. */
function factOperand(
  reference: object,
  at: string,
  toldAt: string,
  problems: RuleProblem[],
): Operand | undefined {
  const name = fieldOf(reference, 'fact');
  if (typeof name !== 'string' || name === '') return undefined;
  const fact = factNamed(name);
  if (fact === undefined) {
    problems.push({ path: `${at}.fact`, message: unknownFact(name) });
    return undefined;
  }
  const path = fieldOf(reference, 'path');
  if (path === undefined) return { type: fact.type, text: `the fact ${name}`, at: toldAt, fact };
  if (typeof path !== 'string' || path === '') return undefined;
  return partOperand(fact, path, at, toldAt, problems);
}

function partOperand(
  fact: FactDefinition,
  path: string,
  at: string,
  toldAt: string,
  problems: RuleProblem[],
): Operand | undefined {
  const part = typeAtPath(fact, path);
  if ('message' in part) {
    problems.push({ path: `${at}.path`, message: part.message });
    return undefined;
  }
  const text = `${path} of the fact ${fact.name}`;
  const operand: Operand = { type: part.type, text, at: toldAt };
  if (fact.type === 'map') return { ...operand, mayBeNumber: true };
  return part.type === 'string' ? { ...operand, fact } : operand;
}

function valueOperand(value: unknown, at: string, problems: RuleProblem[]): Operand | undefined {
  if (isObject(value)) return factOperand(value, at, at, problems);
  if (isScalarValue(value)) return literalOperand(value, at);
  if (Array.isArray(value) && value.length > 0 && value.every(isScalarValue)) {
    return literalOperand(value, at);
  }
  return undefined;
}

function isScalarValue(value: unknown): value is Scalar {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

export function unknownFact(name: string): string {
  const near = nearestName(
    name,
    facts.map((fact) => fact.name),
  );
  const shown = JSON.stringify(name.slice(0, 100));
  return near === undefined
    ? `is ${shown}, which is no fact; docs/rule-language.md lists all facts`
    : `is ${shown}, which is no fact; did you mean ${near}?`;
}
