import type { Admission, Cluster } from '../../protocol/cluster';
import type { Logger } from '../../runtime/log';
import { badInput, notFound, ServiceError } from '../../runtime/service-error';
import { announceChange } from '../database/change-counter';
import type { Database, Transaction } from '../database/database';
import { deleteCluster, readCluster, writeAdmission, writeCluster } from './cluster-queries';
import type { ClusterRow } from './cluster-row';

/** Changes of clusters by people; each is one transaction that the other nodes are told of. */
export function createClusterChanges(db: Database, log: Logger) {
  function changing<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return db.transaction(async (tx) => {
      await announceChange(tx, 'cluster');
      return work(tx);
    });
  }

  return {
    async add(cluster: Cluster, by: string): Promise<ClusterRow> {
      const added = await changing(async (tx) => {
        if (await readCluster(tx, cluster.name)) throw alreadyThere(cluster.name);
        return writeCluster(tx, { cluster, declaredBy: 'api', declaredAdmission: null, by });
      });
      log.info({ cluster: cluster.name, by }, 'added a cluster');
      return added;
    },

    async change(name: string, cluster: Cluster, by: string): Promise<ClusterRow> {
      if (cluster.name !== name) {
        const message = `must be "${name}"; to rename a cluster, add it anew and remove the old one`;
        throw badInput([{ path: 'name', message }], 'The cluster');
      }
      const changed = await changing(async (tx) => {
        refuseDeclared(await known(tx, name), 'changed');
        return writeCluster(tx, { cluster, declaredBy: 'api', declaredAdmission: null, by });
      });
      log.info({ cluster: name, by }, 'changed a cluster');
      return changed;
    },

    async remove(name: string, by: string): Promise<void> {
      await changing(async (tx) => {
        refuseDeclared(await known(tx, name), 'removed');
        await deleteCluster(tx, name, by);
      });
      log.info({ cluster: name, by }, 'removed a cluster');
    },

    async setAdmission(name: string, admission: Admission, by: string): Promise<ClusterRow> {
      const changed = await changing(async (tx) => {
        const row = await known(tx, name);
        return row.admission === admission ? row : writeAdmission(tx, name, admission, by);
      });
      log.info({ cluster: name, admission, by }, 'set the admission of a cluster');
      return changed;
    },
  };
}

export function unknownCluster(name: string): ServiceError {
  return notFound('cluster', name, 'GET /v1/clusters lists those that there are');
}

async function known(tx: Transaction, name: string): Promise<ClusterRow> {
  const row = await readCluster(tx, name);
  if (row === undefined) throw unknownCluster(name);
  return row;
}

function alreadyThere(name: string): ServiceError {
  return new ServiceError(
    'CLUSTER_EXISTS',
    409,
    `There is a cluster "${name}" already; change it, or choose another name`,
  );
}

function refuseDeclared(row: ClusterRow, done: string): void {
  if (row.declared_by !== 'config') return;
  throw new ServiceError(
    'CLUSTER_DECLARED',
    409,
    `Cluster "${row.name}" is declared in the configuration file and cannot be ${done} here; change the configuration file and restart`,
  );
}
