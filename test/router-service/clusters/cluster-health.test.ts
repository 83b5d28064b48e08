import { createClusterHealth } from '../../../router-service/clusters/cluster-health';
import type { Database } from '../../../router-service/database/database';

const START = Date.parse('2026-01-02T03:04:05.000Z');
const since = new Date(START).toISOString();
const healthy = { state: 'HEALTHY', reason: '', since } as const;
const broken = { state: 'UNHEALTHY', reason: 'refused', since } as const;

test('health is unknown before the first report and when the last is over a minute old', () => {
  let now = START;
  const health = createClusterHealth(() => now);
  expect(health.of('blue', since)).toEqual({
    state: 'UNKNOWN',
    reason: 'no proxy has reported yet',
    since,
  });
  health.report('p1', [{ cluster: 'blue', health: healthy }]);
  now += 60_000;
  expect(health.of('blue', since)).toEqual(healthy);
  now += 1;
  expect(health.of('blue', since)).toEqual({
    state: 'UNKNOWN',
    reason: 'the last report is over a minute old',
    since,
  });
});

test('of two reports the later one counts, also within one millisecond', () => {
  const health = createClusterHealth(() => START);
  health.report('p1', [{ cluster: 'blue', health: healthy }]);
  health.report('p2', [{ cluster: 'blue', health: broken }]);
  expect(health.of('blue', since)).toEqual(broken);
});

test('a cluster that was removed is forgotten', () => {
  const health = createClusterHealth(() => START);
  health.report('p1', [{ cluster: 'blue', health: healthy }]);
  health.keepOnly(new Set(['green']));
  expect(health.of('blue', since).state).toBe('UNKNOWN');
});

test('unchanged health is written once, and again only after twenty seconds', async () => {
  let now = START;
  let writes = 0;
  const health = createClusterHealth(() => now);
  const query = async <Row extends object>(sql: string): Promise<Row[]> => {
    if (sql.startsWith('insert')) writes += 1;
    return [];
  };
  const db: Pick<Database, 'query'> = { query };
  const steps = [
    { ms: 0, report: healthy, writes: 1 },
    { ms: 1_000, report: healthy, writes: 1 },
    { ms: 1_000, report: broken, writes: 2 },
    { ms: 1_000, report: undefined, writes: 2 },
    { ms: 18_000, report: broken, writes: 2 },
    { ms: 2_000, report: broken, writes: 3 },
  ];
  for (const step of steps) {
    now += step.ms;
    if (step.report) health.report('p1', [{ cluster: 'blue', health: step.report }]);
    await health.share(db);
    expect(writes).toBe(step.writes);
  }
});
