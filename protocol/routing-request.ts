/** What a gateway that keeps the text to itself tells of a statement. */
export interface ReportedStatement {
  queryType: string;
  resourceGroupQueryType: string;
  catalogs: string[];
  schemas: string[];
  catalogSchemas: string[];
  tables: string[];
}

/** What the router is asked, whichever body it came in. */
export interface RoutingRequest {
  /** The SQL text as the client sent it; empty when it is not known. */
  statement: string;
  /** Only where the statement is empty: what the caller understood of it. */
  reported?: ReportedStatement;
  /** Whether this submits a statement; everything else gets the default group without a decision. */
  isNewQuery: boolean;
  user?: string;
  source?: string;
  clientTags: string[];
  clientInfo?: string;
  catalog?: string;
  schema?: string;
  sessionProperties: Record<string, string>;
  /** Decoded SQL by name. */
  preparedStatements: Record<string, string>;
  /** By lower-case name, without any that prove an identity. */
  headers: Record<string, string>;
  /** How the client spelled each header, by its lower-case name. */
  headerSpelling: Record<string, string>;
  /** Whether the caller wrote every name in lower case, so that the client's spelling is not known. */
  isSpellingLost?: boolean;
  remoteAddress?: string;
  userAgent?: string;
}
