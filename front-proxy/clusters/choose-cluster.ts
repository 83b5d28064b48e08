import type { ChoiceConfig } from '../../config/routing-group-section';
import { pickCandidate, type Candidate } from './choice-strategies';
import type { KnownCluster } from './cluster-directory';
import type { RoutedGroup } from './routed-groups';

export interface Choice {
  known: KnownCluster;
  /** The group that serves: another than the decided one where that takes no statements. */
  routingGroup: string;
}

/** What a choice goes by beyond the state of the clusters. */
export interface ChoiceGrounds {
  /** How the clusters of a routing group are chosen among. */
  choiceOf(routingGroup: string): ChoiceConfig;
  queriesOf(known: KnownCluster): number;
  /** Part of its share that a cluster gets now, 1 but while it warms up. */
  shareOf(known: KnownCluster): number;
  random: () => number;
}

/**
 * Picks the cluster for a new statement, by the strategy of its group: one of the healthy ones of the
 * first group that has some which accept statements; undefined when there is none. One that is ejected
 * but looks well, and one that was never looked at, serve before none at all: a statement that they do
 * not take goes to the next one.
 */
export function chooseCluster(
  groups: readonly RoutedGroup[],
  tried: ReadonlySet<string>,
  grounds: ChoiceGrounds,
  factOf: (fact: string) => string | undefined = () => undefined,
): Choice | undefined {
  for (const { routingGroup, clusters } of groups) {
    const candidates = candidatesOf(clusters, tried).map((known) => new Taking(known, grounds));
    const { strategy, by = 'user' } = grounds.choiceOf(routingGroup);
    const key = strategy === 'consistent-hash' ? factOf(by) : undefined;
    const picked = pickCandidate(strategy, candidates, { key, random: grounds.random });
    if (picked !== undefined) return { known: picked.known, routingGroup };
  }
  return undefined;
}

/** A class, as an object with a getter of its own takes a microsecond to make, for each cluster of a group. */
class Taking implements Candidate {
  readonly share: number;

  constructor(
    readonly known: KnownCluster,
    private readonly grounds: ChoiceGrounds,
  ) {
    this.share = grounds.shareOf(known);
  }

  /** Counted for the strategies alone that go by it. */
  get queries(): number {
    return this.grounds.queriesOf(this.known);
  }
}

function candidatesOf(
  clusters: readonly KnownCluster[],
  tried: ReadonlySet<string>,
): KnownCluster[] {
  const open = clusters.filter(
    ({ cluster }) => cluster.admission === 'ACTIVE' && !tried.has(cluster.name),
  );
  const healthy = open.filter(({ health }) => health.state === 'HEALTHY');
  if (healthy.length > 0) return healthy;
  const ejected = open.filter(({ seen }) => seen.state === 'HEALTHY');
  return ejected.length > 0 ? ejected : open.filter(({ health }) => health.state === 'UNKNOWN');
}

/** Whether groups that take no statement now may take some later without anybody's doing. */
export function mayTakeStatements(groups: readonly RoutedGroup[]): boolean {
  return groups.some(({ clusters }) =>
    clusters.some(({ cluster }) => cluster.admission === 'ACTIVE'),
  );
}

/** Why no group takes a statement, for the client's eyes. */
export function describeGroups(groups: readonly RoutedGroup[]): string {
  return groups.map(describeGroup).join('. ');
}

function describeGroup({ routingGroup, pinned, clusters }: RoutedGroup): string {
  if (pinned !== undefined && clusters.length === 0) {
    return `There is no cluster "${pinned}", which the rule names; add it or route elsewhere`;
  }
  if (clusters.length === 0) {
    return `No cluster serves the routing group "${routingGroup}"; add one or route elsewhere`;
  }
  const states = clusters.map(({ cluster, health }) => {
    const state = cluster.admission === 'ACTIVE' ? health.state : cluster.admission;
    return `${cluster.name} is ${state}`;
  });
  if (pinned !== undefined) {
    return `The cluster "${pinned}", which the rule for the routing group "${routingGroup}" names, takes no statements now: ${states.join(', ')}`;
  }
  return `No cluster of the routing group "${routingGroup}" takes statements now: ${states.join(', ')}`;
}
