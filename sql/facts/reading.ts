import { type Mention } from '../heads/head';
import { type SyntaxError } from '../statement-facts';
import { type Tokens } from '../text/tokens';
import { type QueryFindings } from './query-findings';

/** All that was read of a statement, before the session completes its names. */
export interface Reading {
  /** Of the SQL that runs. */
  tokens: Tokens;
  /** Of the EXECUTE around it, if there is one. */
  wrapper: Tokens | undefined;
  /** Whether Trino's grammar accepts the whole text. */
  parsed: boolean;
  queryType: string;
  resourceGroupQueryType: string;
  /** Names in the statement's own words, such as the target of an INSERT. */
  mentions: Mention[];
  /** It executes a statement that is not known. */
  isUnresolved: boolean;
  /** What its queries hold. */
  found: QueryFindings;
  fingerprint: string;
  syntaxError: SyntaxError | undefined;
  /** Refused by the grammar alone, so that a newer Trino may know better; no text is sure to be wrong. */
  isDoubtful: boolean;
}
