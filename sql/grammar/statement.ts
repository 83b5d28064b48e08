import { alter } from './alter';
import { create } from './create';
import { deleteFrom, insert, merge, update } from './dml';
import { drop } from './drop';
import { deny, grant, revoke } from './grants';
import { callArguments } from './call';
import { expression } from './expression';
import { string } from './literals';
import { properties } from './properties';
import { isQueryStart } from './query';
import { type GrammarReader } from './reader';
import { rootQueryWithSession } from './root-query';
import { reset, set, startTransaction, use } from './session';
import { describe, show } from './show';

type Read = (reader: GrammarReader) => void;

const COMMENTED = new Set(['TABLE', 'VIEW', 'COLUMN']);
const EXPLAIN_FORMATS = new Set(['TEXT', 'GRAPHVIZ', 'JSON']);
const EXPLAIN_TYPES = new Set(['LOGICAL', 'DISTRIBUTED', 'VALIDATE', 'IO']);

/** Any statement of Trino's grammar (`statement` in SqlBase.g4 of release 483). */
export function statement(reader: GrammarReader): void {
  if (isQueryStart(reader) || reader.sees('(') || reader.sees('TABLE'))
    return rootQueryWithSession(reader);
  const read = STATEMENTS[reader.symbol()];
  if (read === undefined) return reader.fail('a statement');
  reader.at += 1;
  reader.nested(read);
}

const STATEMENTS: Readonly<Record<string, Read>> = {
  ALTER: alter,
  ANALYZE: analyze,
  CALL: call,
  COMMENT: comment,
  COMMIT: work,
  CREATE: create,
  DEALLOCATE: (reader) => {
    reader.expect('PREPARE');
    reader.name();
  },
  DELETE: deleteFrom,
  DENY: deny,
  DESC: (reader) => reader.skipQualifiedName(),
  DESCRIBE: describe,
  DROP: drop,
  EXECUTE: execute,
  EXPLAIN: explain,
  GRANT: grant,
  INSERT: insert,
  MERGE: merge,
  PREPARE: prepare,
  REFRESH: (reader) => {
    reader.expectWords('MATERIALIZED VIEW');
    reader.skipQualifiedName();
  },
  RESET: reset,
  REVOKE: revoke,
  ROLLBACK: work,
  SET: set,
  SHOW: show,
  START: startTransaction,
  TRUNCATE: (reader) => {
    reader.expect('TABLE');
    reader.skipQualifiedName();
  },
  UPDATE: update,
  USE: use,
};

function analyze(reader: GrammarReader): void {
  reader.skipQualifiedName();
  if (reader.accept('WITH')) properties(reader);
}

function call(reader: GrammarReader): void {
  reader.skipQualifiedName();
  callArguments(reader);
}

function comment(reader: GrammarReader): void {
  reader.expect('ON');
  reader.expectAny(COMMENTED);
  reader.skipQualifiedName();
  reader.expect('IS');
  if (!reader.accept('NULL')) string(reader);
}

function work(reader: GrammarReader): void {
  reader.accept('WORK');
}

/** `EXECUTE name` or `EXECUTE IMMEDIATE '…'`, with `USING` values. */
function execute(reader: GrammarReader): void {
  if (reader.sees('IMMEDIATE') && reader.isString(1)) {
    reader.at += 1;
    string(reader);
  } else reader.name();
  if (reader.accept('USING')) reader.list(expression);
}

/** `EXPLAIN ANALYZE t` is an explained ANALYZE; before a statement the word is EXPLAIN's own. */
function explain(reader: GrammarReader): void {
  if (reader.sees('ANALYZE') && startsStatement(reader, reader.sees('VERBOSE', 1) ? 2 : 1)) {
    reader.at += 1;
    reader.accept('VERBOSE');
  } else if (reader.sees('(') && (reader.sees('TYPE', 1) || reader.sees('FORMAT', 1))) {
    reader.brackets((inside) => inside.list(explainOption));
  }
  statement(reader);
}

function startsStatement(reader: GrammarReader, offset: number): boolean {
  return (
    reader.symbol(offset) in STATEMENTS || isQueryStart(reader, offset) || reader.sees('(', offset)
  );
}

function explainOption(reader: GrammarReader): void {
  if (reader.accept('FORMAT')) return reader.expectAny(EXPLAIN_FORMATS);
  reader.expect('TYPE');
  reader.expectAny(EXPLAIN_TYPES);
}

function prepare(reader: GrammarReader): void {
  reader.name();
  reader.expect('FROM');
  statement(reader);
}
