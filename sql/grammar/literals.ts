import { TokenKind } from '../text/tokens';
import { type GrammarReader } from './reader';
import { Refusal } from './refusal';

const LARGEST_BIGINT = 2n ** 63n - 1n;
const LARGEST_INTEGER = 2n ** 31n - 1n;
// Shorter ones fit without a look: sixteen digits of a hexadecimal number need not.
const SURELY_FITS = 17;

/** What an interval can be counted in. */
export const INTERVAL_FIELDS: ReadonlySet<string> = new Set(
  'YEAR MONTH DAY HOUR MINUTE SECOND'.split(' '),
);
const HOUR_AND_FINER = new Set(['HOUR', 'MINUTE', 'SECOND']);
const MINUTE_AND_FINER = new Set(['MINUTE', 'SECOND']);

/** A number as an expression; `negative` where a minus belongs to it, as only that reaches -2^63. */
export function numberLiteral(reader: GrammarReader, negative: boolean): void {
  const { tokens, at } = reader;
  if (tokens.isInteger(at)) checkRange(reader, LARGEST_BIGINT + (negative ? 1n : 0n));
  reader.at += 1;
}

/** An integer where only a literal may stand, such as a precision. */
export function integer(reader: GrammarReader): void {
  if (!reader.isInteger()) reader.fail('an integer');
  checkRange(reader, LARGEST_INTEGER);
  reader.at += 1;
}

/** The number of rows of LIMIT, OFFSET and FETCH. */
export function rowCount(reader: GrammarReader): void {
  if (reader.accept('?')) return;
  if (!reader.isInteger()) reader.fail('a number of rows or ?');
  numberLiteral(reader, false);
}

function checkRange(reader: GrammarReader, largest: bigint): void {
  const { tokens, at } = reader;
  const raw = tokens.raw(at);
  if (raw.length <= SURELY_FITS && largest >= LARGEST_BIGINT) return;
  if (BigInt(raw.replaceAll('_', '')) > largest)
    throw new Refusal(`The number ${raw.slice(0, 40)} is out of range`, tokens.start(at));
}

/** A string, with its escapes checked; `$$` strings are bodies of functions only. */
export function string(reader: GrammarReader): void {
  const { tokens, at } = reader;
  if (!reader.isString()) reader.fail('a string');
  const raw = tokens.raw(at);
  const first = raw.charAt(0);
  if (first !== "'" && first !== 'u' && first !== 'U') reader.fail('a string');
  reader.at += 1;
  if (first === "'") return;
  const escape = reader.accept('UESCAPE') ? escapeCharacter(reader, tokens.start(at)) : '\\';
  const problem = unicodeProblem(tokens.unquotedAt(at), escape);
  if (problem !== undefined) throw new Refusal(problem, tokens.start(at));
}

/** A string or X'…', where an expression may stand. */
export function stringOrBinary(reader: GrammarReader): void {
  const { tokens, at } = reader;
  const raw = tokens.raw(at);
  if (!raw.startsWith('x') && !raw.startsWith('X')) {
    string(reader);
    return;
  }
  const digits = raw.slice(2, -1).replace(/[ \r\n\t]/g, '');
  if (!/^(?:[\da-f]{2})*$/i.test(digits))
    throw new Refusal('A binary literal holds pairs of hexadecimal digits', tokens.start(at));
  reader.at += 1;
}

function escapeCharacter(reader: GrammarReader, literalStart: number): string {
  const { tokens, at } = reader;
  if (!reader.isString() || !tokens.raw(at).startsWith("'")) reader.fail('a string');
  const escape = tokens.unquotedAt(at);
  if (escape.length !== 1 || /[\da-f"'+\s]/i.test(escape) || escape < ' ' || escape > '~')
    throw new Refusal(
      'UESCAPE needs one character, no hex digit, quote, plus or space',
      literalStart,
    );
  reader.at += 1;
  return escape;
}

/** What is wrong with the escapes of U&'…': \XXXX or \+XXXXXX, and no surrogates. */
function unicodeProblem(text: string, escape: string): string | undefined {
  for (let at = text.indexOf(escape); at !== -1; at = text.indexOf(escape, at)) {
    if (text[at + 1] === escape) {
      at += 2;
      continue;
    }
    const long = text[at + 1] === '+';
    const digits = long ? text.slice(at + 2, at + 8) : text.slice(at + 1, at + 5);
    if (!/^[\da-f]+$/i.test(digits) || digits.length !== (long ? 6 : 4))
      return 'A Unicode escape needs four hexadecimal digits, or six after a plus';
    const code = parseInt(digits, 16);
    if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
      return `The Unicode escape ${digits} is no character`;
    at += 1 + (long ? 1 : 0) + digits.length;
  }
  return undefined;
}

/** Whether `INTERVAL` begins a literal here rather than being the name of a column or type. */
export function isInterval(reader: GrammarReader): boolean {
  if (!reader.sees('INTERVAL')) return false;
  const signed = reader.sees('+', 1) || reader.sees('-', 1);
  const text = signed ? 2 : 1;
  return reader.isString(text) && reader.seesAny(INTERVAL_FIELDS, text + 1);
}

export function interval(reader: GrammarReader): void {
  reader.expect('INTERVAL');
  if (!reader.accept('+')) reader.accept('-');
  string(reader);
  intervalQualifier(reader);
}

/** `DAY`, `DAY(3) TO SECOND(2)`, `YEAR TO MONTH`, …: from a larger to a smaller field. */
export function intervalQualifier(reader: GrammarReader): void {
  const field = reader.symbol();
  switch (field) {
    case 'YEAR':
      precise(reader);
      if (reader.accept('TO')) reader.expect('MONTH');
      return;
    case 'MONTH':
      precise(reader);
      return;
    case 'SECOND':
      seconds(reader);
      return;
    case 'DAY':
    case 'HOUR':
    case 'MINUTE':
      precise(reader);
      if (reader.accept('TO')) endField(reader, field);
      return;
    default:
      reader.fail('YEAR, MONTH, DAY, HOUR, MINUTE or SECOND');
  }
}

function endField(reader: GrammarReader, start: string): void {
  const finer = start === 'DAY' ? HOUR_AND_FINER : start === 'HOUR' ? MINUTE_AND_FINER : undefined;
  if (!(finer ? reader.seesAny(finer) : reader.sees('SECOND'))) reader.fail('a smaller field');
  if (reader.sees('SECOND')) precise(reader);
  else reader.at += 1;
}

/** The word at hand and its precision: `DAY(3)`. */
function precise(reader: GrammarReader): void {
  reader.at += 1;
  if (reader.sees('(') && reader.tokens.kind(reader.at + 1) === TokenKind.number)
    reader.brackets(integer);
}

function seconds(reader: GrammarReader): void {
  reader.at += 1;
  if (!reader.sees('(') || !reader.isInteger(1)) return;
  reader.brackets((inside) => inside.list(integer));
}

/** A literal alone, as for DEFAULT: a number, string, boolean, interval, NULL or `DATE '…'`. */
export function literal(reader: GrammarReader): void {
  const { tokens } = reader;
  if (reader.accept('NULL') || reader.accept('TRUE') || reader.accept('FALSE')) return;
  if (isInterval(reader)) return interval(reader);
  const negative = reader.sees('-') && tokens.kind(reader.at + 1) === TokenKind.number;
  if (negative) reader.at += 1;
  if (tokens.kind(reader.at) === TokenKind.number) return numberLiteral(reader, negative);
  if (reader.isString()) return stringOrBinary(reader);
  if (reader.seesBoth('DOUBLE', 'PRECISION')) reader.at += 2;
  else if (reader.isName()) reader.at += 1;
  if (!reader.isString()) reader.fail('a literal');
  string(reader);
}
