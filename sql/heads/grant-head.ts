import { type Head, head, mention } from './head';
import { isEntityKind } from '../text/entity-kind';
import { type TokenCursor } from '../text/token-cursor';

/** GRANT of privileges on something, or of roles. */
export function grantHead(cursor: TokenCursor): Head {
  return privilegesOrRoles(cursor, 'TO', 'Grant');
}

/** REVOKE of privileges on something, or of roles. */
export function revokeHead(cursor: TokenCursor): Head {
  return privilegesOrRoles(cursor, 'FROM', 'Revoke');
}

/** DENY of privileges on something. */
export function denyHead(cursor: TokenCursor): Head {
  cursor.goTo('ON');
  return privileges(cursor, 'Deny');
}

/** Only privileges are ON something; roles go straight TO or FROM someone. */
function privilegesOrRoles(cursor: TokenCursor, person: 'TO' | 'FROM', verb: string): Head {
  cursor.goTo('ON', person);
  return cursor.sees('ON') ? privileges(cursor, verb) : head(`${verb}Roles`);
}

function privileges(cursor: TokenCursor, queryType: string): Head {
  cursor.take('ON');
  takeBranch(cursor);
  if (!isEntityKind(cursor.tokens, cursor.index)) return table(cursor, queryType);
  if (cursor.take('SCHEMA')) return head(queryType, [mention(cursor, 'schema', 'write')]);
  return cursor.take('TABLE') ? table(cursor, queryType) : head(queryType);
}

/** `BRANCH b IN` before the name of the table; a table may be called `branch` too. */
function takeBranch(cursor: TokenCursor): void {
  const isBranch = cursor.sees('BRANCH') && cursor.tokens.symbol(cursor.index + 2) === 'IN';
  if (isBranch) cursor.skip(3);
}

function table(cursor: TokenCursor, queryType: string): Head {
  return head(queryType, [mention(cursor, 'table', 'write')]);
}
