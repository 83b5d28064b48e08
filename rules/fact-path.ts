import type { FactDefinition, FactType, FactValue } from './facts';

type Step = { key: string } | { index: number };

const DOTTED = /^\$\.([^.[\]'"*?()@]+)$/;
const QUOTED = /^\$\[(?:'([^']*)'|"([^"]*)")\]$/;
const INDEXED = /^\$\[(\d{1,6})\]$/;

/**
 * The JSONPath of one step that a path may be. More would find nothing in facts, which are flat,
 * and its filters would let a rule run expressions.
 */
function stepOf(path: string): Step | undefined {
  const index = INDEXED.exec(path)?.[1];
  if (index !== undefined) return { index: Number(index) };
  const quoted = QUOTED.exec(path);
  const key = DOTTED.exec(path)?.[1] ?? quoted?.[1] ?? quoted?.[2];
  return key === undefined ? undefined : { key };
}

/** What type the part of a fact has, or why there is no such part. */
export function typeAtPath(
  fact: FactDefinition,
  path: string,
): { type: FactType } | { message: string } {
  const step = stepOf(path);
  if (step === undefined) {
    return { message: "is no path that facts have; write $['name'], $.name, $[0] or $.length" };
  }
  if (fact.type === 'map' && 'key' in step) {
    if (fact.lowerCase && step.key !== step.key.toLowerCase()) {
      return {
        message: `must be in lower case, as ${fact.name} is: $['${step.key.toLowerCase()}']`,
      };
    }
    return { type: 'string' };
  }
  if (fact.type === 'counts' && 'key' in step) return { type: 'number' };
  if (fact.type === 'set' && 'index' in step) return { type: 'string' };
  if (fact.type === 'set' && 'key' in step && step.key === 'length') return { type: 'number' };
  return {
    message: `finds nothing in ${fact.name}, which is a ${fact.type}; ${remedies[fact.type]}`,
  };
}

const remedies: Record<FactType, string> = {
  map: "write $['name']",
  counts: "write $['name'] with the name of a routing group",
  set: 'write $[0] or $.length',
  string: 'remove the path',
  number: 'remove the path',
  boolean: 'remove the path',
};

/** The part of a fact's value; what is not there reads as an empty string. */
export function valueAtPath(value: FactValue, path: string): FactValue {
  return partReader(path)(value);
}

/** `valueAtPath` of one path, for many values. */
export function partReader(path: string): (value: FactValue) => FactValue {
  const step = stepOf(path);
  return (value) => {
    if (step === undefined || typeof value !== 'object') return value;
    if (isList(value)) {
      if ('index' in step) return value[step.index] ?? '';
      return value.length;
    }
    return 'key' in step && Object.hasOwn(value, step.key) ? (value[step.key] ?? '') : '';
  };
}

function isList(value: object): value is readonly string[] {
  return Array.isArray(value);
}
