import type { Scalar } from './condition-schema';
import type { FactDefinition, FactType } from './facts';

/** What an operator finds on one of its sides; a set is a list of strings. */
export type OperandType = FactType | 'list of numbers' | 'list of booleans' | 'mixed list';

export interface Operand {
  type: OperandType;
  /** How to call it in a message. */
  text: string;
  /** Where in the rule set a problem with it is told. */
  at: string;
  /** The values, where the rule itself has them. */
  literals?: readonly Scalar[];
  /** Whether the rule has them as a list, so that each has a place of its own. */
  isList?: boolean;
  /** Where it is read from, otherwise. */
  fact?: FactDefinition;
  /** Set for parts of maps: texts that may well be numbers. */
  mayBeNumber?: boolean;
}

const ELEMENTS: Partial<Record<OperandType, OperandType>> = {
  set: 'string',
  'list of numbers': 'number',
  'list of booleans': 'boolean',
};

/** The type of a list's elements; undefined for what is no list, or a mixed one. */
export function elementType(type: OperandType): OperandType | undefined {
  return ELEMENTS[type];
}

export function isScalar(type: OperandType): boolean {
  return type === 'string' || type === 'number' || type === 'boolean';
}

export function literalOperand(value: Scalar | readonly Scalar[], at: string): Operand {
  if (isList(value))
    return { type: listType(value), text: 'the list', at, literals: value, isList: true };
  return {
    type: scalarType(value),
    text: `the value ${JSON.stringify(value)}`,
    at,
    literals: [value],
  };
}

function listType(values: readonly Scalar[]): OperandType {
  const types = new Set(values.map(scalarType));
  if (types.size > 1) return 'mixed list';
  const [only] = types;
  if (only === 'number') return 'list of numbers';
  return only === 'boolean' ? 'list of booleans' : 'set';
}

function scalarType(value: Scalar): 'string' | 'number' | 'boolean' {
  if (typeof value === 'number') return 'number';
  return typeof value === 'boolean' ? 'boolean' : 'string';
}

function isList(value: Scalar | readonly Scalar[]): value is readonly Scalar[] {
  return Array.isArray(value);
}
