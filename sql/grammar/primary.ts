import { TokenKind } from '../text/tokens';
import { callArguments, functionCall } from './call';
import { caseExpression } from './case';
import { expression, valueExpression } from './expression';
import { jsonFunction } from './json';
import { integer, interval, isInterval, numberLiteral, string, stringOrBinary } from './literals';
import { isLambda, parenthesized } from './parenthesized';
import { isQueryStart } from './query';
import { type GrammarReader } from './reader';
import { Refusal } from './refusal';
import { extract, grouping, listagg, normalize, specialCall, trim } from './special-forms';
import { type } from './types';
import { isOver, over } from './window';

type Read = (reader: GrammarReader) => void;

/** An operand with all that belongs to it: `f(x)[1].field`. `begun` where its base was just read. */
export function primary(reader: GrammarReader, begun = false): void {
  const start = reader.at;
  if (!begun) base(reader);
  while (postfix(reader));
  reader.endPrimary(start);
}

/** Field, subscript or method behind an operand; not the `.*` of a select item. */
function postfix(reader: GrammarReader): boolean {
  if (reader.accept('[')) {
    if (!reader.acceptBoth('*', ']')) {
      valueExpression(reader);
      reader.expect(']');
    }
    return true;
  }
  if (!reader.sees('.') || reader.sees('*', 1)) return false;
  // To Trino the dot before a digit begins a decimal.
  if (startsWithDigit(reader, 1)) return reader.fail('an operator');
  reader.at += 1;
  if (reader.sees('(', 1) && !isQueryStart(reader, 2)) method(reader);
  else if (reader.isString()) string(reader);
  else reader.name();
  return true;
}

function startsWithDigit({ tokens, at }: GrammarReader, offset: number): boolean {
  const kind = tokens.kind(at + offset);
  return kind === TokenKind.number || kind === TokenKind.digitWord;
}

/** Behind a dot any word can be the name of a method. */
function method(reader: GrammarReader): void {
  reader.at += 1;
  callArguments(reader);
}

function base(reader: GrammarReader): void {
  const read = FORMS.get(reader.symbol());
  if (read !== undefined) return read(reader);
  const kind = reader.tokens.kind(reader.at);
  if (kind === TokenKind.number) numberLiteral(reader, false);
  else if (kind === TokenKind.string) stringOrBinary(reader);
  else if (reader.isName()) named(reader);
  else reader.fail('an expression');
}

/** Column, function, lambda or literal of a type: all that begins with a name. */
function named(reader: GrammarReader): void {
  if (reader.isString(1)) return typedLiteral(reader);
  if (reader.sees('->', 1)) return lambda(reader, 2);
  const first = reader.at;
  reader.at += 1;
  while (reader.sees('.') && reader.isName(1)) reader.at += 2;
  if (isCall(reader)) functionCall(reader, first);
  else if (reader.accept('::')) method(reader);
  else if (reader.at === first + 1 && isOver(reader)) over(reader);
}

/** A query right behind the bracket is no argument: it follows an expression that ends here. */
function isCall(reader: GrammarReader): boolean {
  return reader.sees('(') && !isQueryStart(reader, 1);
}

/** `DATE '2026-01-01'`. */
function typedLiteral(reader: GrammarReader): void {
  const { tokens, at } = reader;
  if (tokens.nameAt(at) === 'x')
    throw new Refusal(
      'No space may stand between X and the quote of a binary literal',
      tokens.start(at),
    );
  reader.at += 1;
  string(reader);
}

function lambda(reader: GrammarReader, arrow: number): void {
  reader.at += arrow;
  expression(reader);
}

function bracket(reader: GrammarReader): void {
  if (!isLambda(reader)) {
    parenthesized(reader);
    return;
  }
  while (!reader.accept('->')) reader.at += 1;
  expression(reader);
}

function array(reader: GrammarReader): void {
  reader.expect('[');
  if (!reader.sees(']')) reader.list(expression);
  reader.expect(']');
}

function cast(reader: GrammarReader): void {
  reader.at += 1;
  reader.brackets(() => {
    expression(reader);
    reader.expect('AS');
    type(reader);
  });
}

function queryTest(reader: GrammarReader): void {
  reader.at += 1;
  if (!reader.sees('(')) reader.fail('"("');
  const { at } = reader;
  if (!parenthesized(reader)) {
    reader.at = at + 1;
    reader.fail('a query');
  }
}

function currentTime(reader: GrammarReader): void {
  reader.at += 1;
  if (reader.sees('(') && !isQueryStart(reader, 1)) reader.brackets(integer);
}

const word: Read = (reader) => {
  reader.at += 1;
};

/** A form that its word begins only where `when` holds; else the word is a name. */
const either =
  (when: (reader: GrammarReader) => boolean, form: Read): Read =>
  (reader) =>
    when(reader) ? form(reader) : named(reader);

const beforeBracket = (reader: GrammarReader) => reader.sees('(', 1);

const words = (list: string, read: Read) => list.split(' ').map((each) => [each, read] as const);

const FORMS: ReadonlyMap<string, Read> = new Map<string, Read>([
  ...words('? TRUE FALSE NULL CURRENT_DATE CURRENT_USER', word),
  ...words('CURRENT_CATALOG CURRENT_SCHEMA CURRENT_PATH', word),
  ...words('CURRENT_TIME CURRENT_TIMESTAMP LOCALTIME LOCALTIMESTAMP', currentTime),
  ...words('JSON_ARRAY JSON_EXISTS JSON_OBJECT JSON_QUERY JSON_VALUE', jsonFunction),
  ...words('POSITION SUBSTRING OVERLAY', either(beforeBracket, specialCall)),
  ['(', bracket],
  ['[', array],
  ['ARRAY', either((reader) => reader.sees('[', 1), arrayWithWord)],
  ['CASE', caseExpression],
  ['CAST', cast],
  ['TRY_CAST', either(beforeBracket, cast)],
  ['EXISTS', queryTest],
  ['UNIQUE', either(beforeBracket, queryTest)],
  ['EXTRACT', extract],
  ['GROUPING', grouping],
  ['LISTAGG', listagg],
  ['NORMALIZE', normalize],
  ['TRIM', trim],
  ['INTERVAL', either(isInterval, interval)],
  [
    'DOUBLE',
    either((reader) => reader.sees('PRECISION', 1) && reader.isString(2), doublePrecision),
  ],
  ['ROW', either((reader) => reader.sees('(', 1) && !reader.sees(')', 2), row)],
  ...words(
    'RUNNING FINAL',
    either((reader) => reader.isName(1), processed),
  ),
]);

function arrayWithWord(reader: GrammarReader): void {
  reader.at += 1;
  array(reader);
}

function doublePrecision(reader: GrammarReader): void {
  reader.at += 2;
  string(reader);
}

function row(reader: GrammarReader): void {
  reader.at += 1;
  reader.brackets((inside) => inside.list(field));
}

function field(reader: GrammarReader): void {
  expression(reader);
  if (reader.accept('AS')) reader.name();
  else if (reader.isName()) reader.at += 1;
}

/** `RUNNING last(x)` of a row pattern. */
function processed(reader: GrammarReader): void {
  const { at } = reader;
  let end = 2;
  while (reader.sees('.', end) && reader.isName(end + 1)) end += 2;
  if (!reader.sees('(', end)) return named(reader);
  reader.at = at + end;
  functionCall(reader, at + 1);
}
