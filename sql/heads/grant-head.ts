import { type Head, head, mention } from './head';
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
  if (cursor.take('SCHEMA')) return head(queryType, [mention(cursor, 'schema', 'write')]);
  return isOtherEntity(cursor) ? head(queryType) : table(cursor, queryType);
}

/** `BRANCH b IN` before the name of the table; a table may be called `branch` too. */
function takeBranch(cursor: TokenCursor): void {
  const isBranch = cursor.sees('BRANCH') && cursor.tokens.symbol(cursor.index + 2) === 'IN';
  if (isBranch) cursor.skip(3);
}

function table(cursor: TokenCursor, queryType: string): Head {
  cursor.take('TABLE');
  return head(queryType, [mention(cursor, 'table', 'write')]);
}

/** `ON FUNCTION f`: two names in a row, of which the first says what the second is. */
function isOtherEntity(cursor: TokenCursor): boolean {
  const { tokens, index } = cursor;
  return tokens.isName(index) && tokens.isName(index + 1) && tokens.symbol(index + 1) !== 'TO';
}
