import { foundName } from '../facts/query-findings';
import { argumentNameIfAny } from './call';
import { expression, expressionAfterBrackets } from './expression';
import { bracketedQuery, columnAliases, isQueryStart, sortDirection, sortItem } from './query';
import { type GrammarReader } from './reader';
import { Refusal } from './refusal';
import { type } from './types';

const PRUNE_OR_KEEP = new Set(['PRUNE', 'KEEP']);

/** `( f(arguments [COPARTITION …]) )` behind TABLE. */
export function tableFunction(reader: GrammarReader): void {
  reader.brackets(call);
}

function call(reader: GrammarReader): void {
  foundName(reader.found.tableFunctions, reader.qualifiedName().join('.'));
  reader.expect('(');
  if (!reader.sees(')') && !isCopartition(reader)) reader.list(argument);
  if (reader.accept('COPARTITION')) reader.list(copartitioned);
  reader.expect(')');
}

function isCopartition(reader: GrammarReader): boolean {
  return reader.seesBoth('COPARTITION', '(');
}

/** Two tables or more of those in the arguments. */
function copartitioned(reader: GrammarReader): void {
  reader.expect('(');
  reader.skipQualifiedName();
  reader.expect(',');
  reader.list((name) => name.skipQualifiedName());
  reader.expect(')');
}

function argument(reader: GrammarReader): void {
  argumentNameIfAny(reader);
  if (reader.sees('TABLE')) tableArgument(reader);
  else if (isDescriptor(reader)) descriptor(reader);
  else expression(reader);
}

/** Anything but names in the brackets makes it a call of a function. */
function isDescriptor(reader: GrammarReader): boolean {
  if (!reader.seesBoth('DESCRIPTOR', '(') || !reader.isName(2)) return false;
  return reader.isName(3) || reader.sees(',', 3) || reader.sees(')', 3);
}

/** `DESCRIPTOR(a, b bigint)`: names of columns, perhaps with types. */
function descriptor(reader: GrammarReader): void {
  reader.at += 2;
  reader.list(() => {
    reader.name();
    if (!reader.sees(',') && !reader.sees(')')) type(reader);
  });
  reader.expect(')');
}

/** `TABLE(t)` or `TABLE(query)`, with how its rows are handed over. */
function tableArgument(reader: GrammarReader): void {
  reader.expect('TABLE');
  if (reader.sees('(') && !isQueryStart(reader, 1) && !reader.sees('(', 1))
    reader.brackets(() => reader.readsTable(reader.qualifiedName()));
  else bracketedQuery(reader);
  alias(reader);
  if (reader.acceptBoth('PARTITION', 'BY')) partition(reader);
  if (reader.acceptAny(PRUNE_OR_KEEP)) reader.expectWords('WHEN EMPTY');
  if (reader.sees('ORDER')) order(reader);
}

function alias(reader: GrammarReader): void {
  const { tokens } = reader;
  if (reader.accept('AS')) reader.name();
  else if (reader.sees('COPARTITION'))
    throw new Refusal(
      'COPARTITION here may be an alias: write AS before it',
      tokens.start(reader.at),
    );
  else if (reader.isName() && !isSuffix(reader)) reader.at += 1;
  else return;
  if (reader.sees('(')) columnAliases(reader);
}

function isSuffix(reader: GrammarReader): boolean {
  return (
    reader.seesBoth('PARTITION', 'BY') ||
    ((reader.sees('PRUNE') || reader.sees('KEEP')) && reader.sees('WHEN', 1))
  );
}

function partition(reader: GrammarReader): void {
  if (!reader.acceptBoth('(', ')')) expression(reader);
}

/** `ORDER BY a` or `ORDER BY (a DESC, b)`; a comma outside of brackets ends the argument. */
function order(reader: GrammarReader): void {
  if (!reader.sees('(', 2) || isQueryStart(reader, 3)) {
    reader.expectWords('ORDER BY');
    return sortItem(reader);
  }
  reader.expectWords('ORDER BY');
  reader.brackets((inside) => inside.list(sortItem));
  expressionAfterBrackets(reader);
  sortDirection(reader);
}
