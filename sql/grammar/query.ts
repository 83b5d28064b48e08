import { expression } from './expression';
import { rowCount } from './literals';
import { type GrammarReader } from './reader';
import { selectQuery } from './select';

const SET_OPERATIONS = new Set(['UNION', 'EXCEPT', 'INTERSECT']);
const QUANTIFIERS = new Set(['ALL', 'DISTINCT']);
const ROWS = new Set(['ROW', 'ROWS']);
const DIRECTIONS = new Set(['ASC', 'DESC']);
const FIRST_OR_LAST = new Set(['FIRST', 'LAST']);
const FIRST_OR_NEXT = new Set(['FIRST', 'NEXT']);

/** Whether a query begins at `offset` from here; a bracket alone does not tell. */
export function isQueryStart(reader: GrammarReader, offset = 0): boolean {
  switch (reader.symbol(offset)) {
    case 'SELECT':
    case 'VALUES':
    case 'WITH':
      return true;
    case 'TABLE':
      return !reader.sees('(', offset + 1);
    default:
      return false;
  }
}

/** `[WITH …] terms [ORDER BY …] [OFFSET …] [LIMIT …]`. Tells whether it is nothing but a query in brackets. */
export function query(reader: GrammarReader): boolean {
  const mark = reader.withScope.mark();
  const withs = reader.sees('WITH');
  if (withs) withClause(reader);
  let isOnlyBrackets = false;
  reader.nested(() => {
    isOnlyBrackets = queryWithoutWith(reader);
  });
  reader.withScope.release(mark);
  return isOnlyBrackets && !withs;
}

/** `( query )`, a query inside of another statement or query. */
export function bracketedQuery(reader: GrammarReader): void {
  reader.expect('(');
  if (!query(reader)) reader.found.subqueries += 1;
  reader.expect(')');
}

/** Goes on behind the first term of a query, one in brackets that opened at token `first`. */
export function queryAfterFirstTerm(reader: GrammarReader, first: number): void {
  // Trino's grammar has no WITH in a bracketed term.
  if (reader.tokens.symbol(first + 1) === 'WITH') reader.fail('")"');
  reader.found.subqueries += 1;
  setOperations(reader);
  endOfQuery(reader);
}

/** Whether what follows a bracketed query makes it the first term of a longer one. */
export function continuesQuery(reader: GrammarReader): boolean {
  return reader.seesAny(SET_OPERATIONS) || reader.sees('ORDER') || startsRowLimit(reader);
}

/** LIMIT, OFFSET and FETCH are names unless what follows makes them a clause. */
export function startsRowLimit(reader: GrammarReader): boolean {
  switch (reader.symbol()) {
    case 'LIMIT':
      return reader.isInteger(1) || reader.sees('?', 1) || reader.sees('ALL', 1);
    case 'OFFSET':
      return reader.isInteger(1) || reader.sees('?', 1);
    case 'FETCH':
      return reader.seesAny(FIRST_OR_NEXT, 1);
    default:
      return false;
  }
}

function queryWithoutWith(reader: GrammarReader): boolean {
  const inBrackets = reader.sees('(');
  queryTerm(reader);
  const endOfTerm = reader.at;
  setOperations(reader);
  endOfQuery(reader);
  return inBrackets && reader.at === endOfTerm;
}

function queryTerm(reader: GrammarReader): void {
  switch (reader.symbol()) {
    case 'SELECT':
      return selectQuery(reader);
    case 'VALUES':
      reader.at += 1;
      return reader.list(expression);
    case 'TABLE':
      reader.at += 1;
      return reader.readsTable(reader.qualifiedName());
    case '(':
      return queryInBrackets(reader);
    default:
      reader.fail('SELECT, VALUES, TABLE or WITH');
  }
}

function queryInBrackets(reader: GrammarReader): void {
  reader.expect('(');
  reader.nested(() => {
    if (!queryWithoutWith(reader)) reader.found.subqueries += 1;
  });
  reader.expect(')');
}

function setOperations(reader: GrammarReader): void {
  while (reader.seesAny(SET_OPERATIONS)) {
    if (reader.sees('UNION')) reader.found.unions += 1;
    reader.at += 1;
    reader.acceptAny(QUANTIFIERS);
    if (reader.accept('CORRESPONDING') && reader.accept('BY')) columnAliases(reader);
    queryTerm(reader);
  }
}

function endOfQuery(reader: GrammarReader): void {
  if (reader.sees('ORDER')) {
    orderBy(reader);
    reader.found.hasOrderBy = true;
  }
  if (reader.sees('OFFSET')) {
    reader.at += 1;
    rowCount(reader);
    reader.acceptAny(ROWS);
  }
  if (reader.accept('LIMIT')) limit(reader);
  else if (reader.accept('FETCH')) fetchFirst(reader);
}

function limit(reader: GrammarReader): void {
  if (reader.accept('ALL')) return;
  rowCount(reader);
  reader.found.hasLimit = true;
}

function fetchFirst(reader: GrammarReader): void {
  reader.expectAny(FIRST_OR_NEXT);
  if (!reader.seesAny(ROWS)) rowCount(reader);
  reader.expectAny(ROWS);
  if (!reader.accept('ONLY')) reader.expectWords('WITH TIES');
  reader.found.hasLimit = true;
}

export function orderBy(reader: GrammarReader): void {
  reader.expectWords('ORDER BY');
  reader.list(sortItem);
}

export function sortItem(reader: GrammarReader): void {
  expression(reader);
  sortDirection(reader);
}

export function sortDirection(reader: GrammarReader): void {
  reader.acceptAny(DIRECTIONS);
  if (reader.accept('NULLS')) reader.expectAny(FIRST_OR_LAST);
}

export function columnAliases(reader: GrammarReader): void {
  reader.brackets((inside) => inside.list((column) => column.name()));
}

function withClause(reader: GrammarReader): void {
  reader.expect('WITH');
  const isRecursive = reader.accept('RECURSIVE');
  reader.list(() => namedQuery(reader, isRecursive));
}

/** A WITH query sees the names before it; a recursive one also its own. */
function namedQuery(reader: GrammarReader, isRecursive: boolean): void {
  const name = reader.tokens.nameAt(reader.at);
  reader.name();
  if (reader.sees('(')) columnAliases(reader);
  reader.expect('AS');
  if (isRecursive) reader.withScope.declare(name);
  bracketedQuery(reader);
  if (!isRecursive) reader.withScope.declare(name);
}
