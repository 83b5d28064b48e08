import type { ClusterHealth } from '../../../protocol/cluster';
import type { Database } from '../../database/database';
import type { DrainChanges } from './drain-changes';
import { isIdle, type Work } from './drain-progress';
import { readClocks, type DrainClock, type DrainRow } from './drain-store';

interface Watched {
  db: Database;
  changes: DrainChanges;
  drains: () => readonly DrainRow[];
  workOf: (cluster: string) => Work;
  healthOf: (cluster: string) => ClusterHealth;
  /** How long nothing must have run: by then what was on its way when the drain began is known. */
  settleMs: number;
  now?: () => number;
}

/**
 * Looks each second whether drains are over: nothing ran for a while, or the deadline has come. Every node
 * looks, and the database lets one of them act, so that no drain hangs on a node that died.
 */
export function createDrainWatch(watched: Watched) {
  const { db, changes, drains, workOf, healthOf, settleMs, now = Date.now } = watched;
  /** Since when nothing was seen to run, by the drain's id. */
  const idleSince = new Map<number, number>();

  function isSettled({ drain_id: id, cluster }: DrainRow): boolean {
    if (!isIdle(workOf(cluster), healthOf(cluster))) {
      idleSince.delete(id);
      return false;
    }
    const since = idleSince.get(id) ?? now();
    idleSince.set(id, since);
    return now() - since >= settleMs;
  }

  async function act(drain: DrainRow, clock: DrainClock): Promise<boolean> {
    const { drain_id: id, cluster, canceling_since: canceling, at_deadline: then } = drain;
    const settled = isSettled(drain);
    if (canceling !== null) {
      const over = settled || clock.is_canceled;
      return over && changes.end(id, cluster, 'INACTIVE', 'CANCELED');
    }
    if (settled) return changes.end(id, cluster, 'INACTIVE', 'IDLE');
    if (!clock.is_due) return false;
    if (then === 'ACTIVE') return changes.end(id, cluster, 'ACTIVE', 'GIVEN_UP');
    if (then === 'INACTIVE') return changes.end(id, cluster, 'INACTIVE', 'DEADLINE');
    return changes.cancel(id, cluster);
  }

  /** Whether something changed. */
  return async function look(): Promise<boolean> {
    const open = drains();
    for (const id of idleSince.keys()) {
      if (!open.some(({ drain_id }) => drain_id === id)) idleSince.delete(id);
    }
    if (open.length === 0) return false;
    const clocks = new Map((await readClocks(db)).map((clock) => [clock.drain_id, clock]));
    let changed = false;
    for (const drain of open) {
      const clock = clocks.get(drain.drain_id);
      if (clock !== undefined && (await act(drain, clock))) changed = true;
    }
    return changed;
  };
}
