import { expression, expressionAfterBrackets } from './expression';
import { type GrammarReader } from './reader';
import { bracketedQuery, continuesQuery, isQueryStart, queryAfterFirstTerm } from './query';

/** What may stand between brackets beside a query. */
export interface Bracketed {
  /** Reads all of it. */
  whole: (reader: GrammarReader) => void;
  /** Goes on behind inner brackets that begin it. */
  afterBrackets: (reader: GrammarReader) => void;
}

/**
 * `( … )` around a query or something else: which of them shows only behind inner brackets, so they
 * are read together. Tells whether it was a query.
 */
export function queryOr(reader: GrammarReader, other: Bracketed): boolean {
  let isQuery = false;
  reader.nested(() => {
    isQuery = insideBrackets(reader, other);
  });
  return isQuery;
}

function insideBrackets(reader: GrammarReader, other: Bracketed): boolean {
  if (isQueryStart(reader, 1)) {
    bracketedQuery(reader);
    return true;
  }
  reader.expect('(');
  if (!reader.sees('(') || isLambda(reader)) other.whole(reader);
  else if (behindBrackets(reader, other)) return true;
  reader.expect(')');
  return false;
}

/** Reads the inner brackets and what follows them; whether that makes a query, closed again. */
function behindBrackets(reader: GrammarReader, other: Bracketed): boolean {
  const first = reader.at;
  const isQuery = queryOr(reader, other);
  if (isQuery && reader.accept(')')) return true;
  if (isQuery && continuesQuery(reader)) {
    queryAfterFirstTerm(reader, first);
    reader.expect(')');
    return true;
  }
  other.afterBrackets(reader);
  return false;
}

/** `( expression, … )` or `( query )`. Tells whether it was a query. */
export function parenthesized(reader: GrammarReader): boolean {
  return queryOr(reader, EXPRESSIONS);
}

const EXPRESSIONS: Bracketed = {
  whole: (reader) => {
    // Nothing but a lambda begins with empty brackets.
    if (reader.accept(')')) reader.fail('"->"');
    reader.list(expression);
  },
  afterBrackets: (reader) => {
    expressionAfterBrackets(reader);
    while (reader.accept(',')) expression(reader);
  },
};

/** Whether `( … )` at `offset` holds a query, in however many brackets. */
export function isBracketedQuery(reader: GrammarReader, offset: number): boolean {
  let inside = offset + 1;
  while (reader.sees('(', inside)) inside += 1;
  return isQueryStart(reader, inside);
}

/** Whether `() ->` or `(a, b) ->` stands here. */
export function isLambda(reader: GrammarReader): boolean {
  const { tokens } = reader;
  let at = reader.at + 1;
  if (tokens.isName(at)) at += 1;
  while (tokens.symbol(at) === ',' && tokens.isName(at + 1)) at += 2;
  return tokens.symbol(at) === ')' && tokens.symbol(at + 1) === '->';
}
