import type { FactInput } from './fact-input';
import { type FactValue, factNamed } from './facts';

/** What rules ask for facts. */
export interface KnownFacts {
  /** Throws for an unknown fact, which no compiled rule asks for. */
  value(name: string): FactValue;
}

/** The facts of one decision. Each is read when a rule first asks for it and is the same from then on. */
export class DecisionFacts implements KnownFacts {
  private readonly known = new Map<string, FactValue>();

  constructor(
    private readonly input: FactInput,
    private readonly timeZone: string,
  ) {}

  value(name: string): FactValue {
    const known = this.known.get(name);
    if (known !== undefined) return known;
    const fact = factNamed(name);
    if (fact === undefined) throw new Error(`There is no fact "${name}"`);
    const value = fact.read(this.input, this.timeZone);
    this.known.set(name, value);
    return value;
  }
}
