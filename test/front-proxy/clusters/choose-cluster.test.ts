import { chooseCluster, type ChoiceGrounds } from '../../../front-proxy/clusters/choose-cluster';
import type { KnownCluster } from '../../../front-proxy/clusters/cluster-directory';
import type { ChoiceConfig } from '../../../config/routing-group-section';
import type { Cluster, ClusterHealth, ClusterLoad } from '../../../protocol/cluster';
import { chiSquare, countsOf, type Counts } from '../../support/chi-square';
import { seededRandom } from '../../support/seeded-random';

/** What chi-square exceeds in one of a thousand fair runs, by the degrees of freedom. */
const BOUND: Readonly<Record<number, number>> = { 1: 10.83, 2: 13.82, 3: 16.27, 9: 27.88 };

interface Facts {
  state?: ClusterHealth['state'];
  seen?: ClusterHealth['state'];
  admission?: Cluster['admission'];
  weight?: number;
  queries?: number;
  share?: number;
  load?: ClusterLoad;
}

/** Clusters of one group by what is to be known of them. */
function groupOf(facts: Record<string, Facts>) {
  const clusters = Object.entries(facts).map(([name, fact]): KnownCluster => {
    const state = fact.state ?? 'HEALTHY';
    return {
      cluster: {
        ...{ name, url: `http://${name}`, routingGroups: ['adhoc'] },
        ...{ admission: fact.admission ?? 'ACTIVE', weight: fact.weight ?? 1 },
      },
      health: { state, reason: '', since: '', ...(fact.load && { load: fact.load }) },
      seen: { state: fact.seen ?? state, reason: '' },
      forwarding: 'UNKNOWN',
      isAdded: false,
    };
  });
  const groundsBy = (choice: ChoiceConfig, random = seededRandom(7)): ChoiceGrounds => ({
    choiceOf: () => choice,
    queriesOf: ({ cluster }) => facts[cluster.name]?.queries ?? 0,
    shareOf: ({ cluster }) => facts[cluster.name]?.share ?? 1,
    random,
  });
  return { groups: [{ routingGroup: 'adhoc', clusters }], groundsBy };
}

/** Names chosen for as many statements as asked for, each with a user of its own. */
function chosen(
  strategy: ChoiceConfig['strategy'],
  facts: Record<string, Facts>,
  { statements = 6000, tried = [] as string[] } = {},
): string[] {
  const { groups, groundsBy } = groupOf(facts);
  const grounds = groundsBy({ strategy });
  return Array.from({ length: statements }, (_, i) => {
    const choice = chooseCluster(groups, new Set(tried), grounds, () => `user-${i}`);
    return choice?.known.cluster.name ?? 'none';
  });
}

function expectShares(names: string[], shares: Counts): void {
  const bound = BOUND[Object.keys(shares).length - 1];
  expect(chiSquare(countsOf(names), shares)).toBeLessThan(bound!);
}

const strategies = [
  'random',
  'least-queries',
  'least-load',
  'weighted',
  'consistent-hash',
] as const;

describe.each(strategies)('by %s', (strategy) => {
  test('clusters that are alike get the same share', () => {
    expectShares(chosen(strategy, { a: {}, b: {}, c: {} }), { a: 1, b: 1, c: 1 });
    const ten = Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`c${i}`, {}]));
    const even = Object.fromEntries(Object.keys(ten).map((name) => [name, 1]));
    expectShares(chosen(strategy, ten), even);
  });

  test('what is unhealthy, ejected, off or tried gets none', () => {
    const facts: Record<string, Facts> = {
      good: {},
      sick: { state: 'UNHEALTHY' },
      starting: { state: 'PENDING' },
      ejected: { state: 'UNHEALTHY', seen: 'HEALTHY' },
      unseen: { state: 'UNKNOWN' },
      draining: { admission: 'DRAINING' },
      off: { admission: 'INACTIVE' },
      tried: {},
    };
    const names = chosen(strategy, facts, { statements: 200, tried: ['tried'] });
    expect(countsOf(names)).toEqual({ good: 200 });
  });

  test('what is ejected serves before none at all, and so does what was never looked at', () => {
    const statements = 50;
    const ejected: Facts = { state: 'UNHEALTHY', seen: 'HEALTHY' };
    const unseen: Facts = { state: 'UNKNOWN' };
    const sick: Facts = { state: 'UNHEALTHY' };
    expect(countsOf(chosen(strategy, { ejected, unseen, sick }, { statements }))).toEqual({
      ejected: statements,
    });
    expect(countsOf(chosen(strategy, { unseen, sick }, { statements }))).toEqual({
      unseen: statements,
    });
    expect(countsOf(chosen(strategy, { sick }, { statements }))).toEqual({ none: statements });
  });

  test('a cluster that warms up gets a part of its share', () => {
    const names = chosen(strategy, { a: {}, b: {}, warming: { share: 0.2 } });
    // A third of a fifth goes to it, the rest to the others alike.
    const its = 0.2 / 3;
    expectShares(names, { a: (1 - its) / 2, b: (1 - its) / 2, warming: its });
  });

  test('a cluster that warms up alone gets everything', () => {
    const names = chosen(strategy, { warming: { share: 0.1 } }, { statements: 50 });
    expect(countsOf(names)).toEqual({ warming: 50 });
  });
});

describe('weighted', () => {
  test('gives shares by the weights', () => {
    const facts = { a: { weight: 1 }, b: { weight: 3 }, c: { weight: 0.5 } };
    expectShares(chosen('weighted', facts), { a: 1, b: 3, c: 0.5 });
  });

  test('gives nothing to the weight 0 while there is anything else', () => {
    const names = chosen('weighted', { a: { weight: 0 }, b: { weight: 1 }, c: { weight: 1 } });
    expectShares(names, { b: 1, c: 1 });
    const sick: Facts = { state: 'UNHEALTHY' };
    const left = chosen('weighted', { a: { weight: 0 }, b: { weight: 0 }, c: sick });
    expectShares(left, { a: 1, b: 1 });
  });
});

describe('least-queries', () => {
  test('chooses the cluster with the fewest, and among equals at random', () => {
    const facts = { a: { queries: 5 }, b: { queries: 2 }, c: { queries: 2 } };
    expectShares(chosen('least-queries', facts), { b: 1, c: 1 });
  });
});

describe('least-load', () => {
  const busy = { running: 5, queued: 0, cpu: 0.9, heap: 0.5 };
  test.each([
    ['CPU', { ...busy, cpu: 0.2 }, 5],
    ['heap', { ...busy, heap: 0.1 }, 5],
    ['queries', { ...busy, running: 1 }, 1],
  ])('chooses the cluster with less %s', (_, load, queries) => {
    const facts = { busy: { load: busy, queries: 5 }, idle: { load, queries } };
    expect(countsOf(chosen('least-load', facts))).toEqual({ idle: 6000 });
  });

  test('queued queries count beside the running ones', () => {
    const facts = {
      runs: { load: { running: 8, queued: 0 }, queries: 8 },
      queues: { load: { running: 4, queued: 4 }, queries: 8 },
    };
    expect(countsOf(chosen('least-load', facts))).toEqual({ runs: 6000 });
  });

  test('what one of them does not tell counts for none', () => {
    const facts = { telling: { load: { cpu: 0.9 }, queries: 1 }, silent: { queries: 2 } };
    expect(countsOf(chosen('least-load', facts))).toEqual({ telling: 6000 });
  });
});

describe('consistent-hash', () => {
  const four = { a: {}, b: {}, c: {}, d: {} };
  const three = { a: {}, b: {}, c: {} };
  const moved = (before: string[], after: string[]) =>
    before.flatMap((name, i) => (name === after[i] ? [] : [`${name}>${after[i]}`]));

  test('sends the same key to the same cluster, whatever the chance and the load', () => {
    const { groups, groundsBy } = groupOf({ ...four, a: { queries: 99, weight: 0 } });
    for (const user of ['ann', 'bob', 'kim']) {
      const names = Array.from({ length: 50 }, (_, seed) => {
        const grounds = groundsBy({ strategy: 'consistent-hash' }, seededRandom(seed));
        return chooseCluster(groups, new Set(), grounds, () => user)!.known.cluster.name;
      });
      expect(new Set(names).size).toBe(1);
    }
  });

  test('moves only the keys of a cluster that goes, and back when it comes', () => {
    const [before, after] = [chosen('consistent-hash', four), chosen('consistent-hash', three)];
    const moves = moved(before, after);
    expect(new Set(moves.map((move) => move[0]))).toEqual(new Set(['d']));
    expect(moves).toHaveLength(before.filter((name) => name === 'd').length);
    // Those spread evenly over the others.
    expectShares(
      moves.map((move) => move.at(-1)!),
      { a: 1, b: 1, c: 1 },
    );
  });

  test('goes on in the order of the hash, the same that counts while the cluster is away', () => {
    const failed = chosen('consistent-hash', four, { tried: ['d'] });
    expect(failed).toEqual(chosen('consistent-hash', three));
    const away = chosen('consistent-hash', { ...four, d: { state: 'UNHEALTHY' } });
    expect(away).toEqual(failed);
  });

  test('brings keys back one by one while the cluster warms up, and never away again', () => {
    const steps = [0.1, 0.3, 0.6, 1].map((share) =>
      chosen('consistent-hash', { ...three, d: { share } }),
    );
    for (const [i, next] of steps.slice(1).entries()) {
      const moves = moved(steps[i]!, next);
      expect(moves.length).toBeGreaterThan(0);
      expect(new Set(moves.map((move) => move.at(-1)))).toEqual(new Set(['d']));
    }
  });

  test('a statement without the fact goes anywhere', () => {
    const { groups, groundsBy } = groupOf(three);
    const grounds = groundsBy({ strategy: 'consistent-hash', by: 'tables' });
    const names = Array.from(
      { length: 3000 },
      () => chooseCluster(groups, new Set(), grounds)!.known.cluster.name,
    );
    expectShares(names, { a: 1, b: 1, c: 1 });
  });

  test('asks for the fact that the configuration names', () => {
    const { groups, groundsBy } = groupOf(three);
    const asked: string[] = [];
    const factOf = (fact: string) => void asked.push(fact);
    chooseCluster(groups, new Set(), groundsBy({ strategy: 'consistent-hash' }), factOf);
    const byTables = groundsBy({ strategy: 'consistent-hash', by: 'tables' });
    chooseCluster(groups, new Set(), byTables, factOf);
    expect(asked).toEqual(['user', 'tables']);
  });
});
