import { type Tokens } from '../text/tokens';

/** Why the grammar refuses a text; `at` is the offset in the text. */
export class Refusal extends Error {
  constructor(
    message: string,
    readonly at: number,
  ) {
    super(message);
  }
}

/** Not refused: only nested deeper than the grammar looks. */
export class TooDeep extends Error {}

const LONGEST_SHOWN = 40;

/** The refusal of the token at `index`, where `expected` should stand. */
export function refusal(tokens: Tokens, index: number, expected: string): Refusal {
  const found = index < tokens.count ? `"${shown(tokens.raw(index))}"` : 'the end of the statement';
  return new Refusal(`Expected ${quoted(expected)}, found ${found}`, tokens.start(index));
}

function shown(raw: string): string {
  return raw.length > LONGEST_SHOWN ? `${raw.slice(0, LONGEST_SHOWN)}…` : raw;
}

/** Keywords and operators as they are; descriptions such as `a name` stay sentences. */
function quoted(expected: string): string {
  return /^[^a-z ]+$/.test(expected) && !/^[A-Z]/.test(expected) ? `"${expected}"` : expected;
}
