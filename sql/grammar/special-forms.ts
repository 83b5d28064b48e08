import { argumentNameIfAny, callSuffixes, functionCall } from './call';
import { expression, expressionAfterValue, valueExpression } from './expression';
import { string } from './literals';
import { isQueryStart, orderBy } from './query';
import { type GrammarReader } from './reader';
import { Refusal } from './refusal';
import { setQuantifierIfAny } from './select';

const TRIM_SIDES = new Set(['LEADING', 'TRAILING', 'BOTH']);
const AFTER_TRIM_NAME = new Set([',', ')', '+', '-', '*', '/', '%', '||', '.', '[', '(']);
const NORMAL_FORMS = new Set(['NFC', 'NFD', 'NFKC', 'NFKD']);
const EXTRACT_FIELDS = new Set(
  `YEAR QUARTER MONTH WEEK DAY DAY_OF_MONTH DAY_OF_WEEK DOW DAY_OF_YEAR DOY YEAR_OF_WEEK YOW HOUR
  MINUTE SECOND TIMEZONE_MINUTE TIMEZONE_HOUR`.split(/\s+/),
);

/** `POSITION(x IN y)`, `SUBSTRING(x FROM y FOR z)`, `OVERLAY(x PLACING y FROM z)`, or a plain call. */
export function specialCall(reader: GrammarReader): void {
  const first = reader.at;
  const form = reader.symbol();
  reader.at += 1;
  if (!isPlainCall(reader)) {
    reader.expect('(');
    valueExpression(reader);
    if (endOfForm(reader, form)) {
      reader.found.functions.add(form.toLowerCase());
      return reader.expect(')');
    }
    plainRest(reader, form);
    return;
  }
  functionCall(reader, first);
}

/** Brackets that can hold nothing but the arguments of a plain call. */
function isPlainCall(reader: GrammarReader): boolean {
  return (
    reader.sees(')', 1) || reader.sees('DISTINCT', 1) || reader.sees('*', 1) || reader.sees('=>', 2)
  );
}

/** The words of the form behind its first value; false where none of them follows. */
function endOfForm(reader: GrammarReader, form: string): boolean {
  if (form === 'POSITION') {
    if (!reader.accept('IN')) return false;
    valueExpression(reader);
    return true;
  }
  if (form === 'OVERLAY') {
    if (!reader.accept('PLACING')) return false;
    valueExpression(reader);
    reader.expect('FROM');
  } else if (!reader.accept('FROM')) return false;
  valueExpression(reader);
  if (reader.accept('FOR')) valueExpression(reader);
  return true;
}

/** The rest of a plain call whose first value was read. */
function plainRest(reader: GrammarReader, form: string): void {
  reader.found.functions.add(form.toLowerCase());
  expressionAfterValue(reader);
  while (reader.accept(',')) {
    argumentNameIfAny(reader);
    expression(reader);
  }
  if (reader.sees('ORDER')) orderBy(reader);
  reader.expect(')');
  callSuffixes(reader);
}

/** `TRIM([[LEADING | TRAILING | BOTH] [x] FROM] y)` or `TRIM(y, x)`. */
export function trim(reader: GrammarReader): void {
  const first = reader.at;
  reader.found.functions.add('trim');
  reader.at += 1;
  reader.expect('(');
  // `leading[1]` and `leading(x)` go on with a name; an empty array or a query does not.
  const isOther = reader.sees(']', 2) || isQueryStart(reader, 2);
  const isName = reader.seesAny(AFTER_TRIM_NAME, 1) && !isOther;
  const hasSide = reader.seesAny(TRIM_SIDES) && !isName;
  if (hasSide) reader.at += 1;
  if (reader.sees('FROM') && !hasSide)
    throw new Refusal('TRIM needs a side or characters before FROM', reader.tokens.start(first));
  if (!reader.sees('FROM')) valueExpression(reader);
  if (reader.accept('FROM')) valueExpression(reader);
  else if (hasSide) reader.fail('FROM');
  else if (reader.accept(',')) valueExpression(reader);
  reader.expect(')');
}

/** `EXTRACT(field FROM x)`. */
export function extract(reader: GrammarReader): void {
  const { tokens, at } = reader;
  reader.at += 1;
  reader.expect('(');
  const field = tokens.raw(reader.at);
  reader.name();
  reader.expect('FROM');
  valueExpression(reader);
  reader.expect(')');
  if (!EXTRACT_FIELDS.has(field.toUpperCase()))
    throw new Refusal(`EXTRACT knows no field ${field.slice(0, 40)}`, tokens.start(at));
}

export function grouping(reader: GrammarReader): void {
  reader.at += 1;
  reader.expect('(');
  if (!reader.sees(')')) reader.list((name) => name.skipQualifiedName());
  reader.expect(')');
}

export function normalize(reader: GrammarReader): void {
  reader.found.functions.add('normalize');
  reader.at += 1;
  reader.expect('(');
  valueExpression(reader);
  if (reader.accept(',')) reader.expectAny(NORMAL_FORMS);
  reader.expect(')');
}

/** `LISTAGG(x, ',' ON OVERFLOW …) WITHIN GROUP (ORDER BY …)`. */
export function listagg(reader: GrammarReader): void {
  reader.found.functions.add('listagg');
  reader.at += 1;
  reader.expect('(');
  setQuantifierIfAny(reader);
  expression(reader);
  if (reader.accept(',')) string(reader);
  if (reader.accept('ON')) overflow(reader);
  reader.expect(')');
  reader.expectWords('WITHIN GROUP');
  reader.brackets(orderBy);
  callSuffixes(reader);
}

function overflow(reader: GrammarReader): void {
  reader.expect('OVERFLOW');
  if (reader.accept('ERROR')) return;
  reader.expect('TRUNCATE');
  if (reader.isString()) string(reader);
  if (!reader.accept('WITH')) reader.expect('WITHOUT');
  reader.expect('COUNT');
}
