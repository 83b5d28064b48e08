import type { FactReference } from './condition-schema';
import type { FactAlmanac } from './fact-almanac';
import { partReader } from './fact-path';
import type { FactValue } from './facts';

/** Reads a fact, or the part of it at its path, from the facts of a decision. */
export function factReader({ fact, path }: FactReference): (almanac: FactAlmanac) => FactValue {
  if (path === undefined) return (almanac) => almanac.value(fact);
  const partOf = partReader(path);
  return (almanac) => partOf(almanac.value(fact));
}
