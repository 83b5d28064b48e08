import { expression } from './expression';
import { string } from './literals';
import { type GrammarReader } from './reader';

const READ_MODES = new Set(['ONLY', 'WRITE']);
const READ_LEVELS = new Set(['COMMITTED', 'UNCOMMITTED']);

/** `USE schema` or `USE catalog.schema`. */
export function use(reader: GrammarReader): void {
  reader.name();
  if (reader.accept('.')) reader.name();
}

/** SET ROLE, SESSION, SESSION AUTHORIZATION, PATH and TIME ZONE. */
export function set(reader: GrammarReader): void {
  if (reader.accept('ROLE')) return setRole(reader);
  if (reader.accept('PATH')) return reader.list(pathElement);
  if (reader.acceptBoth('TIME', 'ZONE')) return setTimeZone(reader);
  reader.expect('SESSION');
  if (isAuthorization(reader)) {
    reader.at += 1;
    if (reader.isString()) string(reader);
    else reader.name();
    return;
  }
  reader.skipQualifiedName();
  reader.expect('=');
  expression(reader);
}

/** A property may be called `authorization` too. */
function isAuthorization(reader: GrammarReader): boolean {
  return reader.sees('AUTHORIZATION') && !reader.sees('=', 1) && !reader.sees('.', 1);
}

function setRole(reader: GrammarReader): void {
  reader.name();
  if (reader.accept('IN')) reader.name();
}

function setTimeZone(reader: GrammarReader): void {
  const isLocal = reader.sees('LOCAL') && reader.at + 1 >= reader.tokens.count;
  if (isLocal) reader.at += 1;
  else expression(reader);
}

function pathElement(reader: GrammarReader): void {
  reader.name();
  if (reader.accept('.')) reader.name();
}

export function reset(reader: GrammarReader): void {
  reader.expect('SESSION');
  if (!(reader.sees('AUTHORIZATION') && reader.at + 1 >= reader.tokens.count))
    return reader.skipQualifiedName();
  reader.at += 1;
}

export function startTransaction(reader: GrammarReader): void {
  reader.expect('TRANSACTION');
  if (reader.at < reader.tokens.count) reader.list(transactionMode);
}

function transactionMode(reader: GrammarReader): void {
  if (reader.accept('READ')) return reader.expectAny(READ_MODES);
  reader.expectWords('ISOLATION LEVEL');
  if (reader.accept('SERIALIZABLE')) return;
  if (reader.accept('REPEATABLE')) return reader.expect('READ');
  reader.expect('READ');
  reader.expectAny(READ_LEVELS);
}
