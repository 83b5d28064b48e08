import { type Head, head, mention, type Mention, takeIfExists, UNKNOWN_STATEMENT } from './head';
import { type TokenCursor } from './token-cursor';

/** ALTER TABLE, VIEW, MATERIALIZED VIEW, SCHEMA, BRANCH, and SET AUTHORIZATION of any kind of thing. */
export function alterHead(cursor: TokenCursor): Head {
  if (cursor.take('TABLE')) return alterTable(cursor);
  if (cursor.take('VIEW')) return alterView(cursor, 'RenameView');
  if (cursor.take('MATERIALIZED', 'VIEW')) return alterView(cursor, 'RenameMaterializedView');
  if (cursor.take('SCHEMA')) return alterSchema(cursor);
  if (cursor.take('BRANCH')) return alterBranch(cursor);
  return alterOther(cursor);
}

function alterTable(cursor: TokenCursor): Head {
  takeIfExists(cursor);
  const table = mention(cursor, 'table', 'write');
  if (cursor.take('EXECUTE')) return head('TableExecute', [table], 'expression');
  if (cursor.take('RENAME', 'TO'))
    return head('RenameTable', [table, mention(cursor, 'table', 'write')]);
  return head(alterTableType(cursor), [table]);
}

function alterTableType(cursor: TokenCursor): string {
  if (cursor.take('ADD', 'COLUMN')) return 'AddColumn';
  if (cursor.take('DROP', 'COLUMN')) return 'DropColumn';
  if (cursor.take('RENAME', 'COLUMN')) return 'RenameColumn';
  if (cursor.take('ALTER', 'COLUMN')) return alterColumnType(cursor);
  return setType(cursor);
}

function alterColumnType(cursor: TokenCursor): string {
  takeIfExists(cursor);
  cursor.name();
  if (cursor.take('SET', 'DATA')) return 'SetColumnType';
  if (cursor.take('SET', 'DEFAULT')) return 'SetDefaultValue';
  if (cursor.take('DROP', 'DEFAULT')) return 'DropDefaultValue';
  return cursor.take('DROP', 'NOT') ? 'DropNotNullConstraint' : UNKNOWN_STATEMENT;
}

function setType(cursor: TokenCursor): string {
  if (cursor.take('SET', 'PROPERTIES')) return 'SetProperties';
  return cursor.take('SET', 'AUTHORIZATION') ? 'SetAuthorizationStatement' : UNKNOWN_STATEMENT;
}

function alterView(cursor: TokenCursor, renamed: string): Head {
  takeIfExists(cursor);
  const view = mention(cursor, 'table', 'write');
  if (cursor.take('RENAME', 'TO')) return head(renamed, [view, mention(cursor, 'table', 'write')]);
  return head(cursor.take('REFRESH') ? 'RefreshView' : setType(cursor), [view]);
}

function alterSchema(cursor: TokenCursor): Head {
  const schema = mention(cursor, 'schema', 'write');
  if (cursor.take('RENAME', 'TO'))
    return head('RenameSchema', [schema, renamedSchema(cursor, schema)]);
  return head(setType(cursor), [schema]);
}

/** `RENAME TO b` keeps the catalog of the schema that is renamed. */
function renamedSchema(cursor: TokenCursor, from: Mention | undefined): Mention | undefined {
  const to = mention(cursor, 'schema', 'write');
  return to && { ...to, parts: [...(from?.parts.slice(0, -1) ?? []), ...to.parts.slice(-1)] };
}

function alterBranch(cursor: TokenCursor): Head {
  cursor.goTo('TABLE');
  cursor.take('TABLE');
  return head('FastForwardBranch', [mention(cursor, 'table', 'write')]);
}

/** The owner of a function or another entity; its name counts like a table's, as in Trino Gateway. */
function alterOther(cursor: TokenCursor): Head {
  cursor.skip();
  const entity = mention(cursor, 'table', 'write');
  return head(setType(cursor), [entity]);
}
