import type { StatementFacts } from '../sql/statement-facts';

const METADATA = /^(?:[^.]+\.information_schema|system\.(?:jdbc|metadata))\./;

/**
 * Whether a statement only asks which catalogs, tables, columns and the like there are. JDBC and ODBC
 * drivers read the tables of system.jdbc, most tools information_schema.
 */
export function isMetadataQuery({
  queryType,
  complete,
  tables,
  writeTables,
  unqualified,
}: StatementFacts): boolean {
  if (/^(?:Show|Describe)/.test(queryType)) return true;
  const isQuery = queryType === 'Query' && complete && writeTables.length === 0;
  const readsSome = tables.length > 0 && unqualified.length === 0;
  return isQuery && readsSome && tables.every((table) => METADATA.test(table));
}
