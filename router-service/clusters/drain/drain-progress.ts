import type { ClusterHealth } from '../../../protocol/cluster';
import type { Drain, PastDrain } from '../../../protocol/drain';
import type { DrainRow } from './drain-store';

/** What still runs on a cluster. */
export interface Work {
  queries: number;
  oldest: Date | null;
  transactions: number;
}

/** How far a drain is; ages are counted to `now`. */
export function drainOf(row: DrainRow, work: Work, health: ClusterHealth, now: Date): Drain {
  const coordinator = countedBy(health);
  return {
    ...orderOf(row),
    ...(row.canceling_since !== null && { cancelingSince: row.canceling_since.toISOString() }),
    running: work.queries,
    ...(work.oldest !== null && { oldest: work.oldest.toISOString() }),
    transactions: work.transactions,
    ...(coordinator !== undefined && { coordinator }),
    text: textOf(work, coordinator, now),
  };
}

/** Whether nothing would be lost: neither our clients' work nor what was submitted past us. */
export function isIdle(work: Work, health: ClusterHealth): boolean {
  return work.queries === 0 && work.transactions === 0 && (countedBy(health) ?? 0) === 0;
}

export function pastDrainOf(row: DrainRow): PastDrain {
  return {
    ...orderOf(row),
    ...(row.ended_at !== null && { ended: row.ended_at.toISOString() }),
    ...(row.ended_by !== null && { endedBy: row.ended_by }),
    ...(row.outcome !== null && { outcome: row.outcome }),
  };
}

function orderOf(row: DrainRow) {
  return {
    since: row.started_at.toISOString(),
    by: row.started_by,
    ...(row.deadline_at !== null && { deadline: row.deadline_at.toISOString() }),
    ...(row.at_deadline !== null && { then: row.at_deadline }),
  };
}

function countedBy({ load }: ClusterHealth): number | undefined {
  if (load?.running === undefined || load.queued === undefined) return undefined;
  return load.running + load.queued;
}

function textOf(work: Work, coordinator: number | undefined, now: Date): string {
  const { queries, oldest, transactions } = work;
  const parts = [
    `${queries} running`,
    ...(oldest === null ? [] : [`oldest ${ageOf(now.getTime() - oldest.getTime())}`]),
    `${transactions} ${transactions === 1 ? 'transaction' : 'transactions'}`,
  ];
  const text = parts.join(', ');
  // More than we know of were submitted past us; fewer are done but for pages that clients still read.
  const isMore = coordinator !== undefined && coordinator > queries;
  return isMore ? `${text}; the coordinator counts ${coordinator}` : text;
}

function ageOf(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 2 * 3600) return `${Math.floor(seconds / 60)} min`;
  return `${Math.floor(seconds / 3600)} h`;
}
