import type { Config } from '../../config/schema';
import type { ChoiceConfig } from '../../config/routing-group-section';
import type { ChoiceGrounds } from './choose-cluster';
import { machineNow } from '../../runtime/machine-clock';
import { knownQueries, type CountAt, type OpenQueryCounts } from './known-queries';
import { shareNow } from './slow-start';

interface ChoosingOptions {
  config: Pick<Config, 'routingGroups' | 'health'>;
  /** Queries of this proxy. */
  own: OpenQueryCounts;
  /** What the router last counted of all proxies. */
  ofAllProxies: (cluster: string) => CountAt | undefined;
  random?: () => number;
}

/** What choices go by, and the count of statements that are being submitted. */
export function createChoosing({ config, own, ofAllProxies, random }: ChoosingOptions) {
  const choices = new Map(config.routingGroups.map(({ name, choice }) => [name, choice]));
  const underWay = new Map<string, number>();
  const windowMs = config.health.slowStart.window;
  const change = (cluster: string, by: number) =>
    underWay.set(cluster, (underWay.get(cluster) ?? 0) + by);

  const grounds: ChoiceGrounds = {
    choiceOf: (routingGroup) => choices.get(routingGroup) ?? BY_CHANCE,
    queriesOf: (known) => {
      const { name } = known.cluster;
      return knownQueries(known, own, ofAllProxies(name), underWay.get(name) ?? 0);
    },
    shareOf: (known) => shareNow(known, windowMs, machineNow),
    random: random ?? Math.random,
  };
  return {
    ...grounds,
    /** A statement goes to the cluster; call what is returned when it was answered or failed. */
    submitting(cluster: string): () => void {
      change(cluster, 1);
      return () => void change(cluster, -1);
    },
  };
}

export type Choosing = ReturnType<typeof createChoosing>;

const BY_CHANCE: ChoiceConfig = { strategy: 'random' };
