import { Parser } from 'node-sql-parser/build/trino';
import { agrees } from '../facts/agreement';
import { type Reading } from '../facts/reading';
import { type StatementContext } from '../statement-facts';
import { tablesIn } from './parsed-tables';

const parser = new Parser();

/**
 * Whether node-sql-parser reads a text that Trino's grammar as we know it refuses, and finds the
 * tables that the scan found. Small texts can hold it for minutes, so it runs in the thread only.
 */
export function confirms(reading: Reading, context: StatementContext): boolean {
  try {
    const { ast } = parser.parse(reading.tokens.text, { database: 'trino' });
    return agrees(tablesIn(ast), reading, context);
  } catch {
    return false;
  }
}
