import type { StatementFacts } from '../sql/statement-facts';

/** Queries that run and that wait, by routing group; a group that nobody knows about is left out. */
export interface GroupLoad {
  running: Readonly<Record<string, number>>;
  queued: Readonly<Record<string, number>>;
}

/** All that is known when a decision is made; the facts of the rule language are read from it. */
export interface FactInput {
  user?: string;
  /** The user's groups; empty where no rule asks for them. */
  groups: readonly string[];
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
  load: GroupLoad;
  now: Date;
}
