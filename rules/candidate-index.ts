import type { Condition } from './condition-schema';
import type { KnownFacts } from './decision-facts';
import { PlaceIndex } from './place-index';
import { type RequiredValue, requirementOf } from './required-values';

/** Which rules can match at all, without trying each (decision 14). */
export interface CandidateIndex {
  /** Positions of rules that are tried whatever the facts. */
  always: readonly number[];
  /** Where the other rules look, in the order of the first rule that looks there. */
  places: readonly PlaceIndex[];
}

// Named conditions let a small rule set stand for very many values; what is beyond is always tried.
const MAX_VALUES = 1_000_000;

/**
 * Files each rule under what it requires. Of several requirements it takes the one whose most wanted
 * value is wanted by the fewest rules so far, so that one fact brings few rules along.
 */
export function indexRules(
  conditions: readonly Condition[],
  named: Readonly<Record<string, Condition>>,
): CandidateIndex {
  const always: number[] = [];
  const places = new Map<string, PlaceIndex>();
  let values = 0;
  const search = {
    named,
    rivalsOf: (required: RequiredValue) => places.get(keyOf(required))?.count(required) ?? 0,
    mayLookAt: (count: number) => (values += count) <= MAX_VALUES,
  };

  function file(required: RequiredValue, position: number): void {
    const key = keyOf(required);
    const place = places.get(key) ?? new PlaceIndex(required.place, position);
    places.set(key, place);
    place.add(required, position);
  }

  for (const [position, condition] of conditions.entries()) {
    const requirement = values > MAX_VALUES ? undefined : requirementOf(condition, search);
    if (requirement === undefined) always.push(position);
    else for (const required of requirement.values) file(required, position);
  }
  return { always, places: [...places.values()] };
}

function keyOf({ place: { fact, path = '' } }: RequiredValue): string {
  return `${fact} ${path}`;
}

/** Behind the last rule. */
export const NO_MORE = Infinity;

/** The positions of the candidates for one decision, in order; facts are read when a rule needs them. */
export class Candidates {
  private found: readonly number[] = [];
  private nextFound = 0;
  private nextAlways = 0;
  private nextPlace = 0;

  constructor(
    private readonly index: CandidateIndex,
    private readonly facts: KnownFacts,
  ) {}

  /** The next position, NO_MORE behind the last one. */
  next(): number {
    let next = this.nearest();
    for (;;) {
      const place = this.index.places[this.nextPlace];
      // Only the facts that a rule up to this one looks at.
      if (place === undefined || place.first > next) break;
      this.nextPlace += 1;
      this.lookAt(place);
      next = this.nearest();
    }
    if (next === this.found[this.nextFound]) this.nextFound += 1;
    else this.nextAlways += 1;
    return next;
  }

  private nearest(): number {
    const always = this.index.always[this.nextAlways] ?? NO_MORE;
    return Math.min(always, this.found[this.nextFound] ?? NO_MORE);
  }

  private lookAt(place: PlaceIndex): void {
    const found = this.found.slice(this.nextFound);
    const before = found.length;
    place.find(this.facts, found);
    if (found.length === before) return;
    this.found = found.length === 1 ? found : [...new Set(found)].sort((a, b) => a - b);
    this.nextFound = 0;
  }
}
