import type { ClusterList } from '../../protocol/decision';
import { announceChange } from '../database/change-counter';
import type { Database, Transaction } from '../database/database';
import { isDatabaseUnavailable } from '../database/database-errors';
import { storableJson } from '../database/storable';

type Entry = ClusterList['coordinators'][number];

// A coordinator has one id at a time; older ones matter while their queries are still looked up.
const KEPT_PER_CLUSTER = 20;
const MAX_WAITING = 1_000;

/**
 * Which cluster each start of a coordinator belongs to. New entries wait here while the database
 * is away and serve on this node meanwhile; `store` writes them.
 */
export function createCoordinatorBook(db: Database) {
  const waiting = new Map<string, Entry>();
  let stored: Entry[] = [];
  let known = new Set<string>();

  return {
    /** All entries in a stable order, those that still wait included. */
    entries(isCluster: (name: string) => boolean): Entry[] {
      const more = [...waiting.values()].filter(({ cluster }) => isCluster(cluster));
      return [...stored, ...more].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
    },

    /** Takes note of entries that are new; whether there were any. */
    note(entries: readonly Entry[]): boolean {
      const fresh = entries.filter(
        (entry) => !known.has(keyOf(entry)) && !waiting.has(keyOf(entry)),
      );
      for (const { coordinatorId, cluster } of fresh) {
        if (waiting.size < MAX_WAITING) {
          waiting.set(keyOf({ coordinatorId, cluster }), { coordinatorId, cluster });
        }
      }
      return fresh.length > 0;
    },

    /** Writes what waits; whether that was needed. A database that is away keeps it waiting. */
    async store(): Promise<boolean> {
      const entries = [...waiting.values()];
      if (entries.length === 0) return false;
      try {
        await db.transaction((tx) => write(tx, entries));
      } catch (err) {
        if (isDatabaseUnavailable(err)) return false;
        throw err;
      }
      for (const entry of entries) waiting.delete(keyOf(entry));
      return true;
    },

    async read(): Promise<void> {
      stored = await readCoordinators(db);
      known = new Set(stored.map(keyOf));
      for (const key of known) waiting.delete(key);
    },
  };
}

const keyOf = ({ coordinatorId, cluster }: Entry): string => `${coordinatorId} ${cluster}`;

async function write(tx: Transaction, entries: Entry[]): Promise<void> {
  await announceChange(tx, 'cluster');
  await tx.query(
    `insert into coordinator (coordinator_id, cluster)
     select "coordinatorId", cluster
     from jsonb_to_recordset($1::jsonb) as told ("coordinatorId" text, cluster text)
     where exists (select from cluster where cluster.name = told.cluster)
     on conflict do nothing`,
    [storableJson(entries)],
  );
  await tx.query(
    `delete from coordinator where (coordinator_id, cluster) in (
       select coordinator_id, cluster from (
         select coordinator_id, cluster, row_number() over (
           partition by cluster order by first_seen_at desc, coordinator_id) as place
         from coordinator) as ranked
       where place > $1)`,
    [KEPT_PER_CLUSTER],
  );
}

function readCoordinators(db: Database): Promise<Entry[]> {
  return db.query<Entry>(
    'select coordinator_id as "coordinatorId", cluster from coordinator order by 1, 2',
  );
}
