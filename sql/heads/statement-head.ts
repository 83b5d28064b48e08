import { alterHead } from './alter-head';
import { createHead, dropHead } from './create-head';
import { denyHead, grantHead, revokeHead } from './grant-head';
import { type Head, head, type HeadReader, mention, QUERY_STARTS, UNKNOWN_STATEMENT } from './head';
import { describeHead, showHead } from './show-head';
import { type TokenCursor } from '../text/token-cursor';

/** Tells a statement's class from its first words, and leaves the cursor where its body starts. */
export function readHead(cursor: TokenCursor): Head {
  const verb = cursor.tokens.symbol(cursor.index);
  if (QUERY_STARTS.includes(verb)) return head('Query', [], 'query');
  const read = HEADS[verb];
  if (read === undefined) return head(UNKNOWN_STATEMENT, [], 'expression');
  cursor.skip();
  return read(cursor);
}

const HEADS: Readonly<Record<string, HeadReader>> = {
  ALTER: alterHead,
  ANALYZE: (cursor) => head('Analyze', [mention(cursor, 'table', 'read')]),
  CALL: (cursor) => {
    cursor.name();
    return head('Call', [], 'expression');
  },
  COMMENT: commentHead,
  COMMIT: () => head('Commit'),
  CREATE: createHead,
  DEALLOCATE: () => head('Deallocate'),
  DELETE: deleteHead,
  DENY: denyHead,
  DESC: describeHead,
  DESCRIBE: describeHead,
  DROP: dropHead,
  EXECUTE: (cursor) => head(cursor.sees('IMMEDIATE') ? 'ExecuteImmediate' : 'Execute'),
  EXPLAIN: explainHead,
  GRANT: grantHead,
  INSERT: insertHead,
  MERGE: mergeHead,
  PREPARE: prepareHead,
  REFRESH: refreshHead,
  RESET: (cursor) =>
    head(isSessionAuthorization(cursor) ? 'ResetSessionAuthorization' : 'ResetSession'),
  REVOKE: revokeHead,
  ROLLBACK: () => head('Rollback'),
  SET: setHead,
  SHOW: showHead,
  START: () => head('StartTransaction'),
  TRUNCATE: (cursor) => {
    cursor.take('TABLE');
    return head('TruncateTable', [mention(cursor, 'table', 'write')]);
  },
  UPDATE: (cursor) => head('Update', [mention(cursor, 'table', 'write')], 'expression'),
  USE: () => head('Use'),
};

function deleteHead(cursor: TokenCursor): Head {
  cursor.take('FROM');
  return head('Delete', [mention(cursor, 'table', 'write')], 'expression');
}

function insertHead(cursor: TokenCursor): Head {
  cursor.take('INTO');
  const target = mention(cursor, 'table', 'write');
  const next = cursor.tokens.symbol(cursor.index + 1);
  const columns = cursor.sees('(') && !QUERY_STARTS.includes(next);
  if (columns) cursor.skipGroup();
  else cursor.goTo(...QUERY_STARTS);
  return head('Insert', [target], 'query');
}

function mergeHead(cursor: TokenCursor): Head {
  cursor.take('INTO');
  const target = mention(cursor, 'table', 'write');
  if (cursor.goTo('USING')) cursor.skip();
  return head('Merge', [target], 'relation');
}

/** `COMMENT ON COLUMN a.b.c` names the table a.b. */
function commentHead(cursor: TokenCursor): Head {
  cursor.take('ON');
  const ofColumn = cursor.take('COLUMN');
  if (!ofColumn) cursor.takeAny('TABLE', 'VIEW');
  const target = mention(cursor, 'table', 'write');
  if (ofColumn) target?.parts.pop();
  return head('Comment', target?.parts.length === 0 ? [] : [target]);
}

function refreshHead(cursor: TokenCursor): Head {
  if (!cursor.take('MATERIALIZED', 'VIEW')) return head(UNKNOWN_STATEMENT);
  return head('RefreshMaterializedView', [mention(cursor, 'table', 'write')]);
}

/** `EXPLAIN ANALYZE t` explains the statement `ANALYZE t`; before a statement ANALYZE is EXPLAIN's own. */
function explainHead(cursor: TokenCursor): Head {
  const verb = cursor.tokens.symbol(cursor.index + (cursor.sees('ANALYZE', 'VERBOSE') ? 2 : 1));
  const analyzes = cursor.sees('ANALYZE') && (verb in HEADS || QUERY_STARTS.includes(verb));
  if (analyzes) cursor.skip();
  if (analyzes) cursor.take('VERBOSE');
  if (hasExplainOptions(cursor)) cursor.skipGroup();
  return { queryType: analyzes ? 'ExplainAnalyze' : 'Explain', mentions: [], wraps: true };
}

/** Tells `EXPLAIN (TYPE IO) …` from `EXPLAIN (SELECT …)`. */
function hasExplainOptions(cursor: TokenCursor): boolean {
  return (
    cursor.sees('(') &&
    ['TYPE', 'FORMAT'].includes(cursor.tokens.raw(cursor.index + 1).toUpperCase())
  );
}

function prepareHead(cursor: TokenCursor): Head {
  cursor.name();
  cursor.take('FROM');
  return { queryType: 'Prepare', mentions: [], wraps: true };
}

/** A session property may be called `authorization` too. */
function isSessionAuthorization(cursor: TokenCursor): boolean {
  const isProperty = ['=', '.'].includes(cursor.tokens.symbol(cursor.index + 2));
  return cursor.sees('SESSION', 'AUTHORIZATION') && !isProperty;
}

function setHead(cursor: TokenCursor): Head {
  if (isSessionAuthorization(cursor)) return head('SetSessionAuthorization');
  if (cursor.take('SESSION')) return head('SetSession', [], 'expression');
  if (cursor.take('ROLE')) return head('SetRole');
  if (cursor.take('PATH')) return head('SetPath');
  if (cursor.take('TIME', 'ZONE')) return head('SetTimeZone', [], 'expression');
  return head(UNKNOWN_STATEMENT);
}
