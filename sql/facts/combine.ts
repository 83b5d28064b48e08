import { type Mention, UNKNOWN_STATEMENT } from '../heads/head';
import { killedQueryOf } from '../heads/killed-query';
import {
  type StatementContext,
  type StatementFacts,
  type StatementShape,
} from '../statement-facts';
import { namedObjects } from './named-objects';
import { nothingFound, type QueryFindings } from './query-findings';
import { type Reading } from './reading';

/** Makes facts of a reading: its names are completed from the session's defaults. */
export function combine(reading: Reading, context: StatementContext): StatementFacts {
  const { tokens, found, parsed, syntaxError, queryType } = reading;
  const tablesRead = [...found.tables.values()].map(asRead);
  const { isCut, ...names } = namedObjects([...reading.mentions, ...tablesRead], context);
  const killedQueryId = killedQueryOf(tokens, reading.wrapper, context);
  return {
    parsed,
    complete: parsed && !isCut && !reading.isUnresolved,
    parser: parsed ? 'trino-grammar' : 'scan',
    queryType,
    resourceGroupQueryType: reading.resourceGroupQueryType,
    ...names,
    functions: [...found.functions],
    tableFunctions: [...found.tableFunctions],
    ...(killedQueryId !== undefined && { killedQueryId }),
    shape: shapeOf(found, names.tables.length + names.unqualified.length, tokens.text.length),
    fingerprint: reading.fingerprint,
    ...(syntaxError && { syntaxError }),
  };
}

/** The answer where our own reading broke down: nothing is claimed. */
export function unknownFacts(statement: string): StatementFacts {
  const { isCut, ...names } = namedObjects([], {});
  return {
    parsed: false,
    complete: false,
    parser: 'scan',
    queryType: UNKNOWN_STATEMENT,
    resourceGroupQueryType: '',
    ...names,
    functions: [],
    tableFunctions: [],
    shape: shapeOf(nothingFound(), 0, String(statement).length),
    fingerprint: '',
  };
}

function asRead(parts: string[]): Mention {
  return { kind: 'table', access: 'read', parts };
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
