import type { Contradiction } from './contradiction';
import { type Literal, valuesOf } from './literal';
import { networkLogic, type PatternLogic, prefixLogic } from './patterns-apart';
import type { Truth } from './truth';

/** Literals of one subject whose beginnings or networks exclude each other. */
export function impossibleText(
  literals: readonly Literal[],
  truth: Truth,
): Contradiction | undefined {
  const byOperator = (name: string) => literals.filter(({ operator }) => operator === name);
  const beginnings = byOperator('startsWith');
  const networks = byOperator('cidr');
  return (
    patternsApart(positiveOf(beginnings), beginnings, prefixLogic) ??
    patternsApart(positiveOf(networks), networks, networkLogic(truth.patterns))
  );
}

/**
 * A wanted one of lists of patterns that has nothing in common with another wanted one, or that
 * lies wholly within an unwanted one.
 */
export function patternsApart(
  wanted: readonly Literal[],
  all: readonly Literal[],
  logic: PatternLogic,
): Contradiction | undefined {
  for (const one of wanted) {
    const excluding = all.find((other) => other !== one && excludes(one, other, logic));
    if (excluding !== undefined) return { literals: [one, excluding] };
  }
  return undefined;
}

// Two long lists would be compared each with each.
const MAX_PAIRS = 10_000;

function excludes(one: Literal, other: Literal, { disjoint, covered }: PatternLogic): boolean {
  const left = textsOf(one);
  const right = textsOf(other);
  if (left.length === 0 || right.length === 0) return false;
  if (left.length * right.length > MAX_PAIRS) return false;
  if (other.positive) return left.every((a) => right.every((b) => disjoint(a, b)));
  return left.every((a) => right.some((b) => covered(a, b)));
}

export function positiveOf(literals: readonly Literal[]): Literal[] {
  return literals.filter(({ positive }) => positive);
}

/** The patterns of a literal; none where they cannot all be told. */
export function textsOf(literal: Literal): string[] {
  const values = valuesOf(literal) ?? [];
  const texts = values.filter((value) => typeof value === 'string');
  return texts.length === values.length ? texts : [];
}
