import {
  formatIfAny,
  jsonPath,
  onEmptyAndError,
  queryBehavior,
  valueBehavior,
  wrapperAndQuotes,
} from './json';
import { string } from './literals';
import { type GrammarReader } from './reader';
import { type } from './types';

const NESTING = new Set(['INNER', 'OUTER']);
const SIBLINGS = new Set(['CROSS', 'UNION']);
const EMPTY_OR_ERROR = new Set(['EMPTY', 'ERROR']);

/** `JSON_TABLE(path COLUMNS ( … ) [PLAN …] [EMPTY | ERROR ON ERROR])`. */
export function jsonTable(reader: GrammarReader): void {
  reader.expect('JSON_TABLE');
  reader.expect('(');
  jsonPath(reader);
  columns(reader);
  if (reader.accept('PLAN')) plan(reader);
  if (reader.acceptAny(EMPTY_OR_ERROR)) reader.expectWords('ON ERROR');
  reader.expect(')');
}

function columns(reader: GrammarReader): void {
  reader.expect('COLUMNS');
  reader.nested(() => reader.brackets((inside) => inside.list(column)));
}

function column(reader: GrammarReader): void {
  if (isNested(reader)) return nestedColumns(reader);
  reader.name();
  if (reader.accept('FOR')) return reader.expect('ORDINALITY');
  type(reader);
  const isQuery = formatIfAny(reader);
  if (reader.accept('PATH')) string(reader);
  if (isQuery) wrapperAndQuotes(reader);
  onEmptyAndError(reader, isQuery ? queryBehavior : valueBehavior);
}

function isNested(reader: GrammarReader): boolean {
  return (
    reader.sees('NESTED') && (reader.isString(1) || (reader.sees('PATH', 1) && reader.isString(2)))
  );
}

function nestedColumns(reader: GrammarReader): void {
  reader.expect('NESTED');
  reader.accept('PATH');
  string(reader);
  if (reader.accept('AS')) reader.name();
  columns(reader);
}

function plan(reader: GrammarReader): void {
  if (reader.accept('DEFAULT')) reader.brackets(defaultPlan);
  else reader.brackets(specificPlan);
}

function defaultPlan(reader: GrammarReader): void {
  const nesting = reader.acceptAny(NESTING);
  if (!nesting) reader.expectAny(SIBLINGS);
  if (reader.accept(',')) reader.expectAny(nesting ? SIBLINGS : NESTING);
}

/** A path name alone, `parent INNER child`, or siblings with one kind of operator between. */
function specificPlan(reader: GrammarReader): void {
  const isPath = reader.isName();
  planPrimary(reader);
  if (isPath && reader.acceptAny(NESTING)) return planPrimary(reader);
  const operator = reader.symbol();
  if (!SIBLINGS.has(operator)) {
    if (!isPath) reader.fail('CROSS or UNION');
    return;
  }
  while (reader.accept(operator)) planPrimary(reader);
}

function planPrimary(reader: GrammarReader): void {
  if (reader.sees('(')) reader.nested(() => reader.brackets(specificPlan));
  else reader.name();
}
