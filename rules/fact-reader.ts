import type { FactReference } from './condition-schema';
import type { KnownFacts } from './decision-facts';
import { partReader } from './fact-path';
import type { FactValue } from './facts';

/** Reads a fact, or the part of it at its path, from the facts of a decision. */
export function factReader({ fact, path }: FactReference): (facts: KnownFacts) => FactValue {
  if (path === undefined) return (facts) => facts.value(fact);
  const partOf = partReader(path);
  return (facts) => partOf(facts.value(fact));
}
