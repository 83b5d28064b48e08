import { type BodyKind, type Head, type Mention } from './head';
import { nothingFound, type QueryFindings } from './query-findings';
import { scanQueries } from './query-scan';
import { resourceGroupTypeOf } from './resource-group-type';
import { readHead } from './statement-head';
import { TokenCursor } from './token-cursor';
import { type Tokens } from './tokens';

/** What the tokens alone tell of a statement. */
export interface StatementScan {
  queryType: string;
  resourceGroupQueryType: string;
  /** In the statement's own words, such as the target of an INSERT. */
  mentions: Mention[];
  /** In its queries. */
  found: QueryFindings;
}

/** Reads the head of a statement by its class and scans its queries; linear in the text. */
export function scanStatement(tokens: Tokens): StatementScan {
  const cursor = new TokenCursor(tokens);
  const wrappers: Head[] = [];
  let innermost = readHead(cursor);
  while (innermost.wraps) {
    wrappers.push(innermost);
    innermost = readHead(cursor);
  }
  const heads = [...wrappers, innermost];
  return {
    queryType: (wrappers[0] ?? innermost).queryType,
    resourceGroupQueryType: resourceTypeOf(heads),
    mentions: innermost.mentions,
    found: scanBody(cursor, innermost.body),
  };
}

/** EXPLAIN ANALYZE runs its statement, so Trino's resource groups look at that one. */
function resourceTypeOf(heads: Head[]): string {
  const counted = heads.find((head) => head.queryType !== 'ExplainAnalyze');
  return resourceGroupTypeOf(counted?.queryType ?? 'Unknown');
}

function scanBody(cursor: TokenCursor, body: BodyKind | undefined): QueryFindings {
  return body === undefined ? nothingFound() : scanQueries(cursor, body);
}
