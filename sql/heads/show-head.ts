import { type Head, head, mention, UNKNOWN_STATEMENT } from './head';
import { type TokenCursor } from '../text/token-cursor';

/** DESCRIBE t is SHOW COLUMNS; DESCRIBE INPUT and OUTPUT speak of a prepared statement. */
export function describeHead(cursor: TokenCursor): Head {
  const named = cursor.tokens.isName(cursor.index + 1);
  if (named && cursor.sees('INPUT')) return head('DescribeInput');
  if (named && cursor.sees('OUTPUT')) return head('DescribeOutput');
  if (cursor.sees('OUTPUT', '(')) {
    cursor.skip();
    return head('DescribeOutput', [], 'query');
  }
  return head('ShowColumns', [mention(cursor, 'table', 'read')]);
}

export function showHead(cursor: TokenCursor): Head {
  if (cursor.take('CREATE')) return showCreate(cursor);
  if (cursor.take('TABLES')) return showTables(cursor);
  if (cursor.take('SCHEMAS')) return showSchemas(cursor);
  if (cursor.take('COLUMNS')) return showColumns(cursor);
  if (cursor.take('STATS', 'FOR')) return showStats(cursor);
  if (cursor.take('BRANCHES')) return showBranches(cursor);
  if (cursor.sees('ROLE', 'GRANTS')) return head('ShowRoleGrants');
  if (cursor.sees('CURRENT', 'ROLES')) return head('ShowRoles');
  return head(PLAIN[cursor.tokens.symbol(cursor.index)] ?? UNKNOWN_STATEMENT);
}

const PLAIN: Readonly<Record<string, string>> = {
  CATALOGS: 'ShowCatalogs',
  FUNCTIONS: 'ShowFunctions',
  GRANTS: 'ShowGrants',
  ROLES: 'ShowRoles',
  SESSION: 'ShowSession',
};

/** A function's name counts like a table's here, as in Trino Gateway. */
function showCreate(cursor: TokenCursor): Head {
  if (cursor.take('SCHEMA')) return head('ShowCreate', [mention(cursor, 'schema', 'read')]);
  const known = cursor.takeAny('TABLE', 'VIEW', 'FUNCTION') || cursor.take('MATERIALIZED', 'VIEW');
  return known ? head('ShowCreate', [mention(cursor, 'table', 'read')]) : head(UNKNOWN_STATEMENT);
}

/** Without a name it lists the session's schema: an empty name, completed from the defaults. */
function showTables(cursor: TokenCursor): Head {
  const named = cursor.takeAny('FROM', 'IN');
  const schema = named ? mention(cursor, 'schema', 'read') : undefined;
  return head('ShowTables', [schema ?? { kind: 'schema', access: 'read', parts: [] }]);
}

function showSchemas(cursor: TokenCursor): Head {
  const named = cursor.takeAny('FROM', 'IN');
  return head('ShowSchemas', named ? [mention(cursor, 'catalog', 'read')] : []);
}

function showColumns(cursor: TokenCursor): Head {
  cursor.takeAny('FROM', 'IN');
  return head('ShowColumns', [mention(cursor, 'table', 'read')]);
}

function showStats(cursor: TokenCursor): Head {
  if (cursor.sees('(')) return head('ShowStats', [], 'query');
  return head('ShowStats', [mention(cursor, 'table', 'read')]);
}

function showBranches(cursor: TokenCursor): Head {
  cursor.takeAny('FROM', 'IN');
  cursor.take('TABLE');
  return head('ShowBranches', [mention(cursor, 'table', 'read')]);
}
