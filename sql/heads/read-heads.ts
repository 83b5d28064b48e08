import { TokenCursor } from '../text/token-cursor';
import { type Tokens } from '../text/tokens';
import { type BodyKind, type Head, type Mention } from './head';
import { resourceGroupTypeOf } from './resource-group-type';
import { readHead } from './statement-head';

/** A statement's class and the names in its own words; what follows is its body. */
export interface Heads {
  queryType: string;
  resourceGroupQueryType: string;
  mentions: Mention[];
  /** It executes a statement that is not known. */
  isUnresolved: boolean;
  /** Absent where nothing follows that could read tables. */
  body: BodyKind | undefined;
  /** The token that the body begins with. */
  bodyStart: number;
}

/** Reads the head of a statement by its class, with those that wrap it, such as EXPLAIN. */
export function readHeads(tokens: Tokens): Heads {
  const cursor = new TokenCursor(tokens);
  const wrappers: Head[] = [];
  let innermost = readHead(cursor);
  while (innermost.wraps) {
    wrappers.push(innermost);
    innermost = readHead(cursor);
  }
  return {
    queryType: (wrappers[0] ?? innermost).queryType,
    resourceGroupQueryType: resourceTypeOf([...wrappers, innermost]),
    mentions: innermost.mentions,
    isUnresolved: isUnresolved(wrappers, innermost),
    body: innermost.body,
    bodyStart: cursor.index,
  };
}

// What is executed takes their place where it is known.
const EXECUTING = new Set(['Execute', 'ExecuteImmediate']);

/** `PREPARE p FROM EXECUTE q` runs nothing, whatever q is. */
function isUnresolved(wrappers: Head[], innermost: Head): boolean {
  const onlyPrepares = wrappers.some(({ queryType }) => queryType === 'Prepare');
  return EXECUTING.has(innermost.queryType) && !onlyPrepares;
}

/** EXPLAIN ANALYZE runs its statement, so Trino's resource groups look at that one. */
function resourceTypeOf(heads: Head[]): string {
  const counted = heads.find((head) => head.queryType !== 'ExplainAnalyze');
  return resourceGroupTypeOf(counted?.queryType ?? 'Unknown');
}
