/** What a scan found in the queries of a statement. */
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
