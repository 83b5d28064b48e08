import { expression } from './expression';
import { query } from './query';
import { type GrammarReader } from './reader';
import { functionSpecification } from './routine';

/** A query as a statement: `[WITH SESSION …] [WITH FUNCTION …] query`. */
export function rootQueryWithSession(reader: GrammarReader): void {
  if (reader.seesBoth('WITH', 'SESSION') && !isWithName(reader)) {
    reader.at += 2;
    reader.list(sessionProperty);
  }
  rootQuery(reader);
}

/** A query that may define functions of its own: `[WITH FUNCTION …] query`. */
export function rootQuery(reader: GrammarReader): void {
  if (reader.seesBoth('WITH', 'FUNCTION') && !isWithName(reader)) {
    reader.at += 1;
    reader.list(functionSpecification);
  }
  query(reader);
}

/** `WITH session AS (`, `WITH function (a) AS (`: the words are names too. */
function isWithName(reader: GrammarReader): boolean {
  return reader.sees('AS', 2) || reader.sees('(', 2);
}

function sessionProperty(reader: GrammarReader): void {
  reader.skipQualifiedName();
  reader.expect('=');
  expression(reader);
}

/** `( rootQuery )`. */
export function bracketedRootQuery(reader: GrammarReader): void {
  reader.found.subqueries += 1;
  reader.brackets(rootQuery);
}
