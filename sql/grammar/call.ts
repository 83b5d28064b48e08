import { foundName } from '../facts/query-findings';
import { expression } from './expression';
import { orderBy } from './query';
import { type GrammarReader } from './reader';
import { Refusal } from './refusal';
import { setQuantifierIfAny } from './select';
import { isOver, over } from './window';

/** Functions that Trino's parser makes expressions of their own, with the arguments that they take. */
const BUILT_IN: ReadonlyMap<string, { least: number; most: number }> = new Map([
  ['if', { least: 2, most: 3 }],
  ['nullif', { least: 2, most: 2 }],
  ['coalesce', { least: 2, most: Infinity }],
  ['try', { least: 1, most: 1 }],
  ['format', { least: 2, most: Infinity }],
]);

// The others of them are syntax rather than functions to those who write them.
const COUNTED_BUILT_IN = 'format';

/** A call whose name begins at token `first` and whose bracket comes next. */
export function functionCall(reader: GrammarReader, first: number): void {
  const name = nameFrom(reader, first);
  const builtIn = BUILT_IN.get(name);
  if (builtIn === undefined || name === COUNTED_BUILT_IN) foundName(reader.found.functions, name);
  const { count, isPlain } = callInBrackets(reader);
  const end = reader.at;
  callSuffixes(reader);
  if (builtIn === undefined) return;
  if (count < builtIn.least || count > builtIn.most)
    throw new Refusal(`Wrong number of arguments for ${name}`, reader.tokens.start(first));
  if (!isPlain || reader.at > end)
    throw new Refusal(`${name} takes plain arguments only`, reader.tokens.start(first));
}

function nameFrom(reader: GrammarReader, first: number): string {
  const { tokens, at } = reader;
  if (at === first + 1) return tokens.nameAt(first);
  const parts = [];
  for (let index = first; index < at; index += 2) parts.push(tokens.nameAt(index));
  return parts.join('.');
}

/** Arguments as read: `isPlain` without DISTINCT and names. */
interface Arguments {
  count: number;
  isPlain: boolean;
}

function callInBrackets(reader: GrammarReader): Arguments {
  reader.expect('(');
  const isDistinct = reader.sees('DISTINCT');
  let counted: Arguments = { count: 0, isPlain: true };
  if (reader.accept('*')) {
    reader.expect(')');
    return counted;
  }
  if (isAllOfRelation(reader)) {
    reader.at += 4;
    return { count: 1, isPlain: true };
  }
  if (!reader.sees(')') && !reader.sees('ORDER')) {
    setQuantifierIfAny(reader);
    counted = countArguments(reader);
  }
  if (reader.sees('ORDER')) orderBy(reader);
  reader.expect(')');
  return { count: counted.count, isPlain: counted.isPlain && !isDistinct };
}

/** `t.*)`. */
function isAllOfRelation(reader: GrammarReader): boolean {
  return reader.isName() && reader.sees('.', 1) && reader.sees('*', 2) && reader.sees(')', 3);
}

function countArguments(reader: GrammarReader): Arguments {
  let count = 0;
  let isPlain = true;
  do {
    if (argumentNameIfAny(reader)) isPlain = false;
    expression(reader);
    count += 1;
  } while (reader.accept(','));
  return { count, isPlain };
}

/** `name =>`. */
export function argumentNameIfAny(reader: GrammarReader): boolean {
  if (!reader.isName() || !reader.sees('=>', 1)) return false;
  reader.at += 2;
  return true;
}

/** `(a, name => b)` of a procedure or method. */
export function callArguments(reader: GrammarReader): void {
  reader.expect('(');
  if (!reader.sees(')')) countArguments(reader);
  reader.expect(')');
}

/** `FILTER (WHERE …)`, `IGNORE NULLS` and `OVER …` behind a call. */
export function callSuffixes(reader: GrammarReader): void {
  if (reader.acceptBoth('FILTER', '(')) {
    reader.expect('WHERE');
    expression(reader);
    reader.expect(')');
  }
  if (reader.acceptBoth('IGNORE', 'NULLS') || reader.acceptBoth('RESPECT', 'NULLS')) over(reader);
  else if (isOver(reader)) over(reader);
}
