import { type Reading } from '../facts/reading';

// The classes of which node-sql-parser reads at least some; the others need not wait for it.
const KNOWN_TYPES = new Set(
  `Query Insert Update Delete CreateTable CreateView DropTable TruncateTable RenameTable AddColumn
  DropColumn CreateSchema RenameSchema Call SetSession Deallocate Use ShowColumns ShowTables
  ShowSchemas ShowCatalogs ShowRoles ShowGrants ShowSession`.split(/\s+/),
);

/** Whether node-sql-parser may know better: the grammar refused a statement of a class that it reads. */
export function isWorthAsking({ isDoubtful, queryType }: Reading): boolean {
  return isDoubtful && KNOWN_TYPES.has(queryType);
}
