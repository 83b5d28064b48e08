import type { Engine } from 'json-rules-engine';
import type { FactValue } from '../facts';
import { createOperatorEngine } from '../operator-engine';
import { createPatterns, type Patterns } from '../patterns';
import type { Budget } from './budget';
import { type Literal, valuesOf } from './literal';

interface Operators {
  operators: { get(name: string): { evaluate(left: unknown, right: unknown): boolean } | null };
}

/** Tries literals on values by the very operators that decide. */
export interface Truth {
  patterns: Patterns;
  /** Whether it would hold for that value of its subject; undefined when that cannot be told. */
  of(literal: Literal, value: FactValue): boolean | undefined;
}

export function createTruth(budget: Budget): Truth {
  const patterns = createPatterns();
  const engine: Engine = createOperatorEngine(patterns);
  const { operators } = engine as unknown as Operators;
  return {
    patterns,
    of(literal, value) {
      const operator = operators.get(literal.operator);
      if (operator === null || valuesOf(literal) === undefined || !budget.spend(1))
        return undefined;
      return operator.evaluate(value, literal.value) === literal.positive;
    },
  };
}
