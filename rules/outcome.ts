/**
 * What matching `adjust` rules add up to. A name stands in at most one of the fields that set, append
 * and remove it; header names are spelled as the last rule wrote them.
 */
export interface Adjustments {
  headers: Record<string, string>;
  appendHeaders: Record<string, string>;
  removeHeaders: string[];
  clientTags: string[];
  removeClientTags: string[];
  sessionProperties: Record<string, string>;
  removeSessionProperties: string[];
  source?: string;
}

/** What one `warn` rule says to the client. */
export interface RuleWarning {
  rule: string;
  message: string;
}

/** How many queries may run at once that one `limit` rule counts together. */
export interface RuleLimit {
  /** The rule's name; behind a slash the value of its fact, where it counts by one. */
  key: string;
  maxRunningQueries: number;
}

/** What the rules said about one statement; pure, without id or time. */
export interface Outcome {
  reason: 'RULE_MATCHED' | 'CLIENT_HINT' | 'DEFAULT' | 'REJECTED';
  /** The default group for a rejected statement. */
  routingGroup: string;
  rule?: string;
  /** Goes before the group as long as it takes statements. */
  cluster?: string;
  /** Groups to try while none of the clusters above takes statements; empty for none. */
  fallback: readonly string[];
  /** Whether a pinned cluster has no stand-in in its group. */
  strict: boolean;
  /** Why a rejecting rule says no, for the client. */
  message?: string;
  warnings: readonly RuleWarning[];
  adjustments: Adjustments;
  limits: readonly RuleLimit[];
  /** Higher ones leave the queue first. */
  queuePriority: number;
}
