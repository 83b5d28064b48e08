import type { SimulatedCoordinator } from '../../demo/simulated-coordinator';
import { chiSquare, countsOf } from '../support/chi-square';
import { eventually } from '../support/eventually';
import { createCleanup, runningProxy, scriptedRouter, simulated } from '../support/running-proxy';
import { TEST_WORKERS } from '../support/test-workers';
import { run, submit } from '../support/statement-client';

const cleanup = createCleanup();
afterEach(() => cleanup.run());

const NAMES = ['blue', 'green', 'red'] as const;

interface Group {
  url: string;
  coordinators: Record<(typeof NAMES)[number], SimulatedCoordinator>;
}

/** Three clusters of the group adhoc, chosen among as said. */
async function group(
  choice: object,
  { weights = {} as Record<string, number>, health = {}, routerUrls = undefined as unknown } = {},
): Promise<Group> {
  const [blue, green, red] = await Promise.all(
    NAMES.map((cluster) => simulated(cleanup, { cluster })),
  );
  const coordinators = { blue: blue!, green: green!, red: red! };
  const clusters = Object.entries(coordinators).map(([name, { url }]) => ({
    ...{ name, url, weight: weights[name] ?? 1 },
  }));
  const { url } = await runningProxy(cleanup, clusters, {
    health,
    routingGroups: [{ name: 'adhoc', choice }],
    ...(routerUrls === undefined ? {} : { frontProxy: { routerUrls } }),
  });
  return { url, coordinators };
}

const clusterOf = (json: Record<string, unknown>) =>
  /\/c~([^/]+)\//.exec(String(json.nextUri))?.[1] ?? JSON.stringify(json);

/** Where one statement goes; it stays registered and runs nothing. */
const chosenFor = async (url: string, headers: Record<string, string> = {}) =>
  clusterOf((await submit(url, 'select 1', headers)).json);

async function chosenForAll(url: string, users: readonly string[]): Promise<string[]> {
  const chosen: string[] = [];
  for (const user of users) chosen.push(await chosenFor(url, { 'X-Trino-User': user }));
  return chosen;
}

const USERS = Array.from({ length: 300 }, (_, i) => `user-${i}`);
// Exceeded by chance once in ten million runs (two degrees of freedom).
const FAR_OFF = 32;

test('by default every cluster of a group gets the same share', async () => {
  const { url } = await group({});
  const counts = countsOf(await chosenForAll(url, USERS));
  expect(chiSquare(counts, { blue: 1, green: 1, red: 1 })).toBeLessThan(FAR_OFF);
});

test('weights give shares, and the weight 0 none', async () => {
  const weights = { blue: 3, green: 1, red: 0 };
  const { url, coordinators } = await group({ strategy: 'weighted' }, { weights });
  const counts = countsOf(await chosenForAll(url, USERS));
  expect(counts).not.toHaveProperty('red');
  expect(chiSquare(counts, { blue: 3, green: 1 })).toBeLessThan(FAR_OFF);
  await coordinators.blue.stop();
  await coordinators.green.stop();
  expect(await chosenFor(url)).toBe('red');
});

test('the cluster with the fewest queries gets the next, also between two looks', async () => {
  const { url, coordinators } = await group(
    { strategy: 'least-queries' },
    { health: { interval: '1h' } },
  );
  // Looked at once: from here on the proxy counts by itself.
  const chosen = await Promise.all(USERS.slice(0, 60).map(() => chosenFor(url)));
  const counts = Object.values(countsOf(chosen));
  // Workers that choose in the same moment do not know of each other's statements yet.
  const unknown = TEST_WORKERS === 1 ? 0 : 5;
  expect(counts).toHaveLength(3);
  expect(Math.max(...counts.map((count) => Math.abs(count - 20)))).toBeLessThanOrEqual(unknown);
  const run = Object.values(coordinators).map(({ queries }) => queries().length);
  expect(run.toSorted()).toEqual(counts.toSorted());
});

test('queries of other proxies count as the coordinators tell them', async () => {
  const { url, coordinators } = await group({ strategy: 'least-queries' });
  coordinators.blue.behaviour.counts = { running: 90, queued: 0 };
  coordinators.green.behaviour.counts = { running: 0, queued: 90 };
  coordinators.red.behaviour.counts = { running: 2, queued: 2 };
  await eventually(async () => {
    const chosen = await chosenForAll(url, USERS.slice(0, 5));
    expect(countsOf(chosen)).toEqual({ red: 5 });
  });
});

test('the cluster with the least load gets the next', async () => {
  const health = { monitor: 'status' };
  const { url, coordinators } = await group({ strategy: 'least-load' }, { health });
  coordinators.blue.behaviour.cpu = 0.9;
  coordinators.green.behaviour.cpu = 0.1;
  coordinators.red.behaviour.cpu = 0.8;
  await eventually(async () => {
    const chosen = await chosenForAll(url, USERS.slice(0, 5));
    expect(countsOf(chosen)).toEqual({ green: 5 });
  });
});

describe('consistent hashing', () => {
  test('spreads users evenly, and sends each to the same cluster through any proxy', async () => {
    const choice = { strategy: 'consistent-hash', by: 'user' };
    const { url, coordinators } = await group(choice);
    const before = await chosenForAll(url, USERS);
    const counts = countsOf(before);
    expect(chiSquare(counts, { blue: 1, green: 1, red: 1 })).toBeLessThan(FAR_OFF);
    const other = await runningProxy(
      cleanup,
      // In another order, which must not matter.
      Object.entries(coordinators)
        .reverse()
        .map(([name, { url }]) => ({ name, url })),
      { routingGroups: [{ name: 'adhoc', choice }] },
    );
    expect(await chosenForAll(other.url, USERS)).toEqual(before);
  });

  test('of a cluster that takes no statement goes on to the next of the order, and back', async () => {
    const choice = { strategy: 'consistent-hash', by: 'user' };
    const health = { interval: '1h', ejection: { failures: 0 } };
    const { url, coordinators } = await group(choice, { health });
    const users = USERS.slice(0, 60);
    const before = await chosenForAll(url, users);
    coordinators.red.behaviour.submit = 'unavailable';
    const without = await chosenForAll(url, users);
    expect(without).not.toContain('red');
    for (const [i, cluster] of before.entries()) {
      if (cluster !== 'red') expect(without[i]).toBe(cluster);
    }
    // The same next one each time.
    expect(await chosenForAll(url, users)).toEqual(without);
    coordinators.red.behaviour.submit = 'answer';
    expect(await chosenForAll(url, users)).toEqual(before);
  });

  test('goes by what the router read in the statement', async () => {
    const router = await scriptedRouter(cleanup);
    const choice = { strategy: 'consistent-hash', by: 'tables' };
    const { url } = await group(choice, { routerUrls: [router.url] });
    const chosen: string[][] = [];
    for (const tables of [['h.a.t'], ['h.a.u'], ['h.b.v', 'h.b.w'], ['h.b.w', 'h.b.v']]) {
      router.decision = decisionWith(tables);
      chosen.push(await chosenForAll(url, USERS.slice(0, 8)));
    }
    for (const clusters of chosen) expect(new Set(clusters).size).toBe(1);
    expect(chosen[2]).toEqual(chosen[3]);
  });
});

function decisionWith(tables: string[]): object {
  const statement = {
    ...{ parsed: true, complete: true, queryType: 'Query', resourceGroupQueryType: 'SELECT' },
    ...{ catalogs: [], schemas: [], catalogSchemas: [], readTables: tables, writeTables: [] },
    ...{ unqualified: [], fingerprint: '', tables },
  };
  const decision = {
    ...{ id: 'd-1', decidedAt: '2026-01-01T00:00:00Z', reason: 'DEFAULT' },
    ...{ routingGroup: 'adhoc', ruleSetRevision: 1, statement },
  };
  return { routingGroup: 'adhoc', errors: [], externalHeaders: {}, decision };
}

describe('a cluster that just became healthy', () => {
  /** A cluster that was away for a while. */
  async function isBack(window: string): Promise<string> {
    const health = { interval: '50ms', slowStart: { window } };
    const { url, coordinators } = await group({}, { health });
    const becomes = (value: number) =>
      eventually(async () => {
        const metrics = await (await fetch(`${url}/metrics`)).text();
        expect(metrics).toContain(`proxy_cluster_health{cluster="red"} ${value}`);
      });
    await coordinators.red.stop();
    await becomes(-1);
    await coordinators.red.restart();
    await becomes(1);
    return url;
  }

  test('gets few statements at first', async () => {
    const counts = countsOf(await chosenForAll(await isBack('1h'), USERS.slice(0, 200)));
    // A third of a tenth: 7 of 200. More than 25 come once in ten million runs.
    expect(counts.red ?? 0).toBeLessThanOrEqual(25);
    expect(counts.blue! + counts.green!).toBeGreaterThanOrEqual(175);
  });

  test('has its whole share when the time is over', async () => {
    const url = await isBack('1s');
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const counts = countsOf(await chosenForAll(url, USERS));
    expect(chiSquare(counts, { blue: 1, green: 1, red: 1 })).toBeLessThan(FAR_OFF);
  });

  test('has no slow start where the proxy itself just started', async () => {
    const { url } = await group({}, { health: { slowStart: { window: '1h' } } });
    const counts = countsOf(await chosenForAll(url, USERS));
    expect(chiSquare(counts, { blue: 1, green: 1, red: 1 })).toBeLessThan(FAR_OFF);
  });
});

test('queries run to their end by every strategy', async () => {
  for (const strategy of ['random', 'least-queries', 'least-load', 'weighted', 'consistent-hash']) {
    const { url } = await group({ strategy });
    const last = (await run(url, 'select 1')).at(-1)!;
    expect(last.json).toMatchObject({ stats: { state: 'FINISHED' } });
  }
});
