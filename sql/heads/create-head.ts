import { type Head, head, mention, type Mention, takeIfExists, UNKNOWN_STATEMENT } from './head';
import { type TokenCursor } from '../text/token-cursor';

/** CREATE of tables, views, schemas, catalogs, roles, functions and branches. */
export function createHead(cursor: TokenCursor): Head {
  cursor.take('OR', 'REPLACE');
  if (cursor.take('TABLE')) return createTable(cursor);
  if (cursor.take('VIEW')) return createView(cursor, 'CreateView');
  if (cursor.take('MATERIALIZED', 'VIEW')) return createView(cursor, 'CreateMaterializedView');
  if (cursor.take('SCHEMA')) return namedThing(cursor, 'CreateSchema', 'schema');
  if (cursor.take('CATALOG')) return namedThing(cursor, 'CreateCatalog', 'catalog');
  if (cursor.take('ROLE')) return head('CreateRole');
  if (cursor.take('FUNCTION')) return head('CreateFunction');
  return cursor.take('BRANCH') ? branch(cursor, 'CreateBranch') : head(UNKNOWN_STATEMENT);
}

/** DROP of the same. */
export function dropHead(cursor: TokenCursor): Head {
  if (cursor.take('TABLE')) return namedThing(cursor, 'DropTable', 'table');
  if (cursor.take('VIEW')) return namedThing(cursor, 'DropView', 'table');
  if (cursor.take('MATERIALIZED', 'VIEW'))
    return namedThing(cursor, 'DropMaterializedView', 'table');
  if (cursor.take('SCHEMA')) return namedThing(cursor, 'DropSchema', 'schema');
  if (cursor.take('CATALOG')) return namedThing(cursor, 'DropCatalog', 'catalog');
  if (cursor.take('ROLE')) return head('DropRole');
  if (cursor.take('FUNCTION')) return head('DropFunction');
  return cursor.take('BRANCH') ? branch(cursor, 'DropBranch') : head(UNKNOWN_STATEMENT);
}

function namedThing(cursor: TokenCursor, queryType: string, kind: Mention['kind']): Head {
  takeIfExists(cursor);
  return head(queryType, [mention(cursor, kind, 'write')]);
}

function createTable(cursor: TokenCursor): Head {
  takeIfExists(cursor);
  const table = mention(cursor, 'table', 'write');
  const columns = cursor.index;
  if (cursor.goTo('AS')) {
    cursor.skip();
    return head('CreateTableAsSelect', [table], 'query');
  }
  return head('CreateTable', [table, ...copiedTables(cursor, columns)]);
}

/** The tables of `LIKE t` among the columns that start at `index`. */
function copiedTables(cursor: TokenCursor, index: number): Mention[] {
  const copied: Mention[] = [];
  const { tokens } = cursor;
  for (let at = index; tokens.symbol(index) === '(' && at < tokens.count; at += 1) {
    if (!['(', ','].includes(tokens.symbol(at)) || tokens.symbol(at + 1) !== 'LIKE') continue;
    cursor.index = at + 2;
    const source = mention(cursor, 'table', 'read');
    if (source) copied.push(source);
  }
  return copied;
}

function createView(cursor: TokenCursor, queryType: string): Head {
  takeIfExists(cursor);
  const view = mention(cursor, 'table', 'write');
  if (cursor.goTo('AS')) cursor.skip();
  return head(queryType, [view], 'query');
}

/** `CREATE BRANCH b [WITH (…)] IN TABLE t`: the branch's own name is none of ours. */
function branch(cursor: TokenCursor, queryType: string): Head {
  if (cursor.goTo('IN')) cursor.take('IN', 'TABLE');
  return head(queryType, [mention(cursor, 'table', 'write')]);
}
