/** What matching `adjust` rules add up to; session properties and tags by their Trino names. */
export interface Adjustments {
  headers: Record<string, string>;
  clientTags: string[];
  sessionProperties: Record<string, string>;
}

/** What the rules said about one statement; pure, without id or time. */
export interface Outcome {
  reason: 'RULE_MATCHED' | 'CLIENT_HINT' | 'DEFAULT' | 'REJECTED';
  /** The default group for a rejected statement. */
  routingGroup: string;
  rule?: string;
  /** Why a rejecting rule says no, for the client. */
  message?: string;
  adjustments: Adjustments;
}
