import type { FactDefinition } from './facts';
import { nearestName } from './nearest-name';
import { type Operand, elementType } from './operand';
import {
  type DecoratorName,
  type OperatorDefinition,
  decorators,
  operatorNamed,
  operators,
} from './operators';
import type { Patterns } from './patterns';
import type { RuleProblem } from './problem';

interface Sides {
  left: Operand;
  right: Operand;
}

const MAX_DECORATORS = 5;

/** What is wrong with an operator, its decorators and what it is used on; a side may be unknown. */
export function checkOperator(
  written: string,
  left: Operand | undefined,
  right: Operand | undefined,
  at: string,
  patterns: Patterns,
): RuleProblem[] {
  const prefixes = written.split(':');
  const name = prefixes.pop() ?? '';
  const operator = operatorNamed(name);
  const nameProblems = namesProblems(prefixes, name, operator, at);
  if (operator === undefined || nameProblems.length > 0) return nameProblems;
  if (left === undefined || right === undefined) return [];
  const sides = decorated(prefixes as DecoratorName[], { left, right });
  if ('message' in sides) return [{ path: sides.path, message: sides.message }];
  return fitProblems(operator, sides, patterns);
}

function namesProblems(
  prefixes: string[],
  name: string,
  operator: OperatorDefinition | undefined,
  at: string,
): RuleProblem[] {
  if (prefixes.length > MAX_DECORATORS) {
    return [{ path: at, message: `has more than ${MAX_DECORATORS} decorators; use fewer` }];
  }
  const known = decorators.map((decorator): string => decorator.name);
  const problems = prefixes
    .filter((prefix) => !known.includes(prefix))
    .map((prefix) => ({ path: at, message: unknown('decorator', prefix, known) }));
  if (operator !== undefined) return problems;
  const names = operators.map((definition) => definition.name);
  return [...problems, { path: at, message: unknown('operator', name, names) }];
}

function unknown(kind: string, name: string, known: readonly string[]): string {
  const near = nearestName(name, known);
  const remedy = near === undefined ? `known are ${known.join(', ')}` : `did you mean ${near}?`;
  return `has ${JSON.stringify(name.slice(0, 100))}, which is no ${kind}; ${remedy}`;
}

/** What the operator itself gets to see behind its decorators. */
function decorated(prefixes: readonly DecoratorName[], sides: Sides): Sides | RuleProblem {
  let { left, right } = sides;
  for (const prefix of prefixes) {
    if (prefix === 'swap') [left, right] = [right, left];
    if (prefix === 'someFact' || prefix === 'everyFact') {
      const element = elementType(left.type);
      if (element === undefined) return noList(prefix, left);
      left = { ...left, type: element, text: `an element of ${left.text}` };
    }
    if (prefix === 'someValue' || prefix === 'everyValue') {
      const element = elementType(right.type);
      if (element === undefined) return noList(prefix, right);
      right = { ...right, type: element, text: `an element of ${right.text}` };
    }
  }
  return { left, right };
}

function noList(prefix: DecoratorName, side: Operand): RuleProblem {
  const message = `needs a list of one kind for ${prefix}, but ${side.text} is a ${side.type}; remove ${prefix}:`;
  return { path: side.at, message };
}

function fitProblems(
  operator: OperatorDefinition,
  { left, right }: Sides,
  patterns: Patterns,
): RuleProblem[] {
  const misfit = operator.misfit(left, right);
  if (misfit !== undefined) return [{ path: misfit.side.at, message: misfit.message }];
  if (operator.compilePattern === undefined) {
    return [...literalProblems(operator, left, right), ...literalProblems(operator, right, left)];
  }
  if (right.literals === undefined) {
    const message = `must be written in the rule for ${operator.name}; it cannot be read from ${right.text}`;
    return [{ path: right.at, message }];
  }
  const lowerCase = operator.name === 'matches' ? [] : literalProblems(operator, left, right);
  return [...patternProblems(operator, right, patterns), ...lowerCase];
}

function patternProblems(
  operator: OperatorDefinition,
  side: Operand,
  patterns: Patterns,
): RuleProblem[] {
  return eachLiteral(side, (text) => {
    try {
      operator.compilePattern?.(text, patterns);
      return undefined;
    } catch (err) {
      return err instanceof Error ? err.message : String(err);
    }
  });
}

/** Literals that no value of the fact on the other side could ever be compared with in earnest. */
function literalProblems(
  operator: OperatorDefinition,
  { fact }: Operand,
  literals: Operand,
): RuleProblem[] {
  if (fact === undefined) return [];
  return eachLiteral(literals, (text) => neverMeets(operator, fact, text));
}

function neverMeets(
  operator: OperatorDefinition,
  fact: FactDefinition,
  text: string,
): string | undefined {
  if (text === '') {
    return operator.name === 'startsWith' ? 'is empty; write what the text begins with' : undefined;
  }
  if (fact.lowerCase && text !== text.toLowerCase()) {
    return `never meets ${fact.name}, which is in lower case; write ${text.toLowerCase()}`;
  }
  if (operator.comparesWholeValues && fact.form && !fact.form.pattern.test(text)) {
    return `is no value of ${fact.name}; ${fact.form.remedy}`;
  }
  return undefined;
}

function eachLiteral(side: Operand, wrong: (text: string) => string | undefined): RuleProblem[] {
  const literals = side.literals ?? [];
  return literals.flatMap((literal, index) => {
    const message = typeof literal === 'string' ? wrong(literal) : undefined;
    if (message === undefined) return [];
    const path = side.isList ? `${side.at}[${index}]` : side.at;
    return [{ path, message }];
  });
}
