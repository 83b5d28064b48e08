import type { Formula } from './formula';
import type { Slot } from './memory';

/** A text that a request brings, as a fact of the rule language. */
export interface TextValue {
  kind: 'text';
  fact: { fact: string; path?: string };
  /** How messages call it. */
  name: string;
  /**
   * What Trino Gateway has where the client sent nothing: null, a text, an error on every use, or
   * never nothing.
   */
  absent: 'null' | 'error' | 'never' | { text: string };
  casing?: 'lower' | 'upper';
}

export type SetFact = 'catalogs' | 'schemas' | 'catalogSchemas' | 'tables';

/** What an expression stands for when the request is not known yet. */
export type Value =
  | TextValue
  | { kind: 'constant'; value: string | number | boolean | null }
  | { kind: 'empty' }
  | { kind: 'formula'; formula: Formula }
  /** java.util.Optional of a text. */
  | { kind: 'optional'; of: TextValue | { kind: 'constant'; value: string } }
  /** An Optional of which only that much is known. */
  | { kind: 'presence'; formula: Formula }
  /** `refusesNull`: asking it whether it contains null is an error. */
  | { kind: 'list'; items: string[]; refusesNull: boolean }
  | { kind: 'set'; fact: SetFact }
  | { kind: 'size'; fact: SetFact }
  /** One of the objects that rules are given, or a class. */
  | { kind: 'object'; name: string }
  /** `new HashSet()` and the like. */
  | { kind: 'new set' }
  /** What `state.get(…)` or `result.get(…)` gives. */
  | { kind: 'slot'; slot: Slot };
