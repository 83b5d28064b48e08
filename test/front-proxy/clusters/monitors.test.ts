import { configSchema } from '../../../config/schema';
import type { SimulatedBehaviour } from '../../../demo/simulated-behaviour';
import type { SimulatedCoordinator } from '../../../demo/simulated-coordinator';
import { ClusterDirectory } from '../../../front-proxy/clusters/cluster-directory';
import { createHealthMonitor } from '../../../front-proxy/clusters/health-monitor';
import { eventually } from '../../support/eventually';
import { createCleanup, NOBODY, simulated } from '../../support/running-proxy';

const cleanup = createCleanup();
afterEach(() => cleanup.run());

const ACTIVE_NODES = 'trino_metadata_name_DiscoveryNodeManager_ActiveNodeCount';

interface Watched {
  directory: ClusterDirectory;
  coordinator: SimulatedCoordinator;
}

/** A monitor with the settings given, after its first look at one coordinator called blue. */
async function watching(
  health: object,
  behaviour: Partial<SimulatedBehaviour> = {},
  healthCheck?: object,
): Promise<Watched> {
  const coordinator = await simulated(cleanup, { cluster: 'blue', behaviour });
  const blue = { name: 'blue', url: coordinator.url, routingGroups: ['adhoc'], healthCheck };
  const config = configSchema.parse({
    health: { interval: '50ms', timeout: '1s', fall: 1, ...health },
    clusters: [blue],
  });
  const directory = new ClusterDirectory(config.clusters);
  const monitor = createHealthMonitor(directory, config.health);
  cleanup.add(monitor, () => monitor.close());
  await monitor.firstLook();
  return { directory, coordinator };
}

const healthOf = ({ directory }: Watched) => directory.get('blue')!.health;

const monitors = ['info', 'status', 'metrics', 'ui-api', 'query'] as const;

describe.each(monitors)('by the monitor %s', (monitor) => {
  test('a coordinator that answers is healthy, with its queries as load', async () => {
    const watched = await watching({ monitor }, { counts: { running: 3, queued: 2 } });
    expect(healthOf(watched)).toMatchObject({
      state: 'HEALTHY',
      load: { running: 3, queued: 2 },
    });
  });

  test('one that starts is pending until it has started', async () => {
    const watched = await watching({ monitor }, { starting: true });
    expect(healthOf(watched)).toMatchObject({ state: 'PENDING' });
    watched.coordinator.behaviour.starting = false;
    await eventually(async () => expect(healthOf(watched).state).toBe('HEALTHY'));
  });

  test('one that is not there is unhealthy, and the reason says why', async () => {
    const watched = await watching({ monitor });
    await watched.coordinator.stop();
    await eventually(async () => expect(healthOf(watched).reason).toContain('ECONNREFUSED'));
    expect(healthOf(watched).state).toBe('UNHEALTHY');
    expect(healthOf(watched)).not.toHaveProperty('load');
    await watched.coordinator.restart();
    await eventually(async () => expect(healthOf(watched).state).toBe('HEALTHY'));
  });

  test('one that is silent is unhealthy after the timeout', async () => {
    const watched = await watching({ monitor, timeout: '100ms' }, { info: 'hang' });
    expect(healthOf(watched)).toMatchObject({
      state: 'UNHEALTHY',
      reason: '/v1/info failed: no answer in 100 ms',
    });
  });

  test('one that refuses X-Forwarded-* headers is told so, and is healthy', async () => {
    const watched = await watching({ monitor }, { forwarded: 'refuse' });
    expect(healthOf(watched).state).toBe('HEALTHY');
    expect(watched.directory.get('blue')!.forwarding).toBe('REFUSED');
  });
});

describe('status', () => {
  test('tells CPU and heap without credentials', async () => {
    const watched = await watching({ monitor: 'status' }, { cpu: 0.714, heap: 0.5 });
    expect(healthOf(watched).load).toEqual({ running: 0, queued: 0, cpu: 0.71, heap: 0.5 });
    const asked = watched.coordinator.requests().filter(({ target }) => target === '/v1/status');
    for (const { headers } of asked) {
      expect(headers).not.toHaveProperty('authorization');
      expect(headers).not.toHaveProperty('x-trino-user');
    }
  });

  test('tells them also where the queries are not told', async () => {
    const watched = await watching({ monitor: 'status' }, { password: 'secret', cpu: 0.1 });
    expect(healthOf(watched).load).toEqual({ cpu: 0.1, heap: 0.2 });
  });

  test.each([
    ['unavailable', '/v1/status answered 503'],
    ['hang', '/v1/status failed: no answer in 100 ms'],
  ] as const)('that is %s makes the cluster unhealthy', async (status, reason) => {
    const watched = await watching({ monitor: 'status', timeout: '100ms' }, { status });
    expect(healthOf(watched)).toMatchObject({ state: 'UNHEALTHY', reason });
  });
});

describe('metrics', () => {
  const metrics = { [ACTIVE_NODES]: 3, trino_memory: 80 };

  test.each([
    ['within them', { [ACTIVE_NODES]: 3 }, { trino_memory: 80 }, 'HEALTHY', 'within bounds'],
    [
      'too low',
      { [ACTIVE_NODES]: 4 },
      {},
      'UNHEALTHY',
      `${ACTIVE_NODES} is 3, below its minimum of 4`,
    ],
    [
      'too high',
      {},
      { trino_memory: 79 },
      'UNHEALTHY',
      'trino_memory is 80, above its maximum of 79',
    ],
    ['missing', { nothing: 1 }, {}, 'UNHEALTHY', '/metrics has no nothing'],
  ])('with bounds and a value that is %s', async (_, minimum, maximum, state, reason) => {
    const watched = await watching({ monitor: 'metrics', minimum, maximum }, { metrics });
    expect(healthOf(watched)).toMatchObject({
      state,
      reason: expect.stringContaining(reason) as string,
    });
  });

  test('that fall below a bound end the health of a cluster, and bring it back', async () => {
    const health = { monitor: 'metrics', minimum: { [ACTIVE_NODES]: 2 } };
    const watched = await watching(health, { metrics });
    watched.coordinator.behaviour.metrics = { [ACTIVE_NODES]: 1 };
    await eventually(async () => expect(healthOf(watched).state).toBe('UNHEALTHY'));
    watched.coordinator.behaviour.metrics = metrics;
    await eventually(async () => expect(healthOf(watched).state).toBe('HEALTHY'));
  });
});

describe('credentials', () => {
  const secured = { password: 'secret' };
  const right = { user: 'ann', password: 'secret' };
  const withPassword = ['metrics', 'ui-api', 'query'] as const;

  test.each(withPassword)('let the monitor %s in', async (monitor) => {
    const watched = await watching({ monitor, ...right }, secured);
    expect(healthOf(watched)).toMatchObject({ state: 'HEALTHY' });
  });

  test.each(withPassword)('that are wrong or missing fail the monitor %s', async (monitor) => {
    for (const wrong of [{}, { user: 'ann', password: 'wrong' }]) {
      const watched = await watching({ monitor, ...wrong }, secured);
      expect(healthOf(watched).state).toBe('UNHEALTHY');
      expect(healthOf(watched).reason).not.toContain('wrong');
    }
  });

  test('of a single cluster go before those for all', async () => {
    const credentials = [{ cluster: 'blue', ...right }];
    const watched = await watching({ monitor: 'query', password: 'other', credentials }, secured);
    expect(healthOf(watched).state).toBe('HEALTHY');
    expect(watched.coordinator.queries()[0]!.user).toBe('ann');
  });
});

describe('ui-api', () => {
  test('logs in once, and again when the coordinator has forgotten it', async () => {
    const watched = await watching({ monitor: 'ui-api' });
    const logins = () =>
      watched.coordinator.requests().filter(({ target }) => target === '/ui/login').length;
    const looks = () =>
      watched.coordinator.requests().filter(({ target }) => target === '/ui/api/stats').length;
    await eventually(async () => expect(looks()).toBeGreaterThan(4));
    expect(logins()).toBe(1);
    await watched.coordinator.restart();
    await eventually(async () => expect(logins()).toBe(2));
    await eventually(async () => expect(healthOf(watched).state).toBe('HEALTHY'));
  });

  test('shows the password at once where the web UI takes Basic authentication', async () => {
    const health = { monitor: 'ui-api', user: 'ann', password: 'secret' };
    const watched = await watching(health, { password: 'secret', webUi: 'basic' });
    expect(healthOf(watched).state).toBe('HEALTHY');
  });
});

describe('query', () => {
  test('follows the statement to its end', async () => {
    const health = { monitor: 'query', statement: 'SELECT 42', interval: '1h', user: 'health' };
    const watched = await watching(health, { queuedPages: 3, resultPages: 2 });
    expect(healthOf(watched)).toMatchObject({ reason: 'the statement ran to its end' });
    expect(watched.coordinator.queries()).toMatchObject([
      { statement: 'SELECT 42', user: 'health', source: 'switchyard-health', state: 'FINISHED' },
    ]);
  });

  test('tells with which error the statement failed', async () => {
    const watched = await watching({ monitor: 'query', statement: 'SELEC 1' });
    expect(healthOf(watched)).toMatchObject({
      state: 'UNHEALTHY',
      reason: expect.stringContaining('the statement failed: SYNTAX_ERROR') as string,
    });
  });

  test('cancels a statement that takes too long', async () => {
    const health = { monitor: 'query', timeout: '300ms', interval: '1h' };
    const watched = await watching(health, { resultPages: Infinity, pageDelayMs: 20 });
    expect(healthOf(watched).reason).toBe('the statement failed: no answer in 300 ms');
    await eventually(async () =>
      expect(watched.coordinator.queries()[0]).toMatchObject({ error: 'USER_CANCELED' }),
    );
  });
});

describe('a cluster of its own settings', () => {
  test('is looked at by them, the others as before', async () => {
    const watched = await watching({}, { cpu: 0.5 }, { monitor: 'status', timeout: '900ms' });
    expect(healthOf(watched).load).toMatchObject({ cpu: 0.5 });
  });

  test('is looked at anew when they change', async () => {
    const watched = await watching({ interval: '1h' });
    const { cluster } = watched.directory.get('blue')!;
    watched.directory.replace([{ ...cluster, healthCheck: { monitor: 'status' } }]);
    await eventually(async () => expect(healthOf(watched).load).toHaveProperty('cpu'));
  });
});

test('a cluster that hangs delays the looks at no other', async () => {
  const hanging = await simulated(cleanup, { behaviour: { info: 'hang' } });
  const healthy = await simulated(cleanup, {});
  const clusters = Object.entries({ hanging, healthy }).map(([name, { url }]) => ({
    ...{ name, url, routingGroups: ['adhoc'] },
  }));
  const config = configSchema.parse({ clusters, health: { interval: '10ms', timeout: '1h' } });
  const monitor = createHealthMonitor(new ClusterDirectory(config.clusters), config.health);
  cleanup.add(monitor, () => monitor.close());
  const looks = () => healthy.requests().filter(({ target }) => target === '/v1/info').length;
  await eventually(async () => expect(looks()).toBeGreaterThan(20));
  expect(hanging.requests()).toHaveLength(1);
});

test('with a threshold, a cluster is out after failures in a row, and back after good looks in a row', async () => {
  const watched = await watching({ fall: 3, rise: 3, interval: '200ms' });
  const reasons: string[] = [];
  const note = setInterval(() => reasons.push(healthOf(watched).reason), 5);
  cleanup.add(note, () => clearInterval(note));
  watched.coordinator.behaviour.info = 'unavailable';
  await eventually(async () => expect(healthOf(watched).state).toBe('UNHEALTHY'));
  watched.coordinator.behaviour.info = 'answer';
  await eventually(async () => expect(healthOf(watched).state).toBe('HEALTHY'));
  expect(reasons).toContain('/v1/info answered 503 (1 of 3 looks in a row)');
  expect(reasons).toContain('/v1/info answered 503 (2 of 3 looks in a row)');
  expect(reasons).toContain('/v1/info answered (1 of 3 looks in a row)');
});

test('an address where nobody listens is unhealthy at the first look, whatever the threshold', async () => {
  const blue = { name: 'blue', url: NOBODY, routingGroups: ['adhoc'] };
  const config = configSchema.parse({ clusters: [blue], health: { fall: 5 } });
  const directory = new ClusterDirectory(config.clusters);
  const monitor = createHealthMonitor(directory, config.health);
  cleanup.add(monitor, () => monitor.close());
  await monitor.firstLook();
  expect(directory.get('blue')!.health.state).toBe('UNHEALTHY');
});
