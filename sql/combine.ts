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

/** Joins what the scan and the parser say; where they differ on tables, all are told and none is sure. */
export function combine(reading: Reading): StatementFacts {
  const { tokens, scan, outcome, context, syntaxError } = reading;
  const parsed = outcome.kind === 'read';
  const scanned = [...scan.mentions, ...scan.found.tables.map(asRead)];
  const added = parsed ? tablesOnlyParsed(outcome.tables, scanned, context) : [];
  const lost = parsed ? tablesOnlyScanned(outcome.tables, scan.found, context) : 0;
  const names = namedObjects([...scanned, ...added], context);
  const killedQueryId = killedQueryOf(tokens, context);
  return {
    parsed,
    complete: parsed && added.length === 0 && lost === 0,
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

function tablesOnlyParsed(
  parsed: string[][],
  scanned: Mention[],
  context: StatementContext,
): Mention[] {
  const known = keysOf(
    scanned.map(({ parts }) => parts),
    context,
  );
  return parsed.filter((parts) => !known.has(keyOf(parts, context))).map(asRead);
}

/** Names in a statement's head are sure without the parser; those in its queries it should know too. */
function tablesOnlyScanned(
  parsed: string[][],
  found: QueryFindings,
  context: StatementContext,
): number {
  const known = keysOf(parsed, context);
  return found.tables.filter((parts) => !known.has(keyOf(parts, context))).length;
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
