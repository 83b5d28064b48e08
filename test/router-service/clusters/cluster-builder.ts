import type { Cluster } from '../../../protocol/cluster';

/** A cluster as a configuration file or an API call gives it. */
export function cluster(name: string, change: Partial<Cluster> = {}): Cluster {
  return {
    name,
    url: `http://${name}.test:8080`,
    routingGroups: ['adhoc'],
    admission: 'ACTIVE',
    weight: 1,
    ...change,
  };
}
