/** Table names in a syntax tree of node-sql-parser, as lower-case parts, without the WITH names in force. */
export function tablesIn(tree: unknown): string[][] {
  const tables: string[][] = [];
  visit(tree, new Set(), tables);
  return tables;
}

// Summaries of the parser, which know no scopes, and column references, which look like tables.
const SKIPPED_KEYS = new Set(['tableList', 'columnList', 'with']);

function visit(node: unknown, withNames: ReadonlySet<string>, tables: string[][]): void {
  if (Array.isArray(node)) {
    for (const item of node) visit(item, withNames, tables);
    return;
  }
  if (!isRecord(node) || node['type'] === 'column_ref') return;
  const inForce = Array.isArray(node['with'])
    ? visitWith(node['with'], withNames, tables)
    : withNames;
  const table = tableOf(node);
  if (table && !(table.length === 1 && inForce.has(table.join()))) tables.push(table);
  for (const [key, value] of Object.entries(node))
    if (!SKIPPED_KEYS.has(key)) visit(value, inForce, tables);
}

/** Each WITH query sees the names before it; a recursive one also its own. */
function visitWith(
  items: unknown[],
  withNames: ReadonlySet<string>,
  tables: string[][],
): ReadonlySet<string> {
  const inForce = new Set(withNames);
  for (const item of items) {
    if (!isRecord(item)) continue;
    const name = isRecord(item['name']) ? item['name']['value'] : undefined;
    const own = typeof name === 'string' ? [name.toLowerCase()] : [];
    visit(item['stmt'], item['recursive'] ? new Set([...inForce, ...own]) : inForce, tables);
    own.forEach((each) => inForce.add(each));
  }
  return inForce;
}

function tableOf(node: Record<string, unknown>): string[] | undefined {
  const { db, schema, table } = node;
  if (typeof table !== 'string' || !('db' in node)) return undefined;
  const parts = [db, schema, table].filter((part) => typeof part === 'string');
  return parts.map((part) => part.toLowerCase());
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
