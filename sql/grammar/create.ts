import { columnAliases } from './query';
import { grantor, principal } from './grants';
import { interval, string } from './literals';
import { properties } from './properties';
import { type GrammarReader } from './reader';
import { Refusal } from './refusal';
import { bracketedRootQuery, rootQuery } from './root-query';
import { functionSpecification } from './routine';
import { tableElements } from './table-element';

type Read = (reader: GrammarReader) => void;

const FAIL_OR_INLINE = new Set(['FAIL', 'INLINE']);

/** All that CREATE creates. */
export function create(reader: GrammarReader): void {
  const start = reader.at;
  const replaces = reader.accept('OR');
  if (replaces) reader.expect('REPLACE');
  const read = (replaces ? REPLACEABLE : CREATED)[reader.symbol()];
  if (read === undefined) return reader.fail('TABLE, VIEW, SCHEMA or another thing to create');
  reader.at += 1;
  read(reader);
  if (replaces) refuseIfNotExists(reader, start);
}

const REPLACEABLE: Readonly<Record<string, Read>> = {
  BRANCH: createBranch,
  FUNCTION: (reader) => {
    reader.at -= 1;
    functionSpecification(reader);
  },
  MATERIALIZED: createMaterializedView,
  TABLE: createTable,
  VIEW: createView,
};

const CREATED: Readonly<Record<string, Read>> = {
  ...REPLACEABLE,
  CATALOG: createCatalog,
  ROLE: createRole,
  SCHEMA: createSchema,
};

/** `start + 3` is the token behind OR REPLACE TABLE; of materialized views Trino takes both. */
function refuseIfNotExists(reader: GrammarReader, start: number): void {
  const { tokens } = reader;
  if (tokens.symbol(start + 3) !== 'IF' || tokens.symbol(start + 4) !== 'NOT') return;
  throw new Refusal('OR REPLACE and IF NOT EXISTS contradict each other', tokens.start(start - 1));
}

export function ifNotExistsIfAny(reader: GrammarReader): void {
  if (!reader.seesBoth('IF', 'NOT')) return;
  reader.expectWords('IF NOT EXISTS');
}

export function ifExistsIfAny(reader: GrammarReader): void {
  reader.acceptBoth('IF', 'EXISTS');
}

export function commentIfAny(reader: GrammarReader): void {
  if (reader.accept('COMMENT')) string(reader);
}

/** `SECURITY DEFINER` or `SECURITY INVOKER`. */
export function securityIfAny(reader: GrammarReader): boolean {
  if (!reader.accept('SECURITY')) return false;
  if (!reader.accept('DEFINER')) reader.expect('INVOKER');
  return true;
}

function propertiesIfAny(reader: GrammarReader): void {
  if (reader.accept('WITH')) properties(reader);
}

function authorizationIfAny(reader: GrammarReader): void {
  if (reader.accept('AUTHORIZATION')) principal(reader);
}

function createCatalog(reader: GrammarReader): void {
  ifNotExistsIfAny(reader);
  reader.name();
  reader.expect('USING');
  reader.name();
  commentIfAny(reader);
  authorizationIfAny(reader);
  propertiesIfAny(reader);
}

function createSchema(reader: GrammarReader): void {
  ifNotExistsIfAny(reader);
  reader.skipQualifiedName();
  authorizationIfAny(reader);
  propertiesIfAny(reader);
}

function createRole(reader: GrammarReader): void {
  reader.name();
  if (reader.accept('WITH')) {
    reader.expect('ADMIN');
    grantor(reader);
  }
  if (reader.accept('IN')) reader.name();
}

function createBranch(reader: GrammarReader): void {
  ifNotExistsIfAny(reader);
  reader.name();
  propertiesIfAny(reader);
  reader.expectWords('IN TABLE');
  reader.skipQualifiedName();
  if (reader.accept('FROM')) reader.name();
}

function createView(reader: GrammarReader): void {
  reader.skipQualifiedName();
  commentIfAny(reader);
  securityIfAny(reader);
  propertiesIfAny(reader);
  reader.expect('AS');
  rootQuery(reader);
}

function createMaterializedView(reader: GrammarReader): void {
  reader.expect('VIEW');
  ifNotExistsIfAny(reader);
  reader.skipQualifiedName();
  if (reader.accept('GRACE')) {
    reader.expect('PERIOD');
    interval(reader);
  }
  if (reader.accept('WHEN')) {
    reader.expect('STALE');
    reader.expectAny(FAIL_OR_INLINE);
  }
  commentIfAny(reader);
  propertiesIfAny(reader);
  reader.expect('AS');
  rootQuery(reader);
}

/** `CREATE TABLE t (columns)` or `CREATE TABLE t [(names)] AS query`: which, shows behind the brackets. */
function createTable(reader: GrammarReader): void {
  ifNotExistsIfAny(reader);
  reader.skipQualifiedName();
  const hasElements = reader.sees('(') && !isNameList(reader);
  if (hasElements) tableElements(reader);
  else if (reader.sees('(')) columnAliases(reader);
  commentIfAny(reader);
  propertiesIfAny(reader);
  if (!hasElements) asQuery(reader);
}

function isNameList(reader: GrammarReader): boolean {
  return reader.isName(1) && (reader.sees(',', 2) || reader.sees(')', 2));
}

function asQuery(reader: GrammarReader): void {
  reader.expect('AS');
  if (reader.sees('(') && reader.sees('WITH', 1)) bracketedRootQuery(reader);
  else rootQuery(reader);
  if (!reader.accept('WITH')) return;
  reader.accept('NO');
  reader.expect('DATA');
}
