import { numberLiteral } from './literals';
import { type GrammarReader } from './reader';

const QUANTIFIERS = new Set(['*', '+', '?']);

/** Row pattern of PATTERN ( … ): names, groups, `|`, quantifiers, PERMUTE, anchors and exclusions. */
export function rowPattern(reader: GrammarReader): void {
  reader.nested(alternatives);
}

function alternatives(reader: GrammarReader): void {
  do sequence(reader);
  while (reader.accept('|'));
}

function sequence(reader: GrammarReader): void {
  do {
    element(reader);
    quantifierIfAny(reader);
  } while (startsElement(reader));
}

function startsElement(reader: GrammarReader): boolean {
  return (
    reader.isName() ||
    reader.sees('(') ||
    reader.sees('^') ||
    reader.sees('$') ||
    reader.seesBoth('{', '-')
  );
}

function element(reader: GrammarReader): void {
  if (reader.seesBoth('PERMUTE', '(')) {
    reader.at += 1;
    return reader.brackets((inside) => inside.list(rowPattern));
  }
  if (reader.accept('^') || reader.accept('$')) return;
  if (reader.acceptBoth('(', ')')) return;
  if (reader.sees('(')) return reader.brackets(rowPattern);
  if (!reader.acceptBoth('{', '-')) return reader.name();
  rowPattern(reader);
  reader.expect('-');
  reader.expect('}');
}

/** `*`, `+`, `?`, `{3}`, `{2,}`, `{,4}`, each also reluctant with `?`. */
function quantifierIfAny(reader: GrammarReader): void {
  if (reader.sees('{') && !reader.sees('-', 1)) repetition(reader);
  else if (!reader.acceptAny(QUANTIFIERS)) return;
  reader.accept('?');
}

function repetition(reader: GrammarReader): void {
  reader.expect('{');
  const hasLeast = acceptInteger(reader);
  if (hasLeast && reader.accept('}')) return;
  reader.expect(',');
  acceptInteger(reader);
  reader.expect('}');
}

function acceptInteger(reader: GrammarReader): boolean {
  if (!reader.isInteger()) return false;
  numberLiteral(reader, false);
  return true;
}

/** What follows AFTER MATCH: `SKIP PAST LAST ROW`, `SKIP TO NEXT ROW`, `SKIP TO [FIRST | LAST] name`. */
export function skipTo(reader: GrammarReader): void {
  reader.expect('SKIP');
  if (reader.accept('PAST')) return reader.expectWords('LAST ROW');
  reader.expect('TO');
  if (reader.acceptBoth('NEXT', 'ROW')) return;
  const placed = (reader.sees('FIRST') || reader.sees('LAST')) && reader.isName(1);
  if (placed) reader.at += 1;
  reader.name();
}
