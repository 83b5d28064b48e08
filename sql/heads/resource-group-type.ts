import { UNKNOWN_STATEMENT } from './head';

const OTHER_THAN_DATA_DEFINITION: Readonly<Record<string, string>> = {
  Query: 'SELECT',
  Explain: 'EXPLAIN',
  Insert: 'INSERT',
  CreateTableAsSelect: 'INSERT',
  RefreshMaterializedView: 'INSERT',
  Update: 'UPDATE',
  Delete: 'DELETE',
  Merge: 'MERGE',
  Analyze: 'ANALYZE',
  TableExecute: 'ALTER_TABLE_EXECUTE',
  DescribeInput: 'DESCRIBE',
  DescribeOutput: 'DESCRIBE',
};

const UNRESOLVED = new Set([UNKNOWN_STATEMENT, 'Execute', 'ExecuteImmediate']);

/** What Trino's resource groups call a statement class (StatementUtils in Trino); empty where it has no name. */
export function resourceGroupTypeOf(queryType: string): string {
  if (UNRESOLVED.has(queryType)) return '';
  if (queryType.startsWith('Show')) return 'DESCRIBE';
  return OTHER_THAN_DATA_DEFINITION[queryType] ?? 'DATA_DEFINITION';
}
