import { expression } from './expression';
import { orderBy } from './query';
import { type GrammarReader } from './reader';
import { rowPattern, skipTo } from './row-pattern';
import { aliasIfAny, groupBy } from './select';
import { measure, patternVariable, subset } from './window';

const MATCH_RECOGNIZE_STARTS = new Set(
  'PARTITION ORDER MEASURES ONE ALL AFTER INITIAL SEEK PATTERN'.split(' '),
);
const SHOW_OR_OMIT = new Set(['SHOW', 'OMIT']);

/** With a bracket and one of its clauses behind; else the word is an alias, perhaps with columns. */
export function isMatchRecognize(reader: GrammarReader): boolean {
  return (
    reader.sees('MATCH_RECOGNIZE') &&
    reader.sees('(', 1) &&
    reader.seesAny(MATCH_RECOGNIZE_STARTS, 2) &&
    !reader.sees(',', 3) &&
    !reader.sees(')', 3)
  );
}

export function matchRecognize(reader: GrammarReader): void {
  reader.at += 2;
  if (reader.acceptBoth('PARTITION', 'BY')) reader.list(expression);
  if (reader.sees('ORDER')) orderBy(reader);
  if (reader.accept('MEASURES')) reader.list(measure);
  rowsPerMatchIfAny(reader);
  if (reader.acceptBoth('AFTER', 'MATCH')) skipTo(reader);
  if (!reader.accept('INITIAL')) reader.accept('SEEK');
  reader.expect('PATTERN');
  reader.brackets(rowPattern);
  if (reader.accept('SUBSET')) reader.list(subset);
  reader.expect('DEFINE');
  reader.list(patternVariable);
  reader.expect(')');
}

function rowsPerMatchIfAny(reader: GrammarReader): void {
  if (reader.accept('ONE')) return reader.expectWords('ROW PER MATCH');
  if (!reader.accept('ALL')) return;
  reader.expectWords('ROWS PER MATCH');
  if (reader.acceptAny(SHOW_OR_OMIT)) reader.expectWords('EMPTY MATCHES');
  else if (reader.accept('WITH')) reader.expectWords('UNMATCHED ROWS');
}

/** `PIVOT (` with anything but column names in it; those make it an alias. */
export function isPivot(reader: GrammarReader): boolean {
  if (!reader.seesBoth('PIVOT', '(')) return false;
  let offset = 2;
  while (reader.isName(offset) && reader.sees(',', offset + 1)) offset += 2;
  return !(reader.isName(offset) && reader.sees(')', offset + 1));
}

/** `PIVOT (aggregate, … FOR columns IN (values) [GROUP BY …])`. */
export function pivot(reader: GrammarReader): void {
  reader.at += 2;
  reader.list(aliasedExpression);
  reader.expect('FOR');
  if (reader.sees('('))
    reader.brackets((inside) => inside.list((name) => name.skipQualifiedName()));
  else reader.skipQualifiedName();
  reader.expect('IN');
  reader.brackets((inside) => inside.list(aliasedExpression));
  if (reader.sees('GROUP')) groupBy(reader);
  reader.expect(')');
}

function aliasedExpression(reader: GrammarReader): void {
  expression(reader);
  aliasIfAny(reader);
}
