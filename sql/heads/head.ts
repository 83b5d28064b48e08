import { type TokenCursor } from '../text/token-cursor';

/** A name in a statement's own words (not in its queries), with the part that it plays. */
export interface Mention {
  kind: 'table' | 'schema' | 'catalog';
  access: 'read' | 'write';
  parts: string[];
}

/** How the rest of a statement reads: as a query, an expression or a relation. */
export type BodyKind = 'query' | 'expression' | 'relation';

/** The statement's class in Trino's syntax tree, the names in its head, and what follows it. */
export interface Head {
  queryType: string;
  mentions: Mention[];
  /** Absent where nothing follows that could read tables; else the cursor stands at its start. */
  body?: BodyKind;
  /** EXPLAIN, EXPLAIN ANALYZE, PREPARE: the cursor stands at a statement with a head of its own. */
  wraps?: true;
}

/** Reads on behind the statement's verb. */
export type HeadReader = (cursor: TokenCursor) => Head;

/** Symbols that a query can begin with. */
export const QUERY_STARTS: readonly string[] = ['SELECT', 'WITH', 'VALUES', 'TABLE', '('];

/** The class of a statement that no rule of the grammar begins like. */
export const UNKNOWN_STATEMENT = 'Unknown';

export function head(
  queryType: string,
  mentions: (Mention | undefined)[] = [],
  body?: BodyKind,
): Head {
  const known = mentions.filter((mention) => mention !== undefined);
  return { queryType, mentions: known, ...(body !== undefined && { body }) };
}

/** Reads a name here as one that the statement touches; undefined where none stands. */
export function mention(
  cursor: TokenCursor,
  kind: Mention['kind'],
  access: Mention['access'],
): Mention | undefined {
  const parts = cursor.name();
  return parts && { kind, access, parts };
}

export function takeIfExists(cursor: TokenCursor): void {
  if (!cursor.take('IF', 'EXISTS')) cursor.take('IF', 'NOT', 'EXISTS');
}
