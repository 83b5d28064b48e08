import { Almanac } from 'json-rules-engine';
import type { FactInput } from './fact-input';
import { valueAtPath } from './fact-path';
import { type FactValue, factNamed } from './facts';

/**
 * The facts of one decision. Each is read when a rule first asks for it and is the same from then
 * on. The base class would hash a key for each look-up and run JSONPath expressions for each path.
 */
export class FactAlmanac extends Almanac {
  private readonly known = new Map<string, FactValue>();

  constructor(
    private readonly input: FactInput,
    private readonly timeZone: string,
  ) {
    super();
  }

  override factValue<T>(
    name: string,
    _params?: Record<string, unknown>,
    path?: string,
  ): Promise<T> {
    const value = this.value(name);
    return Promise.resolve((path ? valueAtPath(value, path) : value) as T);
  }

  /** Throws for an unknown fact, which no compiled rule asks for. */
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
