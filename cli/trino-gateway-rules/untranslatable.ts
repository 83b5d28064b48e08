/** Ends the translation of one rule: where in its expression, and why. */
export class Untranslatable extends Error {
  /** Where it is known better than by the rule. */
  line?: number;

  constructor(
    message: string,
    /** The part of the expression that is meant. */
    readonly expression: string,
  ) {
    super(message);
    this.name = 'Untranslatable';
  }
}
