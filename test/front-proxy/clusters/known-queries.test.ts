import { knownQueries } from '../../../front-proxy/clusters/known-queries';
import type { KnownCluster } from '../../../front-proxy/clusters/cluster-directory';
import type { ClusterLoad } from '../../../protocol/cluster';

/** Starts at 10, 20, 30 and 40; ends at 15 and 35; three are open. */
const own = {
  startedSince: (_: string, time: number) => [10, 20, 30, 40].filter((at) => at >= time).length,
  endedSince: (_: string, time: number) => [15, 35].filter((at) => at >= time).length,
  countOf: () => 3,
};

const knownWith = (load?: ClusterLoad, loadAskedAt?: number) =>
  ({
    cluster: { name: 'blue' },
    health: { state: 'HEALTHY', ...(load && { load }) },
    loadAskedAt,
  }) as unknown as KnownCluster;

test.each([
  ['the coordinator told before all of them', { running: 5, queued: 2 }, 5, undefined, 0, 9],
  [
    'it told later, the older starts and ends are in that',
    { running: 5, queued: 2 },
    25,
    undefined,
    0,
    8,
  ],
  ['what is submitted right now counts', { running: 0, queued: 0 }, 50, undefined, 4, 4],
  [
    'its count goes before that of the router',
    { running: 1, queued: 0 },
    50,
    { count: 9, at: 0 },
    0,
    1,
  ],
  ['it tells no counts, then the router counts', { cpu: 0.5 }, 50, { count: 9, at: 25 }, 1, 11],
  ['nobody tells, then those of this proxy', undefined, undefined, undefined, 1, 4],
])('%s', (_, load, askedAt, ofAll, underWay, expected) => {
  expect(knownQueries(knownWith(load, askedAt), own, ofAll, underWay)).toBe(expected);
});

test('never less than none', () => {
  const ending = { ...own, startedSince: () => 0, endedSince: () => 5 };
  expect(knownQueries(knownWith({ running: 1, queued: 0 }, 0), ending, undefined, 0)).toBe(0);
});
