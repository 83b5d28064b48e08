import { type Head, head, mention, type Mention, takeIfExists, UNKNOWN_STATEMENT } from './head';
import { type TokenCursor } from '../text/token-cursor';

/** ALTER TABLE, VIEW, MATERIALIZED VIEW, SCHEMA, BRANCH, and SET AUTHORIZATION of any kind of thing. */
export function alterHead(cursor: TokenCursor): Head {
  if (cursor.take('TABLE')) return alterTable(cursor);
  if (cursor.take('VIEW')) return alterView(cursor);
  // In `ALTER materialized view SET AUTHORIZATION u` the first word is a kind, the second its name.
  if (cursor.sees('MATERIALIZED', 'VIEW', 'SET', 'AUTHORIZATION')) return alterOther(cursor);
  if (cursor.take('MATERIALIZED', 'VIEW')) return alterMaterializedView(cursor);
  if (cursor.take('SCHEMA')) return alterSchema(cursor);
  const isBranch = cursor.sees('BRANCH') && cursor.tokens.symbol(cursor.index + 2) === 'IN';
  if (isBranch && cursor.take('BRANCH')) return alterBranch(cursor);
  return alterOther(cursor);
}

function alterTable(cursor: TokenCursor): Head {
  takeIfExists(cursor);
  const table = mention(cursor, 'table', 'write');
  if (cursor.take('EXECUTE')) return head('TableExecute', [table], 'expression');
  if (cursor.take('RENAME', 'TO'))
    return head('RenameTable', [table, renamed(cursor, 'table', table)]);
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

function alterView(cursor: TokenCursor): Head {
  takeIfExists(cursor);
  const view = mention(cursor, 'table', 'write');
  if (cursor.take('RENAME', 'TO'))
    return head('RenameView', [view, renamed(cursor, 'table', view)]);
  return head(cursor.take('REFRESH') ? 'RefreshView' : setType(cursor), [view]);
}

/** Unlike the others, the new name is completed from the session alone (RenameMaterializedViewTask). */
function alterMaterializedView(cursor: TokenCursor): Head {
  takeIfExists(cursor);
  const view = mention(cursor, 'table', 'write');
  if (cursor.take('RENAME', 'TO'))
    return head('RenameMaterializedView', [view, mention(cursor, 'table', 'write')]);
  return head(setType(cursor), [view]);
}

function alterSchema(cursor: TokenCursor): Head {
  const schema = mention(cursor, 'schema', 'write');
  if (cursor.take('RENAME', 'TO'))
    return head('RenameSchema', [schema, renamed(cursor, 'schema', schema)]);
  return head(setType(cursor), [schema]);
}

/** Trino completes the new name of a table, view or schema from the old one, then from the session. */
function renamed(
  cursor: TokenCursor,
  kind: Mention['kind'],
  from: Mention | undefined,
): Mention | undefined {
  const to = mention(cursor, kind, 'write');
  if (to === undefined || from === undefined) return to;
  const kept = from.parts.slice(0, Math.max(0, from.parts.length - to.parts.length));
  return { ...to, parts: [...kept, ...to.parts] };
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
