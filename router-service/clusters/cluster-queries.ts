import type { Admission, Cluster } from '../../protocol/cluster';
import type { Database, Transaction } from '../database/database';
import { storableJson } from '../database/storable';
import type { ClusterRow } from './cluster-row';
import { endDrain } from './drain/drain-store';

type Queryable = Pick<Database, 'query'>;

const COLUMNS = `name, url, external_url, routing_groups, admission, weight,
  max_running_queries, declared_by, declared_admission, updated_at, health_check`;

export interface Change {
  cluster: Cluster;
  declaredBy: ClusterRow['declared_by'];
  declaredAdmission: Admission | null;
  by: string;
}

export function readClusters(db: Queryable): Promise<ClusterRow[]> {
  return db.query<ClusterRow>(`select ${COLUMNS} from cluster order by name collate "C"`);
}

export async function readCluster(tx: Transaction, name: string): Promise<ClusterRow | undefined> {
  const [row] = await tx.query<ClusterRow>(`select ${COLUMNS} from cluster where name = $1`, [
    name,
  ]);
  return row;
}

/** Adds the cluster or replaces the one of its name. */
export async function writeCluster(tx: Transaction, change: Change): Promise<ClusterRow> {
  const { cluster, declaredBy, declaredAdmission, by } = change;
  await endDrainFor(tx, cluster.name, cluster.admission, by);
  const [row] = await tx.query<ClusterRow>(
    `insert into cluster (name, url, external_url, routing_groups, admission, weight,
       max_running_queries, declared_by, declared_admission, updated_by, health_check)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
     on conflict (name) do update set
       url = excluded.url, external_url = excluded.external_url,
       routing_groups = excluded.routing_groups, admission = excluded.admission,
       weight = excluded.weight, max_running_queries = excluded.max_running_queries,
       declared_by = excluded.declared_by,
       declared_admission = excluded.declared_admission, updated_by = excluded.updated_by,
       health_check = excluded.health_check,
       updated_at = now()
     returning ${COLUMNS}`,
    [
      cluster.name,
      cluster.url,
      cluster.externalUrl ?? null,
      cluster.routingGroups,
      cluster.admission,
      cluster.weight,
      cluster.maxRunningQueries ?? null,
      declaredBy,
      declaredAdmission,
      by,
      cluster.healthCheck === undefined ? null : storableJson(cluster.healthCheck),
    ],
  );
  return expected(row);
}

export async function writeAdmission(
  tx: Transaction,
  name: string,
  admission: Admission,
  by: string,
): Promise<ClusterRow> {
  await endDrainFor(tx, name, admission, by);
  const [row] = await tx.query<ClusterRow>(
    `update cluster set admission = $2, updated_by = $3, updated_at = now()
     where name = $1 returning ${COLUMNS}`,
    [name, admission, by],
  );
  return expected(row);
}

export async function deleteCluster(tx: Transaction, name: string, by: string): Promise<void> {
  await endDrain(tx, name, 'REMOVED', by);
  await tx.query('delete from cluster where name = $1', [name]);
}

/** Another admission undoes a drain that goes on. */
async function endDrainFor(
  tx: Transaction,
  name: string,
  admission: Admission,
  by: string,
): Promise<void> {
  if (admission === 'DRAINING') return;
  await endDrain(tx, name, admission === 'ACTIVE' ? 'UNDONE' : 'DEACTIVATED', by);
}

function expected(row: ClusterRow | undefined): ClusterRow {
  if (row === undefined) throw new Error('the database answered no row for a written cluster');
  return row;
}
