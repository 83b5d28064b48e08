import type { Cluster } from '../../protocol/cluster';
import type { Logger } from '../../runtime/log';
import { announceChange } from '../database/change-counter';
import type { Database, Transaction } from '../database/database';
import { deleteCluster, readClusters, writeCluster } from './cluster-queries';
import { saysTheSame, type ClusterRow } from './cluster-row';

const BY = 'config';

/** Brings the declared clusters in step with the configuration file; the API's own stay as they are. */
export async function declareClusters(
  db: Database,
  clusters: Cluster[],
  log: Logger,
): Promise<void> {
  const done = await db.transaction(async (tx) => {
    await announceChange(tx, 'cluster');
    const rows = new Map((await readClusters(tx)).map((row) => [row.name, row]));
    const notes: (() => void)[] = [];
    for (const cluster of clusters)
      notes.push(await declare(tx, cluster, rows.get(cluster.name), log));
    const names = new Set(clusters.map(({ name }) => name));
    const gone = [...rows.values()].filter((row) => row.declared_by === BY && !names.has(row.name));
    for (const { name } of gone) {
      await deleteCluster(tx, name, BY);
      notes.push(() => log.info({ cluster: name }, 'removed a cluster that is declared no more'));
    }
    return notes;
  });
  // Only what was committed is told.
  for (const note of done) note();
}

/** Writes one declared cluster where that changes something; returns what to log of it. */
async function declare(
  tx: Transaction,
  cluster: Cluster,
  row: ClusterRow | undefined,
  log: Logger,
): Promise<() => void> {
  const { name } = cluster;
  const admission = admissionOf(cluster, row);
  if (row && isInStep(row, cluster)) return () => undefined;
  const declared = { ...cluster, admission };
  await writeCluster(tx, {
    cluster: declared,
    declaredBy: BY,
    declaredAdmission: cluster.admission,
    by: BY,
  });
  if (row?.declared_by === 'api') {
    return () =>
      log.warn(
        { cluster: name, admission, admissionBefore: row.admission },
        'a cluster that the API had added is declared in the configuration file now, which overrules it',
      );
  }
  return () => log.info({ cluster: name, admission }, 'declared a cluster');
}

function isInStep(row: ClusterRow, cluster: Cluster): boolean {
  return (
    row.declared_by === BY &&
    row.declared_admission === cluster.admission &&
    saysTheSame(row, cluster)
  );
}

// What an operator set stays until somebody changes the admission in the file.
function admissionOf(cluster: Cluster, row: ClusterRow | undefined): Cluster['admission'] {
  const kept = row?.declared_by === BY && row.declared_admission === cluster.admission;
  return kept ? row.admission : cluster.admission;
}
