import { type Random } from './random';

const COMMENTS = [
  '/**/',
  "/* from hidden ' */",
  '/* " -- */',
  '-- join hidden, "(\n',
  '--\n',
  '/* ( é 😀 */',
  '/*+ a */',
];
const SPACES = ['\n', '  ', '\t', '\r\n', ' \n\t '];
// Beside these no space is needed.
const CLOSE_FITTING = new Set(['(', ')', ',', '[', ']']);

/** Puts the tokens together, with comments here and there and only as many spaces as `dense` asks for. */
export function spell(tokens: readonly string[], random: Random): string {
  const isDense = random.chance(0.3);
  const isCommented = random.chance(0.3);
  let text = random.chance(0.1) ? gap(random, isCommented) : '';
  tokens.forEach((token, index) => {
    if (index > 0) text += between(tokens[index - 1]!, token, random, isDense, isCommented);
    text += token;
  });
  return random.chance(0.1) ? text + gap(random, isCommented) : text;
}

function between(
  left: string,
  right: string,
  random: Random,
  isDense: boolean,
  isCommented: boolean,
): string {
  const mayTouch = CLOSE_FITTING.has(left) || CLOSE_FITTING.has(right) || isNameAndDot(left, right);
  if (mayTouch && (isDense || random.chance(0.5))) return '';
  return gap(random, isCommented);
}

/** A digit beside a dot would make a number of it. */
function isNameAndDot(left: string, right: string): boolean {
  return (left === '.' && /^["a-z_]/i.test(right)) || (right === '.' && /["a-z_]$/i.test(left));
}

function gap(random: Random, isCommented: boolean): string {
  if (isCommented && random.chance(0.15)) return ` ${random.pick(COMMENTS)} `;
  return random.chance(0.9) ? ' ' : random.pick(SPACES);
}
