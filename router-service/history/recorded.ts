import type { Decision, QueryReport } from '../../protocol/decision';

/** A decision with what is needed to find it again and to replay it. */
export interface RecordedDecision extends Decision {
  user?: string;
  source?: string;
  clientTags: string[];
  remoteAddress?: string;
  /** Stored only where history.statements is true. */
  statementText?: string;
  /** What the rules saw, for a later replay; any JSON. */
  input?: unknown;
}

/** What is known of a query, completed by each report of it. */
export type RecordedQuery = QueryReport;
