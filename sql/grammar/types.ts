import { integer, INTERVAL_FIELDS, intervalQualifier } from './literals';
import { type GrammarReader } from './reader';

/** A data type: `decimal(10, 2)`, `row(a bigint, varchar)`, `timestamp(3) with time zone`, `array<int>`, `int array[3]`. */
export function type(reader: GrammarReader): void {
  reader.nested(plainType);
  while (reader.accept('ARRAY')) {
    if (!reader.accept('[')) continue;
    integer(reader);
    reader.expect(']');
  }
}

function plainType(reader: GrammarReader): void {
  switch (reader.symbol()) {
    case 'ROW':
      if (!reader.sees('(', 1)) break;
      reader.at += 1;
      return reader.brackets((inside) => inside.list(typeWithNameIfAny));
    case 'INTERVAL':
      if (!reader.seesAny(INTERVAL_FIELDS, 1)) break;
      reader.at += 1;
      return intervalQualifier(reader);
    case 'TIMESTAMP':
    case 'TIME':
      return timeType(reader);
    case 'DOUBLE':
      reader.at += 1;
      if (!reader.accept('PRECISION')) typeParameters(reader);
      return;
    case 'ARRAY':
      if (!reader.sees('<', 1)) break;
      reader.at += 2;
      type(reader);
      return reader.expect('>');
    case 'MAP':
      if (!reader.sees('<', 1)) break;
      reader.at += 2;
      type(reader);
      reader.expect(',');
      type(reader);
      return reader.expect('>');
    default:
  }
  if (!reader.isName()) reader.fail('a type');
  reader.at += 1;
  typeParameters(reader);
}

function typeParameters(reader: GrammarReader): void {
  if (reader.sees('(')) reader.brackets((inside) => inside.list(typeParameter));
}

function typeParameter(reader: GrammarReader): void {
  if (reader.isInteger()) reader.at += 1;
  else type(reader);
}

function timeType(reader: GrammarReader): void {
  reader.at += 1;
  if (reader.sees('(')) reader.brackets(typeParameter);
  if (reader.seesBoth('WITH', 'TIME') || reader.seesBoth('WITHOUT', 'TIME')) {
    reader.at += 2;
    reader.expect('ZONE');
  }
}

/** `type` or `name type`, as in a row type: two words are a name and a type, but for types of two words. */
export function typeWithNameIfAny(reader: GrammarReader): void {
  const named =
    reader.isName() &&
    reader.isName(1) &&
    !(reader.sees('ARRAY', 1) && !startsTypeArguments(reader)) &&
    !isTypeOfTwoWords(reader);
  if (named) reader.at += 1;
  type(reader);
}

/** `x array(int)` and `x array<int>` are a field x; `x array` is an array of x. */
function startsTypeArguments(reader: GrammarReader): boolean {
  return reader.sees('(', 2) || reader.sees('<', 2);
}

function isTypeOfTwoWords(reader: GrammarReader): boolean {
  if (reader.seesBoth('DOUBLE', 'PRECISION')) return !reader.isName(2);
  if (reader.sees('INTERVAL')) return reader.seesAny(INTERVAL_FIELDS, 1);
  return reader.seesBoth('TIME', 'WITHOUT') || reader.seesBoth('TIMESTAMP', 'WITHOUT');
}
