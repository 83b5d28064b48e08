import { callArguments } from './call';
import { ifExistsIfAny, ifNotExistsIfAny } from './create';
import { principal } from './grants';
import { literal } from './literals';
import { propertyAssignments } from './properties';
import { type GrammarReader } from './reader';
import { whereIfAny } from './select';
import { columnDefinition } from './table-element';
import { type } from './types';

/** All that ALTER alters. */
export function alter(reader: GrammarReader): void {
  if (isMaterializedView(reader)) {
    reader.at += 2;
    return alterMaterializedView(reader);
  }
  if (reader.accept('TABLE')) return alterTable(reader);
  if (reader.accept('SCHEMA')) return alterSchema(reader);
  if (isBranch(reader)) return alterBranch(reader);
  if (reader.sees('VIEW')) return alterView(reader);
  reader.name();
  reader.skipQualifiedName();
  setAuthorization(reader);
}

/** In `ALTER materialized view SET AUTHORIZATION u` the first word is a kind, the second its name. */
function isMaterializedView(reader: GrammarReader): boolean {
  return (
    reader.seesBoth('MATERIALIZED', 'VIEW') &&
    !(reader.sees('SET', 2) && reader.sees('AUTHORIZATION', 3))
  );
}

function setAuthorization(reader: GrammarReader): void {
  reader.expectWords('SET AUTHORIZATION');
  principal(reader);
}

function alterSchema(reader: GrammarReader): void {
  reader.skipQualifiedName();
  if (!reader.accept('RENAME')) return setAuthorization(reader);
  reader.expect('TO');
  reader.name();
}

function alterView(reader: GrammarReader): void {
  reader.expect('VIEW');
  reader.skipQualifiedName();
  if (reader.accept('REFRESH')) return;
  if (!reader.accept('RENAME')) return setAuthorization(reader);
  reader.expect('TO');
  reader.skipQualifiedName();
}

function alterMaterializedView(reader: GrammarReader): void {
  const hasIfExists = reader.acceptBoth('IF', 'EXISTS');
  reader.skipQualifiedName();
  if (hasIfExists || reader.sees('RENAME')) {
    reader.expectWords('RENAME TO');
    return reader.skipQualifiedName();
  }
  if (!reader.acceptBoth('SET', 'PROPERTIES')) return setAuthorization(reader);
  propertyAssignments(reader);
}

/** A kind of entity may be called `branch` too, so IN tells. */
function isBranch(reader: GrammarReader): boolean {
  return reader.sees('BRANCH') && reader.sees('IN', 2);
}

function alterBranch(reader: GrammarReader): void {
  reader.expect('BRANCH');
  reader.name();
  reader.expectWords('IN TABLE');
  reader.skipQualifiedName();
  reader.expectWords('FAST FORWARD TO');
  reader.name();
}

function alterTable(reader: GrammarReader): void {
  const hasIfExists = reader.acceptBoth('IF', 'EXISTS');
  reader.skipQualifiedName();
  switch (reader.symbol()) {
    case 'RENAME':
      return rename(reader);
    case 'ADD':
      return addColumn(reader);
    case 'DROP':
      reader.expectWords('DROP COLUMN');
      ifExistsIfAny(reader);
      return reader.skipQualifiedName();
    case 'ALTER':
      return alterColumn(reader);
    case 'SET':
      if (hasIfExists) break;
      if (!reader.acceptBoth('SET', 'PROPERTIES')) return setAuthorization(reader);
      return propertyAssignments(reader);
    case 'EXECUTE':
      if (hasIfExists) break;
      return execute(reader);
    default:
  }
  reader.fail('RENAME, ADD, DROP, ALTER, SET or EXECUTE');
}

function rename(reader: GrammarReader): void {
  reader.expect('RENAME');
  if (reader.accept('TO')) return reader.skipQualifiedName();
  reader.expect('COLUMN');
  ifExistsIfAny(reader);
  reader.skipQualifiedName();
  reader.expect('TO');
  reader.name();
}

function addColumn(reader: GrammarReader): void {
  reader.expectWords('ADD COLUMN');
  ifNotExistsIfAny(reader);
  columnDefinition(reader);
  if (reader.accept('FIRST') || reader.accept('LAST')) return;
  if (reader.accept('AFTER')) reader.name();
}

function alterColumn(reader: GrammarReader): void {
  reader.expectWords('ALTER COLUMN');
  const first = reader.at;
  reader.skipQualifiedName();
  if (reader.accept('SET')) {
    if (reader.accept('DEFAULT')) return literal(reader);
    reader.expectWords('DATA TYPE');
    return type(reader);
  }
  reader.expect('DROP');
  if (reader.accept('DEFAULT')) return;
  // NOT NULL is dropped of whole columns only.
  if (reader.at > first + 2) reader.fail('DEFAULT');
  reader.expectWords('NOT NULL');
}

function execute(reader: GrammarReader): void {
  reader.expect('EXECUTE');
  reader.name();
  if (reader.sees('(')) callArguments(reader);
  whereIfAny(reader);
}
