import type { FactReference, Scalar } from './condition-schema';
import type { KnownFacts } from './decision-facts';
import { factReader } from './fact-reader';
import type { RequiredValue } from './required-values';

type Wanted = Pick<RequiredValue, 'value' | 'isWhole'>;
type Positions = number[];

/** Which rules need which value of one fact, or of one part of it; rules are told by their positions. */
export class PlaceIndex {
  private readonly read: ReturnType<typeof factReader>;
  private readonly whole = new Map<Scalar, Positions>();
  /** By their length, then by their text. */
  private readonly beginnings = new Map<number, Map<Scalar, Positions>>();

  /** `first` is the position of the first rule that will be added. */
  constructor(
    place: FactReference,
    readonly first: number,
  ) {
    this.read = factReader(place);
  }

  /** How many rules need this value. */
  count(wanted: Wanted): number {
    return this.groupOf(wanted)?.get(wanted.value)?.length ?? 0;
  }

  add(wanted: Wanted, position: number): void {
    const group = this.groupOf(wanted) ?? new Map<Scalar, Positions>();
    if (!wanted.isWhole) this.beginnings.set(String(wanted.value).length, group);
    const positions = group.get(wanted.value);
    if (positions === undefined) group.set(wanted.value, [position]);
    else if (positions.at(-1) !== position) positions.push(position);
  }

  /** Adds the positions of the rules whose value is there; one may come more than once. */
  find(facts: KnownFacts, found: Positions): void {
    const value = this.read(facts);
    if (Array.isArray(value)) for (const element of value as string[]) this.findOne(element, found);
    else if (typeof value !== 'object') this.findOne(value, found);
  }

  private findOne(value: Scalar, found: Positions): void {
    addAll(found, this.whole.get(value));
    if (typeof value !== 'string') return;
    for (const [length, group] of this.beginnings) {
      if (length <= value.length) addAll(found, group.get(value.slice(0, length)));
    }
  }

  private groupOf({ value, isWhole }: Wanted): Map<Scalar, Positions> | undefined {
    return isWhole ? this.whole : this.beginnings.get(String(value).length);
  }
}

function addAll(found: Positions, more: Positions | undefined): void {
  if (more !== undefined) for (const position of more) found.push(position);
}
