import { CHAINS } from './adversarial-chains';
import { type Family, family, LONGEST } from './adversarial-family';
import { NESTS } from './adversarial-nests';

const FILL = LONGEST - 100;
const SIZES = [1_000, 100_000, FILL, LONGEST + 1000];

/** One token as long as the text, texts of spaces, and what no bracket or quote ends. */
const LONG_TOKENS: readonly Family[] = [
  family('a long string', SIZES, (n) => `select '${'x'.repeat(n)}'`),
  family('a long string of quotes', SIZES, (n) => `select '${"''".repeat(n / 2)}'`),
  family('a long quoted name', SIZES, (n) => `select "${'x'.repeat(n)}"`),
  family('a long identifier', SIZES, (n) => `select ${'x'.repeat(n)}`),
  family('a long number', SIZES, (n) => `select ${'1'.repeat(n)}e1`),
  family('a long comment', SIZES, (n) => `select 1 /*${'*'.repeat(n)}*/`),
  family('a long line comment', SIZES, (n) => `select 1 --${'-'.repeat(n)}`),
  family('many comments', SIZES, (n) => `select 1 ${'/* /* */'.repeat(n / 8)}`),
  family('an open comment', SIZES, (n) => `select 1 ${'/*'.repeat(n / 2)}`, { outcome: 'refused' }),
  family('an open string', SIZES, (n) => `select '${'x'.repeat(n)}`, { outcome: 'refused' }),
  family('an open quoted name', SIZES, (n) => `select "${'x'.repeat(n)}`, { outcome: 'refused' }),
  family('quotes out of step', SIZES, (n) => `select ${`'"`.repeat(n / 2)}'`, {
    outcome: 'refused',
  }),
  family('spaces', SIZES, (n) => ' '.repeat(n), { outcome: 'refused', queryType: 'Unknown' }),
  family('line feeds', SIZES, (n) => '\n'.repeat(n), { outcome: 'refused', queryType: 'Unknown' }),
  family('semicolons', SIZES, (n) => ';'.repeat(n), { outcome: 'refused', queryType: 'Unknown' }),
  family('semicolons behind a query', SIZES, (n) => `select 1${';'.repeat(n)}`),
  family(
    'spaces around a query',
    SIZES,
    (n) => `${' '.repeat(n / 2)}select 1${'\n'.repeat(n / 2)}`,
  ),
];

const ODD_CHARACTERS = [
  '{',
  '}',
  '$',
  '$$',
  '\\',
  '\0',
  '@',
  '`',
  '\ud800',
  '\ufeff',
  '😀',
  '（',
  '?',
  '#',
];

const ODD: readonly Family[] = ODD_CHARACTERS.map((odd) =>
  family(
    `only ${JSON.stringify(odd)}`,
    [10, 10_000, FILL],
    (n) => `select ${odd.repeat(n / odd.length)} from`,
    { outcome: 'refused' },
  ),
);

/** Texts made to cost a reader time, memory or stack, each at several sizes. */
export const FAMILIES: readonly Family[] = [...LONG_TOKENS, ...ODD, ...NESTS, ...CHAINS];
