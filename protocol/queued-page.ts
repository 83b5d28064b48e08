import { emptyStats } from './query-stats';

/** A statement of ours that waits, as its client sees it. */
export interface QueuedStatement {
  /** Of the form of a query id. */
  id: string;
  infoUri: string;
  /** Where the client asks next. */
  nextUri: string;
  waitedMs: number;
}

/**
 * A page of a query that Trino would call QUEUED: the trino CLI, JDBC and Python ask for its nextUri
 * until it is another query's page (seen with the clients of 476).
 */
export function queuedPage({ id, infoUri, nextUri, waitedMs }: QueuedStatement): string {
  // The Go client reads whole milliseconds alone.
  const queuedTimeMillis = Math.round(waitedMs);
  const times = { queuedTimeMillis, elapsedTimeMillis: queuedTimeMillis };
  const stats = { ...emptyStats('QUEUED'), queued: true, ...times };
  return JSON.stringify({ id, infoUri, nextUri, stats, warnings: [] });
}
