import { Engine } from 'json-rules-engine';
import { isInNetworks } from './network';
import type { Patterns } from './patterns';

// Longest text that a regular expression looks at, so that no statement can hold up the others.
const MATCHED_LENGTH = 100_000;

/** An engine that holds operators and named conditions; it is never run (see compile.ts). */
export function createOperatorEngine(patterns: Patterns): Engine {
  const engine = new Engine([], { allowUndefinedFacts: false });
  engine.addOperator('startsWith', (text: string, prefixes: string | string[]) =>
    listOf(prefixes).some((prefix) => prefix !== '' && text.startsWith(prefix)),
  );
  engine.addOperator('matches', (text: string, regex: string) =>
    patterns.regex(regex).test(text.slice(0, MATCHED_LENGTH)),
  );
  const anyGlob = (globs: string | string[]) => (name: string) =>
    listOf(globs).some((glob) => patterns.glob(glob).test(name));
  engine.addOperator('anyMatch', (names: string[], globs: string | string[]) =>
    names.some(anyGlob(globs)),
  );
  engine.addOperator(
    'allMatch',
    (names: string[], globs: string | string[]) => names.length > 0 && names.every(anyGlob(globs)),
  );
  engine.addOperator('cidr', (address: string, networks: string | string[]) =>
    isInNetworks(address, listOf(networks).map(patterns.network)),
  );
  return engine;
}

/** Whether one operator holds between two values. */
export type Operator = (left: unknown, right: unknown) => boolean;

/** Whether an operator, with its decorators, holds between two values. */
export type Operators = (name: string, left: unknown, right: unknown) => boolean;

/** What json-rules-engine's Engine has but its types leave out. */
interface WithOperators {
  operators: { get(name: string): { evaluate: Operator } | null };
}

/** The operators by themselves; an unknown one throws. */
export function createOperators(patterns: Patterns): Operators {
  const operatorNamed = operatorsOf(createOperatorEngine(patterns));
  return (name, left, right) => operatorNamed(name)(left, right);
}

/** The operators of an engine by their names, decorators included. */
export function operatorsOf(engine: Engine): (name: string) => Operator {
  const { operators } = engine as unknown as WithOperators;
  return (name) => {
    const operator = operators.get(name);
    if (operator === null) throw new Error(`There is no operator "${name}"`);
    return (left, right) => operator.evaluate(left, right);
  };
}

function listOf(value: string | string[]): string[] {
  return typeof value === 'string' ? [value] : value;
}
