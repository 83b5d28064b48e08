import { expression } from './expression';
import { columnAliases, startsRowLimit } from './query';
import { type GrammarReader } from './reader';
import { relation } from './relation';
import { windowSpecification } from './window';

/** `SELECT … [FROM …] [WHERE …] [GROUP BY …] [HAVING …] [WINDOW …]`. */
export function selectQuery(reader: GrammarReader): void {
  reader.expect('SELECT');
  setQuantifierIfAny(reader);
  reader.list(selectItem);
  if (reader.accept('FROM')) fromList(reader);
  whereIfAny(reader);
  if (reader.sees('GROUP')) groupBy(reader);
  if (reader.accept('HAVING')) expression(reader);
  if (reader.sees('WINDOW') && startsClause(reader)) {
    reader.at += 1;
    reader.list(windowDefinition);
    reader.found.hasWindow = true;
  }
}

export function whereIfAny(reader: GrammarReader): void {
  if (!reader.accept('WHERE')) return;
  expression(reader);
  reader.found.hasWhere = true;
}

/** DISTINCT, and ALL where something follows that it can belong to: elsewhere it is a name. */
export function setQuantifierIfAny(reader: GrammarReader): void {
  if (reader.accept('DISTINCT')) return;
  if (reader.sees('ALL') && startsItem(reader, 1)) reader.at += 1;
}

/** Whether an expression can begin at `offset` from here. */
export function startsItem(reader: GrammarReader, offset: number): boolean {
  const symbol = reader.symbol(offset);
  if (symbol === '') return reader.at + offset < reader.tokens.count;
  if (ITEM_SYMBOLS.has(symbol)) return true;
  return reader.isName(offset) && !(symbol === 'OVER' && reader.sees('(', offset + 1));
}

const ITEM_SYMBOLS = new Set(
  `( [ * + - ? CASE CAST CURRENT_CATALOG CURRENT_DATE CURRENT_PATH CURRENT_SCHEMA CURRENT_TIME
  CURRENT_TIMESTAMP CURRENT_USER EXISTS EXTRACT FALSE GROUPING JSON_ARRAY JSON_EXISTS JSON_OBJECT
  JSON_QUERY JSON_VALUE LISTAGG LOCALTIME LOCALTIMESTAMP NORMALIZE NOT NULL TRIM TRUE`.split(/\s+/),
);

const GROUPING_SETS = new Set(['ROLLUP', 'CUBE', 'GROUPING']);

/** Whether an unreserved word here begins a clause, so that it is no alias. */
export function startsClause(reader: GrammarReader): boolean {
  if (reader.sees('WINDOW'))
    return reader.isName(1) && (reader.sees('AS', 2) || reader.at + 2 >= reader.tokens.count);
  return startsRowLimit(reader);
}

/** `AS name` or `name`, if one follows. */
export function aliasIfAny(reader: GrammarReader): boolean {
  if (reader.accept('AS')) reader.name();
  else if (reader.isName() && !startsClause(reader)) reader.at += 1;
  else return false;
  return true;
}

function selectItem(reader: GrammarReader): void {
  if (reader.accept('*')) {
    reader.found.selectStar = true;
    return;
  }
  const first = reader.at;
  expression(reader);
  if (reader.seesBoth('.', '*') && reader.isPrimary(first)) allColumns(reader);
  else aliasIfAny(reader);
}

/** `t.*`, also of a row: `(expression).*`. */
function allColumns(reader: GrammarReader): void {
  reader.at += 2;
  reader.found.selectStar = true;
  if (reader.accept('AS')) columnAliases(reader);
}

/** Trino makes each comma of a FROM list an implicit join. */
function fromList(reader: GrammarReader): void {
  relation(reader);
  while (reader.accept(',')) {
    reader.found.joins += 1;
    relation(reader);
  }
}

export function groupBy(reader: GrammarReader): void {
  reader.expectWords('GROUP BY');
  if (reader.sees('ALL') && reader.seesAny(GROUPING_SETS, 1)) reader.at += 1;
  else setQuantifierIfAny(reader);
  reader.list(groupingElement);
  reader.found.hasGroupBy = true;
}

function groupingElement(reader: GrammarReader): void {
  if (reader.accept('ROLLUP') || reader.accept('CUBE')) groupingSets(reader, true);
  else if (reader.acceptBoth('GROUPING', 'SETS')) groupingSets(reader, false);
  else groupingSet(reader);
}

function groupingSets(reader: GrammarReader, canBeEmpty: boolean): void {
  reader.expect('(');
  if (!(canBeEmpty && reader.sees(')'))) reader.list(groupingSet);
  reader.expect(')');
}

/** `(a, b)` reads as a row; only the empty one is no expression. */
function groupingSet(reader: GrammarReader): void {
  if (!reader.acceptBoth('(', ')')) expression(reader);
}

function windowDefinition(reader: GrammarReader): void {
  reader.name();
  reader.expect('AS');
  reader.brackets(windowSpecification);
}
