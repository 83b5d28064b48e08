import type { SimulatedCoordinator } from '../../demo/simulated-coordinator';
import { eventually } from '../support/eventually';
import {
  call,
  headerOf,
  nextUri,
  rowsOf,
  run,
  submit,
  type Answer,
} from '../support/statement-client';
import { createCleanup, runningProxy, scriptedRouter, simulated } from '../support/running-proxy';

const cleanup = createCleanup();
afterEach(() => cleanup.run());

/** Two clusters of the group etl and one of adhoc, and a router that decides as it is told. */
async function switchyard(decision: object, clusterWait = '300ms') {
  const blue = await simulated(cleanup, { cluster: 'blue' });
  const green = await simulated(cleanup, { cluster: 'green' });
  const red = await simulated(cleanup, { cluster: 'red' });
  const router = await scriptedRouter(cleanup, {
    ...{ routingGroup: 'etl', errors: [], externalHeaders: {} },
    decision: { ...DECIDED, ...decision },
  });
  const proxy = await runningProxy(
    cleanup,
    [
      { ...clusterOf(blue), routingGroups: ['etl'] },
      { ...clusterOf(green), routingGroups: ['etl'] },
      { ...clusterOf(red), routingGroups: ['adhoc'] },
    ],
    { frontProxy: { routerUrls: [router.url], clusterWait }, health: { interval: '100ms' } },
  );
  return { proxy, router, blue, green, red };
}

const DECIDED = {
  id: 'd-1',
  decidedAt: '2026-01-01T00:00:00Z',
  reason: 'RULE_MATCHED',
  routingGroup: 'etl',
  rule: 'pipelines',
  ruleSetRevision: 1,
};

const clusterOf = ({ cluster, url }: SimulatedCoordinator) => ({ name: cluster, url });
const servedBy = async (url: string): Promise<string> => {
  const { json } = await submit(url, 'select 1');
  return /\/c~([^/]+)\//.exec(String(json.nextUri))?.[1] ?? messageOf(json);
};
const messageOf = (json: Record<string, unknown>) => (json.error as { message: string }).message;

describe('fallback', () => {
  test('is not needed while the group takes statements', async () => {
    const { proxy } = await switchyard({ fallback: ['adhoc'] });
    for (let i = 0; i < 10; i += 1) expect(['blue', 'green']).toContain(await servedBy(proxy.url));
  });

  test('serves when no cluster of the group answers, and the history tells which group did', async () => {
    const { proxy, router, blue, green } = await switchyard({ fallback: ['adhoc'] });
    await blue.stop();
    await green.stop();
    expect(await servedBy(proxy.url)).toBe('red');
    await proxy.close();
    const reports = router.reports.flatMap(({ queries }) => queries);
    expect(reports).toMatchObject([{ cluster: 'red', routingGroup: 'adhoc', decisionId: 'd-1' }]);
  });

  test('without one the statement fails with the name of the group', async () => {
    const { proxy, blue, green } = await switchyard({});
    await blue.stop();
    await green.stop();
    const both = 'blue is UNHEALTHY, green is UNHEALTHY';
    const message = `No cluster of the routing group "etl" takes statements now: ${both}`;
    // The first statement may fail before both were looked at.
    await eventually(async () => expect(await servedBy(proxy.url)).toMatch(message));
  });

  test('that takes nothing either is named too', async () => {
    const { proxy, blue, green, red } = await switchyard({ fallback: ['adhoc', 'nowhere'] });
    for (const coordinator of [blue, green, red]) await coordinator.stop();
    const message = await servedBy(proxy.url);
    expect(message).toContain('"adhoc" takes statements now: red is UNHEALTHY');
    expect(message).toContain('No cluster serves the routing group "nowhere"');
  });
});

describe('a pinned cluster', () => {
  test('gets every statement', async () => {
    const { proxy } = await switchyard({ cluster: 'green' });
    for (let i = 0; i < 10; i += 1) expect(await servedBy(proxy.url)).toBe('green');
  });

  test('has the others of its group stand in for it', async () => {
    const { proxy, green } = await switchyard({ cluster: 'green' });
    await green.stop();
    expect(await servedBy(proxy.url)).toBe('blue');
  });

  test('has nobody stand in for it where that is strict', async () => {
    const { proxy, green } = await switchyard({ cluster: 'green', strict: true });
    await green.stop();
    expect(await servedBy(proxy.url)).toMatch(/^The cluster "green".* takes no statements now/);
  });

  test('that does not exist is named', async () => {
    const { proxy } = await switchyard({ cluster: 'gone', strict: true });
    expect(await servedBy(proxy.url)).toContain('There is no cluster "gone"');
  });
});

describe('warnings of rules', () => {
  const warnings = [
    { rule: 'old-table', message: 'hive.old goes away "soon" \\ ünïcode' },
    { rule: 'slow', message: 'this takes long' },
  ];
  const told = warnings.map(({ rule, message }) => ({
    warningCode: { code: expect.any(Number) as number, name: 'SWITCHYARD_RULE' },
    message: `${message} (rule ${rule})`,
  }));

  test.each(['identity', 'gzip'])(
    'are on each page, as clients fail on one that has fewer than before (%s)',
    async (encoding) => {
      const { proxy } = await switchyard({ warnings });
      const pages: Answer[] = [
        await submit(proxy.url, 'select 1', { 'accept-encoding': encoding }),
      ];
      while (nextUri(pages.at(-1)!) !== '') {
        const headers = { 'accept-encoding': encoding };
        pages.push(await call(nextUri(pages.at(-1)!), { headers }));
      }
      expect(pages.length).toBeGreaterThan(2);
      for (const { json } of pages) expect(json.warnings).toEqual(told);
      expect(rowsOf(pages)).toHaveLength(1);
    },
  );

  test.each(['ignore', 'refuse'] as const)(
    'are there also where the coordinator does with X-Forwarded-* headers: %s',
    async (forwarded) => {
      const { proxy, blue, green } = await switchyard({ warnings });
      blue.behaviour.forwarded = forwarded;
      green.behaviour.forwarded = forwarded;
      const pages = await run(proxy.url, 'select 1');
      for (const { json } of pages) expect(json.warnings).toEqual(told);
    },
  );

  test('are no more than a URL can carry', async () => {
    const long = Array.from({ length: 9 }, (_, i) => ({ rule: `r${i}`, message: 'x'.repeat(900) }));
    const { proxy } = await switchyard({ warnings: long });
    for (const { json } of await run(proxy.url, 'select 1')) expect(json.warnings).toHaveLength(3);
  });

  test('that no proxy made are left out', async () => {
    const { proxy } = await switchyard({});
    const next = nextUri(await submit(proxy.url, 'select 1'));
    const { status, json } = await call(next.replace('/v1/', '/w~nonsense/v1/'));
    expect({ status, warnings: json.warnings }).toEqual({ status: 200, warnings: [] });
  });
});

describe('the first page', () => {
  test('names the decision', async () => {
    const { proxy } = await switchyard({});
    const answers = await run(proxy.url, 'select 1');
    expect(answers[0]!.headers.get('x-switchyard-decision-id')).toBe('d-1');
    expect(headerOf(answers.slice(1), 'x-switchyard-decision-id')).toBeUndefined();
  });

  test('of a refused statement names it, too', async () => {
    const { proxy, router } = await switchyard({});
    router.decision = { ...router.decision, errors: ['no'] };
    const { headers, json } = await submit(proxy.url, 'select 1');
    expect(messageOf(json)).toBe('no');
    expect(headers.get('x-switchyard-decision-id')).toBe('d-1');
  });
});

test('headers that a decision removes do not reach the coordinator', async () => {
  const { proxy, router, blue, green } = await switchyard({});
  router.decision = {
    ...router.decision,
    externalHeaders: { 'X-Note': '' },
    removedHeaders: ['X-Note'],
  };
  await submit(proxy.url, 'select 1', { 'x-note': 'secret', 'x-other': 'kept' });
  const [query] = [...blue.queries(), ...green.queries()];
  expect(query!.headers).toMatchObject({ 'x-other': 'kept' });
  expect(query!.headers).not.toHaveProperty('x-note');
});
