/** More distinct names than that are not kept: 16 MB of them would fill the memory. */
export const MOST_FOUND = 10_000;

/** What was found in the queries of a statement. */
export interface QueryFindings {
  /** Names in table positions that no WITH name hides, as lower-case parts, each once. */
  tables: Map<string, string[]>;
  functions: Set<string>;
  tableFunctions: Set<string>;
  joins: number;
  subqueries: number;
  unions: number;
  hasWhere: boolean;
  hasGroupBy: boolean;
  hasOrderBy: boolean;
  hasLimit: boolean;
  hasWindow: boolean;
  selectStar: boolean;
}

/** Remembers a table, while there is room. */
export function foundTable(found: QueryFindings, parts: string[]): void {
  if (found.tables.size < MOST_FOUND) found.tables.set(parts.join('\0'), parts);
}

/** Remembers a name, while there is room. */
export function foundName(names: Set<string>, name: string): void {
  if (names.size < MOST_FOUND) names.add(name);
}

export function nothingFound(): QueryFindings {
  return {
    tables: new Map(),
    functions: new Set(),
    tableFunctions: new Set(),
    joins: 0,
    subqueries: 0,
    unions: 0,
    hasWhere: false,
    hasGroupBy: false,
    hasOrderBy: false,
    hasLimit: false,
    hasWindow: false,
    selectStar: false,
  };
}
