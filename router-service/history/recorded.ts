import type { Decision, QueryReport } from '../../protocol/decision';
import type { GroupLoad } from '../../rules/fact-input';

/** A decision with what is needed to find it again and to replay it. */
export interface RecordedDecision extends Decision {
  user?: string;
  source?: string;
  clientTags: readonly string[];
  remoteAddress?: string;
  /** Stored only where history.statements is true. */
  statementText?: string;
  /** What the rules saw, for a later replay; an object that JSON can hold. */
  input?: object;
  /** More of it, which differs from one moment to the next; stored as part of it. */
  moment?: { now: string; groups?: readonly string[]; load?: GroupLoad };
}

/** What is known of a query, completed by each report of it. */
export type RecordedQuery = QueryReport;
