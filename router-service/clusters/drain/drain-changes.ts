import type { Admission } from '../../../protocol/cluster';
import type { AtDeadline, DrainOutcome } from '../../../protocol/drain';
import type { Logger } from '../../../runtime/log';
import { badInput } from '../../../runtime/service-error';
import { announceChange } from '../../database/change-counter';
import type { Database, Transaction } from '../../database/database';
import { readCluster, writeAdmission } from '../cluster-queries';
import type { ClusterRow } from '../cluster-row';
import {
  beginCanceling,
  beginDrain,
  endDrain,
  readDrain,
  setAtDeadline,
  setDeadline,
} from './drain-store';

/** What an operator asks of a drain. */
export interface DrainOrder {
  /** From now on. */
  deadlineMs?: number;
  then?: AtDeadline;
}

/** Who ended a drain that came to its own end. */
const BY_ITSELF = 'drain';

/** Begins, changes and ends drains; the ends happen once, whichever nodes try. */
export function createDrainChanges(db: Database, log: Logger) {
  /** Does the work if that very drain goes on still. */
  async function ifOpen(
    drainId: number,
    cluster: string,
    work: (tx: Transaction) => Promise<void>,
  ) {
    return db.transaction(async (tx) => {
      await announceChange(tx, 'cluster');
      const drain = await readDrain(tx, cluster);
      if (drain?.drain_id !== drainId) return false;
      await work(tx);
      return true;
    });
  }

  return {
    /** Stops new statements; undefined for a cluster that there is not. An INACTIVE one is drained already. */
    async drain(name: string, order: DrainOrder, by: string): Promise<ClusterRow | undefined> {
      const row = await db.transaction(async (tx) => {
        await announceChange(tx, 'cluster');
        const found = await readCluster(tx, name);
        if (found === undefined || found.admission === 'INACTIVE') return found;
        await beginDrain(tx, name, by);
        await applyOrder(tx, name, order);
        return found.admission === 'DRAINING' ? found : writeAdmission(tx, name, 'DRAINING', by);
      });
      if (row?.admission === 'DRAINING')
        log.info({ cluster: name, ...order, by }, 'drains a cluster');
      return row;
    },

    /** Ends a drain that came to its own end. */
    async end(
      drainId: number,
      cluster: string,
      admission: Admission,
      outcome: DrainOutcome,
    ): Promise<boolean> {
      const done = await ifOpen(drainId, cluster, async (tx) => {
        await endDrain(tx, cluster, outcome, BY_ITSELF);
        await writeAdmission(tx, cluster, admission, BY_ITSELF);
      });
      if (done) log.info({ cluster, outcome, admission }, 'a drain ended');
      return done;
    },

    /** Lets the proxies cancel what is left. */
    async cancel(drainId: number, cluster: string): Promise<boolean> {
      const done = await ifOpen(drainId, cluster, (tx) => beginCanceling(tx, cluster));
      if (done) log.warn({ cluster }, 'a drain is at its deadline; cancels what is left');
      return done;
    },
  };
}

export type DrainChanges = ReturnType<typeof createDrainChanges>;

async function applyOrder(tx: Transaction, name: string, order: DrainOrder): Promise<void> {
  const { deadlineMs, then } = order;
  const before = await readDrain(tx, name);
  if (deadlineMs !== undefined) {
    return setDeadline(tx, name, deadlineMs, then ?? before?.at_deadline ?? 'CANCEL');
  }
  if (then === undefined) return;
  if (before?.deadline_at === null) {
    const message = 'needs a deadline, such as "deadline": "30m"';
    throw badInput([{ path: 'then', message }], 'The request body');
  }
  await setAtDeadline(tx, name, then);
}
