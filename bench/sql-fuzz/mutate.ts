import { type Random } from './random';

type Mutation = (tokens: string[], random: Random) => string[];

const ODD = [
  '\0',
  '\ud800',
  '\udc00',
  '（',
  'Ａ',
  'e\u0301',
  '\u200b',
  '\ufeff',
  "'",
  '"',
  '`',
  '/*',
  '*/',
  '--',
  '$$',
  '$',
  '\\',
  ';',
  '{',
  '}',
  '(',
  ')',
  '[',
  ']',
  '?',
  ':',
  '::',
  '->',
  '=>',
  '@',
  '#',
  '!',
  '\u2028',
  '\r',
  "U&'\\",
  "X'",
  '1e',
  '0x',
  '😀',
];
const WORDS = [
  'select',
  'from',
  'with',
  'as',
  'case',
  'end',
  'not',
  'cast(',
  'table',
  'values',
  'join',
  'on',
  'union',
  'in',
  'and',
  'over',
  'match',
  'execute immediate',
  'explain',
  'array[',
  'row(',
  'date',
  'interval',
  ',',
  '.',
  '*',
  '1',
  "'x'",
];
const NESTS: readonly (readonly [string, string])[] = [
  ['(', ')'],
  ['select (', ')'],
  ['select cast((', ') as bigint)'],
  ['select case when (', ') then 1 end'],
  ['select * from (', ')'],
  ['insert into t ', ''],
  ['explain ', ''],
  ['with w as (', ') select 1'],
  ['select x -> (', ')'],
  ["execute immediate '", "'"],
  ['select array[(', ')]'],
];
const TOKEN = /"(?:[^"]|"")*"|'(?:[^']|'')*'|[\p{L}_\d]+|\s+|./gsu;

/** The text, broken or blown up in one to three ways; never longer than `maxLength`. */
export function mutate(text: string, random: Random, maxLength: number): string {
  let tokens: string[] = text.match(TOKEN) ?? [];
  for (let i = random.below(3); i >= 0; i -= 1) tokens = random.pick(MUTATIONS)(tokens, random);
  const mutated = tokens.join('');
  const repeated = random.chance(0.02) ? repeatPart(mutated, random, maxLength) : mutated;
  return repeated.slice(0, maxLength);
}

const MUTATIONS: readonly Mutation[] = [
  (tokens, random) => tokens.toSpliced(random.below(tokens.length), 1 + random.below(3)),
  (tokens, random) =>
    tokens.toSpliced(random.below(tokens.length), 0, random.pick([...tokens, ' '])),
  swap,
  (tokens, random) => tokens.toSpliced(random.below(tokens.length), 0, ` ${random.pick(WORDS)} `),
  (tokens, random) => tokens.toSpliced(random.below(tokens.length), 1, ` ${random.pick(WORDS)} `),
  (tokens, random) => tokens.toSpliced(random.below(tokens.length), 0, random.pick(ODD)),
  deleteCharacter,
  (tokens, random) => tokens.slice(0, random.below(tokens.length + 1)),
  (tokens, random) => tokens.slice(random.below(tokens.length + 1)),
  nest,
  duplicateRange,
];

function swap(tokens: string[], random: Random): string[] {
  if (tokens.length === 0) return tokens;
  const [left, right] = [random.below(tokens.length), random.below(tokens.length)];
  return tokens.with(left, tokens[right] ?? '').with(right, tokens[left] ?? '');
}

function deleteCharacter(tokens: string[], random: Random): string[] {
  const text = tokens.join('');
  const at = random.below(text.length);
  return (text.slice(0, at) + text.slice(at + 1)).match(TOKEN) ?? [];
}

function nest(tokens: string[], random: Random): string[] {
  const [open, close] = random.pick(NESTS);
  const depth = random.chance(0.1) ? random.below(400) : 1 + random.below(3);
  return [open.repeat(depth), ...tokens, close.repeat(depth)];
}

function duplicateRange(tokens: string[], random: Random): string[] {
  const from = random.below(tokens.length);
  const range = tokens.slice(from, from + 1 + random.below(12));
  return tokens.toSpliced(random.below(tokens.length + 1), 0, ...range);
}

/** Repeats a part of the text until the whole is as long as may be. */
function repeatPart(text: string, random: Random, maxLength: number): string {
  const from = random.below(text.length);
  const part = text.slice(from, from + 1 + random.below(40));
  const length = Math.min(maxLength, random.pick([1_000, 10_000, 100_000, 1_000_000]));
  const times = Math.floor(Math.max(0, length - text.length) / Math.max(1, part.length));
  return text.slice(0, from) + part.repeat(times) + text.slice(from);
}
