import type { Literal } from './literal';
import { impossibleRange } from './impossible-range';
import { impossibleSet } from './impossible-set';
import { impossibleText } from './impossible-text';
import { impossibleValue } from './impossible-value';
import type { Truth } from './truth';

/** Why literals cannot hold together; nothing is told that is not sure. */
export interface Contradiction {
  /** Those that exclude each other, at least one. */
  literals: readonly Literal[];
  /** What the fact is, where that alone excludes it. */
  because?: string;
}

/** Finds literals of one way that exclude each other; undefined when none are known to. */
export function contradictionOf(
  literals: readonly Literal[],
  truth: Truth,
): Contradiction | undefined {
  if (!truth.budget.spend(literals.length)) return undefined;
  const opposite = oppositeOf(literals);
  if (opposite !== undefined) return opposite;
  for (const group of groupedBy(literals, ({ subject }) => subject.key)) {
    const found =
      impossibleValue(group, truth) ?? impossibleRange(group) ?? impossibleText(group, truth);
    if (found !== undefined) return found;
  }
  const ofSets = literals.filter(({ subject }) => subject.fact.type === 'set');
  for (const group of groupedBy(ofSets, ({ subject }) => subject.fact.name)) {
    const found = impossibleSet(group, truth);
    if (found !== undefined) return found;
  }
  return undefined;
}

function oppositeOf(literals: readonly Literal[]): Contradiction | undefined {
  const seen = new Map<string, Literal>();
  for (const literal of literals) {
    const other = seen.get(literal.key);
    if (other !== undefined && other.positive !== literal.positive) {
      return { literals: [other, literal] };
    }
    seen.set(literal.key, literal);
  }
  return undefined;
}

function groupedBy(
  literals: readonly Literal[],
  keyOf: (literal: Literal) => string,
): Iterable<Literal[]> {
  const groups = new Map<string, Literal[]>();
  for (const literal of literals) {
    const group = groups.get(keyOf(literal));
    if (group === undefined) groups.set(keyOf(literal), [literal]);
    else group.push(literal);
  }
  return groups.values();
}
