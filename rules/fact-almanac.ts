import { Almanac } from 'json-rules-engine';
import { DecisionFacts, type KnownFacts } from './decision-facts';
import type { FactInput } from './fact-input';
import { valueAtPath } from './fact-path';
import type { FactValue } from './facts';

/**
 * The facts of one decision as json-rules-engine asks for them. The base class would hash a key for each
 * look-up and run JSONPath expressions for each path.
 */
export class FactAlmanac extends Almanac implements KnownFacts {
  private readonly facts: DecisionFacts;

  constructor(input: FactInput, timeZone: string) {
    super();
    this.facts = new DecisionFacts(input, timeZone);
  }

  override factValue<T>(
    name: string,
    _params?: Record<string, unknown>,
    path?: string,
  ): Promise<T> {
    const value = this.value(name);
    return Promise.resolve((path ? valueAtPath(value, path) : value) as T);
  }

  value(name: string): FactValue {
    return this.facts.value(name);
  }
}
