import { expression } from './expression';
import { columnAliases } from './query';
import { type GrammarReader } from './reader';
import { relation } from './relation';
import { rootQuery } from './root-query';
import { whereIfAny } from './select';

/** The target of a change: `t` or, of one of its branches, `t@branch`. */
function target(reader: GrammarReader): void {
  reader.skipQualifiedName();
  if (reader.accept('@')) reader.name();
}

export function insert(reader: GrammarReader): void {
  reader.expect('INTO');
  target(reader);
  if (reader.sees('(') && reader.isName(1)) columnAliases(reader);
  rootQuery(reader);
}

export function deleteFrom(reader: GrammarReader): void {
  reader.expect('FROM');
  target(reader);
  whereIfAny(reader);
}

export function update(reader: GrammarReader): void {
  target(reader);
  reader.expect('SET');
  reader.list(assignment);
  whereIfAny(reader);
}

function assignment(reader: GrammarReader): void {
  reader.name();
  reader.expect('=');
  expression(reader);
}

/** `MERGE INTO t USING source ON condition WHEN …`. */
export function merge(reader: GrammarReader): void {
  reader.expect('INTO');
  target(reader);
  if (reader.accept('AS')) reader.name();
  else if (reader.isName()) reader.at += 1;
  reader.expect('USING');
  relation(reader);
  reader.expect('ON');
  expression(reader);
  do mergeCase(reader);
  while (reader.sees('WHEN'));
}

function mergeCase(reader: GrammarReader): void {
  reader.expect('WHEN');
  const isMatched = !reader.accept('NOT');
  reader.expect('MATCHED');
  if (reader.accept('AND')) expression(reader);
  reader.expect('THEN');
  if (!isMatched) return mergeInsert(reader);
  if (reader.accept('DELETE')) return;
  if (!reader.accept('UPDATE')) reader.fail('UPDATE or DELETE');
  reader.expect('SET');
  reader.list(assignment);
}

function mergeInsert(reader: GrammarReader): void {
  reader.expect('INSERT');
  if (reader.sees('(')) columnAliases(reader);
  reader.expect('VALUES');
  reader.brackets((inside) => inside.list(expression));
}
