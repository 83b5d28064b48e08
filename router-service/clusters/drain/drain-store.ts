import type { AtDeadline, DrainOutcome } from '../../../protocol/drain';
import type { Database, Transaction } from '../../database/database';

type Queryable = Pick<Database, 'query'>;

export interface DrainRow {
  drain_id: number;
  cluster: string;
  started_at: Date;
  started_by: string;
  deadline_at: Date | null;
  at_deadline: AtDeadline | null;
  canceling_since: Date | null;
  ended_at: Date | null;
  ended_by: string | null;
  outcome: DrainOutcome | null;
}

/** What the database's clock says of a drain that goes on. */
export interface DrainClock {
  drain_id: number;
  /** Its deadline is over. */
  is_due: boolean;
  /** Clients had time to hear that their queries were canceled. */
  is_canceled: boolean;
}

const COLUMNS = `drain_id, cluster, started_at, started_by, deadline_at, at_deadline, canceling_since,
  ended_at, ended_by, outcome`;

/** Longer than a client sleeps between two pages. */
const CANCEL_GRACE = `interval '15 seconds'`;

/** Drains that go on. */
export function readDrains(db: Queryable): Promise<DrainRow[]> {
  return db.query<DrainRow>(`select ${COLUMNS} from cluster_drain where ended_at is null`);
}

/** Drains of a cluster, newest first. */
export function readDrainsOf(db: Queryable, cluster: string, limit: number): Promise<DrainRow[]> {
  return db.query<DrainRow>(
    `select ${COLUMNS} from cluster_drain where cluster = $1 order by drain_id desc limit $2`,
    [cluster, limit],
  );
}

export function readClocks(db: Queryable): Promise<DrainClock[]> {
  return db.query<DrainClock>(
    `select drain_id, coalesce(deadline_at <= now(), false) as is_due,
       coalesce(canceling_since < now() - ${CANCEL_GRACE}, false) as is_canceled
     from cluster_drain where ended_at is null`,
  );
}

/** Whether it goes on; the transaction must have announced its change of clusters. */
export async function readDrain(tx: Transaction, cluster: string): Promise<DrainRow | undefined> {
  const [row] = await tx.query<DrainRow>(
    `select ${COLUMNS} from cluster_drain where cluster = $1 and ended_at is null`,
    [cluster],
  );
  return row;
}

export async function beginDrain(tx: Transaction, cluster: string, by: string): Promise<void> {
  await tx.query(
    `insert into cluster_drain (cluster, started_by) values ($1, $2)
     on conflict (cluster) where ended_at is null do nothing`,
    [cluster, by],
  );
}

/** The deadline counts from now on. */
export async function setDeadline(
  tx: Transaction,
  cluster: string,
  deadlineMs: number,
  then: AtDeadline,
): Promise<void> {
  await tx.query(
    `update cluster_drain set deadline_at = now() + make_interval(secs => $2::double precision / 1000),
       at_deadline = $3, canceling_since = null
     where cluster = $1 and ended_at is null`,
    [cluster, deadlineMs, then],
  );
}

export async function setAtDeadline(
  tx: Transaction,
  cluster: string,
  then: AtDeadline,
): Promise<void> {
  await tx.query(
    `update cluster_drain set at_deadline = $2, canceling_since = null
     where cluster = $1 and ended_at is null`,
    [cluster, then],
  );
}

export async function beginCanceling(tx: Transaction, cluster: string): Promise<void> {
  await tx.query(
    `update cluster_drain set canceling_since = now()
     where cluster = $1 and ended_at is null and canceling_since is null`,
    [cluster],
  );
}

export async function endDrain(
  tx: Transaction,
  cluster: string,
  outcome: DrainOutcome,
  by: string,
): Promise<void> {
  await tx.query(
    `update cluster_drain set ended_at = now(), ended_by = $3, outcome = $2
     where cluster = $1 and ended_at is null`,
    [cluster, outcome, by],
  );
}
