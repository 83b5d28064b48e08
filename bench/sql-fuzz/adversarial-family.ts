/** The longest text, and the deepest brackets, that are read whole by default. */
export const LONGEST = 1_000_000;
export const DEEPEST = 200;

/**
 * What becomes of a text: read whole; scanned, as it is beyond the limits; refused, as no statement is
 * written so; or either of the first two, where only the reader knows how deep it goes.
 */
export type Outcome = 'whole' | 'scanned' | 'refused' | 'whole or scanned';

export interface AdversarialCase {
  size: number;
  text: () => string;
  outcome: Outcome;
  queryType: string;
}

export interface Family {
  name: string;
  cases: readonly AdversarialCase[];
}

interface Nature {
  /** Of a text of that size; unless told, whole up to the limits and scanned beyond. */
  outcome?: Outcome;
  queryType?: string;
  /** Levels of brackets in a text of that size. */
  depth?: (size: number) => number;
}

/** A family of texts that differ in size only. */
export function family(
  name: string,
  sizes: readonly number[],
  textOf: (size: number) => string,
  { outcome, queryType = 'Query', depth = () => 0 }: Nature = {},
): Family {
  const cases = sizes.map((size) => {
    const isWithin = depth(size) <= DEEPEST && textOf(size).length <= LONGEST;
    const expected = outcome ?? (isWithin ? 'whole' : 'scanned');
    return { size, text: () => textOf(size), outcome: expected, queryType };
  });
  return { name, cases };
}
