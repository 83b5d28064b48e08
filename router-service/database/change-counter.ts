import type { Database, Transaction } from './database';

/** What nodes tell each other about; rows of change_counter and, with a prefix, channels of NOTIFY. */
export type Topic = 'cluster' | 'rule_set';

export const channelOf = (topic: Topic): string => `switchyard_${topic}`;

/**
 * Must come first in each transaction that changes the topic: it tells the other nodes at commit,
 * and lets one writer in at a time, so that what the transaction reads stays true until its end.
 */
export async function announceChange(tx: Transaction, topic: Topic): Promise<void> {
  await tx.query(
    `with changed as (
       update change_counter set version = version + 1 where topic = $1 returning version)
     select pg_notify($2, version::text) from changed`,
    [topic, channelOf(topic)],
  );
}

export async function readVersion(db: Pick<Database, 'query'>, topic: Topic): Promise<number> {
  const [row] = await db.query<{ version: number }>(
    'select version from change_counter where topic = $1',
    [topic],
  );
  return row?.version ?? 0;
}
