import { type Mention, UNKNOWN_STATEMENT } from './head';
import { killedQueryOf } from './killed-query';
import { namedObjects, qualified } from './named-objects';
import { nothingFound, type QueryFindings } from './query-findings';
import {
  type StatementContext,
  type StatementFacts,
  type StatementShape,
  type SyntaxError,
} from './statement-facts';
import { type StatementScan } from './statement-scan';
import { type ParseOutcome } from './timed-parser';
import { type Tokens } from './tokens';

/** All that was learned of a statement before it becomes facts. */
export interface Reading {
  tokens: Tokens;
  scan: StatementScan;
  fingerprint: string;
  syntaxError: SyntaxError | undefined;
  outcome: ParseOutcome;
  context: StatementContext;
}

/**
 * Joins what the scan and the parser say. The tables are the scan's, as the parser loses some and
 * cuts names with quotes in them; where the two differ, they are not called complete.
 */
export function combine(reading: Reading): StatementFacts {
  const { tokens, scan, outcome, context, syntaxError } = reading;
  const tablesRead = [...scan.found.tables.values()].map(asRead);
  const names = namedObjects([...scan.mentions, ...tablesRead], context);
  const killedQueryId = killedQueryOf(tokens, context);
  const parsed = outcome.kind === 'read';
  return {
    parsed,
    complete: parsed && agree(outcome.tables, scan, context),
    parser: parsed ? 'node-sql-parser' : 'scan',
    queryType: scan.queryType,
    resourceGroupQueryType: scan.resourceGroupQueryType,
    ...names,
    functions: [...scan.found.functions],
    tableFunctions: [...scan.found.tableFunctions],
    ...(killedQueryId !== undefined && { killedQueryId }),
    shape: shapeOf(scan.found, names.tables.length + names.unqualified.length, tokens.text.length),
    fingerprint: reading.fingerprint,
    ...(syntaxError && { syntaxError }),
  };
}

/** The answer where our own reading broke down: nothing is claimed. */
export function unknownFacts(statement: string): StatementFacts {
  return {
    parsed: false,
    complete: false,
    parser: 'scan',
    queryType: UNKNOWN_STATEMENT,
    resourceGroupQueryType: 'UNKNOWN',
    ...namedObjects([], {}),
    functions: [],
    tableFunctions: [],
    shape: shapeOf(nothingFound(), 0, String(statement).length),
    fingerprint: '',
  };
}

function asRead(parts: string[]): Mention {
  return { kind: 'table', access: 'read', parts };
}

/** Names in a statement's head are sure without the parser; those in its queries it must know too. */
function agree(parsed: string[][], scan: StatementScan, context: StatementContext): boolean {
  const byParser = keysOf(parsed, context);
  const inQueries = keysOf([...scan.found.tables.values()], context);
  const inHead = keysOf(
    scan.mentions.map(({ parts }) => parts),
    context,
  );
  const confirmed = [...inQueries].every((name) => byParser.has(name));
  return confirmed && [...byParser].every((name) => inQueries.has(name) || inHead.has(name));
}

function keysOf(names: string[][], context: StatementContext): Set<string> {
  return new Set(names.map((parts) => keyOf(parts, context)));
}

function keyOf(parts: string[], context: StatementContext): string {
  return JSON.stringify(qualified(parts, context) ?? parts);
}

function shapeOf(found: QueryFindings, tables: number, length: number): StatementShape {
  const { joins, subqueries, unions, selectStar } = found;
  const { hasWhere, hasGroupBy, hasOrderBy, hasLimit, hasWindow } = found;
  return {
    joins,
    subqueries,
    unions,
    tables,
    length,
    hasWhere,
    hasGroupBy,
    hasOrderBy,
    hasLimit,
    hasWindow,
    selectStar,
  };
}
