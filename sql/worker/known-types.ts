// The classes of which node-sql-parser reads at least some; the others need not wait for it.
const KNOWN_TYPES = new Set(
  `Query Insert Update Delete CreateTable CreateView DropTable TruncateTable RenameTable AddColumn
  DropColumn CreateSchema RenameSchema Call SetSession Deallocate Use ShowColumns ShowTables
  ShowSchemas ShowCatalogs ShowRoles ShowGrants ShowSession`.split(/\s+/),
);

/** Whether node-sql-parser knows statements of this class at all. */
export function isKnownType(queryType: string): boolean {
  return KNOWN_TYPES.has(queryType);
}
