import type { Request } from './exchange';
import type { Memory } from './memory';

/** A page of a query, as far as steps look into it. */
export interface Page {
  id?: string;
  nextUri?: string;
  partialCancelUri?: string;
  infoUri?: string;
  data?: unknown[][];
  stats?: { state: string };
}

export interface Step {
  name: string;
  request(memory: Memory): Request;
  /** Whether the nextUri of a page is asked for, too; all pages together are then one answer. */
  follows?: (page: Page) => boolean;
  /** Repeats the request until its answer tells this, for what takes a moment. */
  until?: (status: number, text: string) => boolean;
  /** The order of rows is not defined. */
  isUnordered?: boolean;
  /** What depends on the moment, by the path of the difference. */
  ignores?: RegExp;
}

export interface Conversation {
  name: string;
  /** Routing group of its statements: `shared` has both clusters, `adhoc` has one, for tables in memory. */
  group: 'shared' | 'adhoc';
  steps: readonly Step[];
}
