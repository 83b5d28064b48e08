/** What the session says about a statement: defaults for names, and prepared statements by name. */
export interface StatementContext {
  catalog?: string;
  schema?: string;
  /** Decoded SQL by name, as the client's headers carried it. */
  preparedStatements?: Readonly<Record<string, string>>;
}

/** How the statement is built, counted over all of its queries. */
export interface StatementShape {
  joins: number;
  subqueries: number;
  unions: number;
  tables: number;
  /** UTF-16 units of the text that was analysed. */
  length: number;
  hasWhere: boolean;
  hasGroupBy: boolean;
  hasOrderBy: boolean;
  hasLimit: boolean;
  hasWindow: boolean;
  selectStar: boolean;
}

export interface SyntaxError {
  message: string;
  /** From 1, as Trino counts. */
  line?: number;
  column?: number;
}

/**
 * What is understood of a statement. For `EXECUTE p` and `EXECUTE IMMEDIATE '…'` everything but
 * `parsed` speaks of the SQL that runs. Names are lower case; tables are `catalog.schema.table`.
 */
export interface StatementFacts {
  /** Whether Trino's grammar accepts the whole text. */
  parsed: boolean;
  /**
   * Whether all tables are surely known: always where `parsed`, but for unknown prepared statements
   * and thousands of tables; else only where node-sql-parser finds the same tables as the scan.
   */
  complete: boolean;
  /** Who answers for the names: our reading of Trino's grammar, a parser that agrees with the scan, or the scan alone. */
  parser: 'trino-grammar' | 'node-sql-parser' | 'scan';
  /** Class name of Trino's syntax tree: Query, Insert, CreateTableAsSelect, ShowCreate, …; `Unknown`. */
  queryType: string;
  /** SELECT, INSERT, DATA_DEFINITION, …, as Trino's resource groups name it; empty where they have no name for it. */
  resourceGroupQueryType: string;
  catalogs: string[];
  schemas: string[];
  /** `catalog.schema` of each table. */
  catalogSchemas: string[];
  tables: string[];
  readTables: string[];
  writeTables: string[];
  /** Names that the session's defaults cannot complete, as written, lower case. */
  unqualified: string[];
  functions: string[];
  tableFunctions: string[];
  /** From `CALL system.runtime.kill_query`. */
  killedQueryId?: string;
  shape: StatementShape;
  /** Hex hash of the statement with literals folded, comments and spacing dropped; empty where it could not be read in time. */
  fingerprint: string;
  syntaxError?: SyntaxError;
}

/** Reads statements; one for each process. `analyze` never throws for any text. */
export interface Analyzer {
  /** Settles once the first statements will not wait for anything to start; does not hold a process open. */
  ready: Promise<void>;
  /** At once, but for what a thread has to read. */
  analyze(statement: string, context: StatementContext): StatementFacts | Promise<StatementFacts>;
  close(): Promise<void>;
}
