import type { ClusterHealth } from '../../protocol/cluster';
import { eventually } from '../support/eventually';
import { theLab } from '../support/lab/lab';
import { pidOf } from '../support/lab/processes';
import { seesHealthy } from '../support/lab/switchyard-process';
import { createCleanup, runningProxy, scriptedRouter } from '../support/running-proxy';

const RUNNING = 'trino_execution_name_QueryManager_RunningQueries';

const HEALTHY = { state: 'HEALTHY' };
const COUNTS = { running: expect.any(Number) as number, queued: expect.any(Number) as number };
const USAGE = { cpu: expect.any(Number) as number, heap: expect.any(Number) as number };

/** The same coordinator under a name for each way of looking at it, and what that tells. */
const WAYS: [string, object, object][] = [
  ['info', { monitor: 'info' }, { ...HEALTHY, reason: '/v1/info answered', load: COUNTS }],
  [
    'status',
    { monitor: 'status' },
    { ...HEALTHY, reason: '/v1/status answered', load: { ...COUNTS, ...USAGE } },
  ],
  ['metrics', { monitor: 'metrics', maximum: { [RUNNING]: 1000 } }, { ...HEALTHY, load: COUNTS }],
  ['ui-api', { monitor: 'ui-api' }, { ...HEALTHY, reason: '/ui/api/stats answered', load: COUNTS }],
  [
    'query',
    { monitor: 'query', statement: 'SELECT count(*) FROM tpch.tiny.nation' },
    { ...HEALTHY, reason: 'the statement ran to its end', load: COUNTS },
  ],
  [
    'out-of-bounds',
    { monitor: 'metrics', minimum: { [RUNNING]: 1000 } },
    { state: 'UNHEALTHY', reason: expect.stringContaining(RUNNING) as string },
  ],
  [
    'failing-query',
    { monitor: 'query', statement: 'SELECT * FROM tpch.tiny.nowhere' },
    { state: 'UNHEALTHY', reason: expect.stringContaining('TABLE_NOT_FOUND') as string },
  ],
];

const cleanup = createCleanup();
let told: (name: string) => ClusterHealth | undefined;

beforeAll(async () => {
  const { green } = theLab();
  const router = await scriptedRouter(cleanup);
  const clusters = WAYS.map(([name, healthCheck]) => ({ name, url: green.url, healthCheck }));
  await runningProxy(cleanup, clusters, {
    frontProxy: { routerUrls: [router.url] },
    health: { interval: '300ms', timeout: '2s', rise: 2, fall: 2 },
  });
  told = (name) =>
    router.reports
      .flatMap(({ clusterHealth }) => clusterHealth)
      .findLast(({ cluster }) => cluster === name)?.health;
});
// The other files need the coordinator, whatever happened here.
afterAll(async () => {
  const { folder, green, routerUrl } = theLab();
  process.kill(pidOf(folder, 'green'), 'SIGCONT');
  await cleanup.run();
  await eventually(async () => {
    expect((await fetch(`${green.url}/v1/info`)).ok).toBe(true);
    expect(await seesHealthy(routerUrl, [{ name: 'green' }])).toBe(true);
  }, 60_000);
});

test.each(WAYS)(
  'the monitor %s tells state, reason and load of Trino',
  async (name, _, expected) => {
    await eventually(async () => expect(told(name)).toMatchObject(expected));
  },
);

test('a coordinator that stands still is unhealthy by every monitor, and healthy when it goes on', async () => {
  const { folder, green } = theLab();
  const names = WAYS.filter(([, , expected]) => 'load' in expected).map(([name]) => name);
  const before = names.map((name) => told(name)?.since);
  process.kill(pidOf(folder, 'green'), 'SIGSTOP');
  await eventually(async () => {
    for (const name of names) {
      expect(told(name)).toMatchObject({
        state: 'UNHEALTHY',
        reason: expect.stringMatching(/failed: no answer in 2000 ms$/) as string,
      });
    }
  });
  expect(names.filter((name, at) => told(name)?.since === before[at])).toEqual([]);

  process.kill(pidOf(folder, 'green'), 'SIGCONT');
  await eventually(async () => {
    for (const name of names) expect(told(name)).toMatchObject(HEALTHY);
  });
  expect((await fetch(`${green.url}/v1/info`)).ok).toBe(true);
});
