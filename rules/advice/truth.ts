import type { FactValue } from '../facts';
import { createOperators } from '../operator-engine';
import { createPatterns, type Patterns } from '../patterns';
import type { Budget } from './budget';
import { type Literal, valuesOf } from './literal';

/** Tries literals on values by the very operators that decide. */
export interface Truth {
  patterns: Patterns;
  budget: Budget;
  /** Whether it would hold for that value of its subject; undefined when that cannot be told. */
  of(literal: Literal, value: FactValue): boolean | undefined;
}

export function createTruth(budget: Budget): Truth {
  const patterns = createPatterns();
  const operators = createOperators(patterns);
  return {
    patterns,
    budget,
    of(literal, value) {
      if (valuesOf(literal) === undefined || !budget.spend(1)) return undefined;
      return operators(literal.operator, value, literal.value) === literal.positive;
    },
  };
}
