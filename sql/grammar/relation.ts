import { expression, valueExpression } from './expression';
import { jsonTable } from './json-table';
import { type Bracketed, queryOr } from './parenthesized';
import { bracketedQuery, columnAliases } from './query';
import { type GrammarReader } from './reader';
import { isMatchRecognize, isPivot, matchRecognize, pivot } from './relation-operators';
import { startsClause, whereIfAny } from './select';
import { tableFunction } from './table-function';

const JOIN_SIDES = new Set(['LEFT', 'RIGHT', 'FULL']);
const SAMPLE_TYPES = new Set(['BERNOULLI', 'SYSTEM']);
const PERIODS = new Set(['TIMESTAMP', 'VERSION']);

/** One relation of a FROM list, with all that is joined to it. */
export function relation(reader: GrammarReader): void {
  reader.nested(() => {
    sampledRelation(reader);
    joins(reader);
  });
}

function joins(reader: GrammarReader): void {
  for (;;) {
    if (reader.accept('CROSS')) {
      reader.expect('JOIN');
      sampledRelation(reader);
    } else if (reader.accept('NATURAL')) {
      joinType(reader);
      reader.expect('JOIN');
      sampledRelation(reader);
    } else if (startsJoin(reader)) {
      joinType(reader);
      reader.expect('JOIN');
      // The right side may hold joins of its own, whose conditions come first.
      relation(reader);
      joinCriteria(reader);
    } else return;
    reader.found.joins += 1;
  }
}

function startsJoin(reader: GrammarReader): boolean {
  return reader.sees('JOIN') || reader.sees('INNER') || reader.seesAny(JOIN_SIDES);
}

function joinType(reader: GrammarReader): void {
  if (reader.acceptAny(JOIN_SIDES)) reader.accept('OUTER');
  else reader.accept('INNER');
}

function joinCriteria(reader: GrammarReader): void {
  if (reader.accept('ON')) expression(reader);
  else if (reader.accept('USING')) columnAliases(reader);
  else reader.fail('ON or USING');
}

function sampledRelation(reader: GrammarReader): void {
  relationPrimary(reader);
  relationSuffixes(reader);
}

/** Alias, MATCH_RECOGNIZE, PIVOT and TABLESAMPLE behind a relation. */
function relationSuffixes(reader: GrammarReader): void {
  relationAlias(reader);
  if (isMatchRecognize(reader)) {
    matchRecognize(reader);
    relationAlias(reader);
  }
  if (isPivot(reader)) {
    pivot(reader);
    relationAlias(reader);
  }
  if (!isSample(reader)) return;
  reader.at += 2;
  reader.brackets(expression);
}

function isSample(reader: GrammarReader): boolean {
  return reader.sees('TABLESAMPLE') && reader.seesAny(SAMPLE_TYPES, 1);
}

function relationAlias(reader: GrammarReader): void {
  if (reader.accept('AS')) reader.name();
  else if (reader.isName() && !isSuffix(reader)) reader.at += 1;
  else return;
  if (reader.sees('(')) columnAliases(reader);
}

/** Unreserved words that go on with the query rather than name the relation. */
function isSuffix(reader: GrammarReader): boolean {
  return (
    startsClause(reader) ||
    isSample(reader) ||
    isMatchRecognize(reader) ||
    isPivot(reader) ||
    (reader.inNearest && reader.sees('MATCH'))
  );
}

function relationPrimary(reader: GrammarReader): void {
  switch (reader.symbol()) {
    case '(':
      queryOr(reader, RELATIONS);
      return;
    case 'UNNEST':
      return unnest(reader);
    case 'TABLE':
      reader.at += 1;
      return tableFunction(reader);
    case 'JSON_TABLE':
      return jsonTable(reader);
    case 'LATERAL':
      if (!reader.sees('(', 1)) break;
      reader.at += 1;
      return bracketedQuery(reader);
    case 'NEAREST':
      if (reader.sees('(', 1)) return nearest(reader);
      break;
    default:
  }
  if (!reader.isName()) reader.fail('a relation');
  reader.readsTable(reader.qualifiedName());
  if (reader.accept('FOR')) period(reader);
}

/** Time travel: `FOR VERSION AS OF 3`. */
function period(reader: GrammarReader): void {
  reader.expectAny(PERIODS);
  reader.expectWords('AS OF');
  valueExpression(reader);
}

function unnest(reader: GrammarReader): void {
  reader.expect('UNNEST');
  reader.brackets((inside) => inside.list(expression));
  // Behind the query of a CREATE TABLE another WITH may follow: `WITH NO DATA`.
  reader.acceptBoth('WITH', 'ORDINALITY');
}

/** `NEAREST ( FROM relation [WHERE …] MATCH condition )`. */
function nearest(reader: GrammarReader): void {
  const outer = reader.inNearest;
  reader.at += 2;
  reader.inNearest = true;
  reader.expect('FROM');
  relation(reader);
  whereIfAny(reader);
  reader.inNearest = outer;
  reader.expect('MATCH');
  expression(reader);
  reader.expect(')');
}

const RELATIONS: Bracketed = {
  whole: relation,
  afterBrackets: (reader) => {
    relationSuffixes(reader);
    joins(reader);
  },
};
