import { expression } from './expression';
import { string } from './literals';
import { type GrammarReader } from './reader';
import { type } from './types';

type Form = (reader: GrammarReader) => void;

const ENCODINGS = new Set(['UTF8', 'UTF16', 'UTF32']);
const EXISTS_ON_ERROR = new Set(['TRUE', 'FALSE', 'UNKNOWN', 'ERROR']);
const KEEP_OR_OMIT = new Set(['KEEP', 'OMIT']);
const CONDITIONS = new Set(['CONDITIONAL', 'UNCONDITIONAL']);

/** The SQL/JSON function whose word stands here. */
export function jsonFunction(reader: GrammarReader): void {
  const form = FORMS.get(reader.symbol());
  if (form === undefined) return reader.fail('a JSON function');
  reader.found.functions.add(reader.symbol().toLowerCase());
  reader.at += 1;
  reader.brackets(form);
}

const FORMS: ReadonlyMap<string, Form> = new Map([
  ['JSON_EXISTS', jsonExists],
  ['JSON_VALUE', jsonValue],
  ['JSON_QUERY', jsonQuery],
  ['JSON_OBJECT', jsonObject],
  ['JSON_ARRAY', jsonArray],
]);

/** `input, 'path' [AS name] [PASSING value AS name, …]`. */
export function jsonPath(reader: GrammarReader): void {
  jsonValueExpression(reader);
  reader.expect(',');
  string(reader);
  if (reader.accept('AS')) reader.name();
  if (reader.accept('PASSING')) reader.list(passed);
}

function passed(reader: GrammarReader): void {
  jsonValueExpression(reader);
  reader.expect('AS');
  reader.name();
}

function jsonValueExpression(reader: GrammarReader): void {
  expression(reader);
  formatIfAny(reader);
}

/** `FORMAT JSON [ENCODING UTF8]`. */
export function formatIfAny(reader: GrammarReader): boolean {
  if (!reader.accept('FORMAT')) return false;
  reader.expect('JSON');
  if (reader.accept('ENCODING')) reader.expectAny(ENCODINGS);
  return true;
}

function jsonExists(reader: GrammarReader): void {
  jsonPath(reader);
  if (reader.acceptAny(EXISTS_ON_ERROR)) reader.expectWords('ON ERROR');
}

function jsonValue(reader: GrammarReader): void {
  jsonPath(reader);
  if (reader.accept('RETURNING')) type(reader);
  onEmptyAndError(reader, valueBehavior);
}

function jsonQuery(reader: GrammarReader): void {
  jsonPath(reader);
  returningIfAny(reader);
  wrapperAndQuotes(reader);
  onEmptyAndError(reader, queryBehavior);
}

function returningIfAny(reader: GrammarReader): void {
  if (!reader.accept('RETURNING')) return;
  type(reader);
  formatIfAny(reader);
}

/** `WITH CONDITIONAL ARRAY WRAPPER`, `OMIT QUOTES ON SCALAR STRING`. */
export function wrapperAndQuotes(reader: GrammarReader): void {
  if (reader.sees('WITH') || reader.sees('WITHOUT')) {
    if (reader.accept('WITH')) reader.acceptAny(CONDITIONS);
    else reader.expect('WITHOUT');
    reader.accept('ARRAY');
    reader.expect('WRAPPER');
  }
  if (!reader.acceptAny(KEEP_OR_OMIT)) return;
  reader.expect('QUOTES');
  if (reader.accept('ON')) reader.expectWords('SCALAR STRING');
}

/** `… ON EMPTY` and then `… ON ERROR`, each if it is there. */
export function onEmptyAndError(
  reader: GrammarReader,
  behavior: (reader: GrammarReader) => boolean,
): void {
  if (!behavior(reader)) return;
  reader.expect('ON');
  if (reader.accept('ERROR')) return;
  reader.expect('EMPTY');
  if (behavior(reader)) reader.expectWords('ON ERROR');
}

export function valueBehavior(reader: GrammarReader): boolean {
  if (reader.accept('ERROR') || reader.accept('NULL')) return true;
  if (!reader.accept('DEFAULT')) return false;
  expression(reader);
  return true;
}

export function queryBehavior(reader: GrammarReader): boolean {
  if (reader.accept('ERROR') || reader.accept('NULL')) return true;
  if (!reader.accept('EMPTY')) return false;
  if (!reader.accept('ARRAY')) reader.expect('OBJECT');
  return true;
}

function jsonObject(reader: GrammarReader): void {
  if (!endsMembers(reader)) {
    reader.list(member);
    onNullIfAny(reader);
    uniqueKeysIfAny(reader);
  }
  returningIfAny(reader);
}

function jsonArray(reader: GrammarReader): void {
  if (!endsMembers(reader)) {
    reader.list(jsonValueExpression);
    onNullIfAny(reader);
  }
  returningIfAny(reader);
}

/** No members: the bracket, or RETURNING with a type. */
function endsMembers(reader: GrammarReader): boolean {
  return (
    reader.sees(')') || (reader.sees('RETURNING') && reader.isName(1) && !reader.sees('VALUE', 1))
  );
}

/** `KEY k VALUE v`, `k VALUE v` or `k : v`. */
function member(reader: GrammarReader): void {
  if (hasKeyword(reader)) reader.at += 1;
  expression(reader);
  if (!reader.accept(':') && !reader.accept('VALUE')) reader.fail('VALUE');
  jsonValueExpression(reader);
}

function hasKeyword(reader: GrammarReader): boolean {
  if (!reader.sees('KEY')) return false;
  const next = reader.symbol(1);
  return next === 'VALUE'
    ? reader.sees('VALUE', 2)
    : next === '' || reader.isName(1) || next === '(';
}

function onNullIfAny(reader: GrammarReader): void {
  if (reader.accept('NULL') || reader.accept('ABSENT')) reader.expectWords('ON NULL');
}

function uniqueKeysIfAny(reader: GrammarReader): void {
  if (!reader.accept('WITH') && !reader.accept('WITHOUT')) return;
  reader.expect('UNIQUE');
  reader.accept('KEYS');
}
