import type { StatementFacts } from '../sql/statement-facts';

/** All that is known when a decision is made; the facts of the rule language are read from it. */
export interface FactInput {
  user?: string;
  source?: string;
  clientTags: readonly string[];
  clientInfo?: string;
  catalog?: string;
  schema?: string;
  /** The SQL text as the client sent it. */
  statement: string;
  sessionProperties: Readonly<Record<string, string>>;
  /** By lower-case name, without any that prove an identity. */
  headers: Readonly<Record<string, string>>;
  remoteAddress?: string;
  userAgent?: string;
  analysis: StatementFacts;
  now: Date;
}
