import type { Contradiction } from './contradiction';
import { impossibleRange } from './impossible-range';
import { patternsApart, positiveOf, textsOf } from './impossible-text';
import { type Literal, onlyValuesOf } from './literal';
import { globLogic, isPlain } from './patterns-apart';
import type { Truth } from './truth';

/** Literals of one set that exclude each other: by an element, by globs, or by its length. */
export function impossibleSet(
  literals: readonly Literal[],
  truth: Truth,
): Contradiction | undefined {
  return impossibleElement(literals, truth) ?? globsApart(literals, truth) ?? emptied(literals);
}

/** An element that must be there and may not. */
function impossibleElement(literals: readonly Literal[], truth: Truth): Contradiction | undefined {
  const ofEach = literals.filter(saysOfEach);
  for (const literal of literals) {
    const elements = wantedElements(literal);
    if (elements.length === 0) continue;
    const excluding = elements.map((element) =>
      ofEach.find((each) => each !== literal && truth.of(each, [element]) === false),
    );
    if (excluding.some((each) => each === undefined)) continue;
    const guilty = excluding.filter((each) => each !== undefined);
    return { literals: [...new Set([literal, ...guilty])] };
  }
  return undefined;
}

/** Whether what holds for a set holds for each of its elements as a set of one. */
function saysOfEach({ subject, operator, positive }: Literal): boolean {
  if (subject.path !== undefined) return false;
  return positive
    ? operator === 'allMatch' || operator.startsWith('everyFact:')
    : operator === 'contains' || operator === 'anyMatch' || operator.startsWith('someFact:');
}

/** The texts of which at least one must be an element; none where that cannot be told. */
function wantedElements(literal: Literal): string[] {
  const { subject, operator, positive } = literal;
  if (subject.path !== undefined) {
    const values = subject.type === 'string' ? (onlyValuesOf(literal) ?? []) : [];
    // An index beyond the end reads as an empty text.
    const texts = values.filter((value) => typeof value === 'string' && value !== '');
    return texts.length === values.length ? (texts as string[]) : [];
  }
  if (!positive) return [];
  if (operator === 'contains' || operator === 'someFact:in') return textsOf(literal);
  const isGlob = operator === 'anyMatch' || operator === 'allMatch';
  return isGlob && textsOf(literal).every(isPlain) ? textsOf(literal) : [];
}

function globsApart(literals: readonly Literal[], truth: Truth): Contradiction | undefined {
  const logic = globLogic(truth.patterns);
  const whole = literals.filter(({ subject }) => subject.path === undefined);
  const any = whole.filter(({ operator }) => operator === 'anyMatch');
  const all = whole.filter(({ operator }) => operator === 'allMatch');
  const unwanted = any.filter(({ positive }) => !positive);
  return (
    patternsApart(positiveOf(all), [...all, ...any], logic) ??
    patternsApart(positiveOf(any), [...positiveOf(all), ...unwanted], logic)
  );
}

/** A length below 1 for a set that must have an element. */
function emptied(literals: readonly Literal[]): Contradiction | undefined {
  const lengths = literals.filter(({ subject }) => subject.type === 'number');
  const wanting = literals.find(wantsElement);
  return lengths.length > 0 && wanting ? impossibleRange(lengths, wanting) : undefined;
}

function wantsElement(literal: Literal): boolean {
  const { subject, operator, positive } = literal;
  if (subject.path !== undefined) return wantedElements(literal).length > 0;
  if (!positive) return operator.startsWith('everyFact:');
  return (
    ['contains', 'anyMatch', 'allMatch'].includes(operator) || operator.startsWith('someFact:')
  );
}
