import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SimulatedCoordinator } from '../../demo/simulated-coordinator';
import { ejectionLength } from '../../front-proxy/clusters/outlier-ejection';
import { startRouter } from '../router-service/running-router';
import { eventually } from '../support/eventually';
import { createCleanup, runningProxy, scriptedRouter, simulated } from '../support/running-proxy';
import { call, nextUri, rowsOf, run, submit } from '../support/statement-client';

const cleanup = createCleanup();
afterEach(() => cleanup.run());

interface Ejecting {
  url: string;
  /** Reports its health well and takes no statement. */
  bad: SimulatedCoordinator;
  good: SimulatedCoordinator;
  /** What the router was last told of a cluster. */
  told: (cluster: string) => Record<string, unknown> | undefined;
}

/** Two clusters, of which one answers looks but no statements, and a router that is told of them. */
async function switchyard(ejection: object, health: object = {}): Promise<Ejecting> {
  const bad = await simulated(cleanup, { cluster: 'bad', behaviour: { submit: 'reset' } });
  const good = await simulated(cleanup, { cluster: 'good' });
  const routed = { routingGroup: 'adhoc', errors: [], externalHeaders: {} };
  const router = await scriptedRouter(cleanup, routed);
  const clusters = [bad, good].map(({ cluster, url }) => ({ name: cluster, url }));
  const { url } = await runningProxy(cleanup, clusters, {
    frontProxy: { routerUrls: [router.url] },
    health: { interval: '50ms', slowStart: { window: '0s' }, ejection, ...health },
  });
  const told = (cluster: string) =>
    router.reports
      .flatMap(({ clusterHealth }) => clusterHealth)
      .filter((each) => each.cluster === cluster)
      .at(-1)?.health;
  return { url, bad, good, told };
}

const posts = (coordinator: SimulatedCoordinator) =>
  coordinator.requests().filter(({ method }) => method === 'POST').length;

async function metric(url: string, name: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(
    text
      .split('\n')
      .find((line) => line.includes(`${name} `))
      ?.split(' ')[1] ?? 0,
  );
}

const ejections = (url: string) => metric(url, 'proxy_cluster_ejections_total{cluster="bad"}');

async function submitMany(url: string, count: number): Promise<void> {
  for (let i = 0; i < count; i += 1) {
    expect((await submit(url, 'select 1')).json).toHaveProperty('nextUri');
  }
}

test('a run of failures takes a cluster out at once, though its looks are good', async () => {
  const { url, bad, told } = await switchyard({ failures: 3, baseTime: '1h', maxTime: '1h' });
  await submitMany(url, 40);
  expect(posts(bad)).toBe(3);
  expect(await ejections(url)).toBe(1);
  expect(await metric(url, 'proxy_cluster_health{cluster="bad"}')).toBe(-1);
  await eventually(async () =>
    expect(told('bad')).toMatchObject({
      state: 'UNHEALTHY',
      reason: expect.stringMatching(
        /^ejected until \S+Z, time 1: 3 requests in a row went without an answer \(.+\)$/,
      ) as string,
      ejectedUntil: expect.stringMatching(/Z$/) as string,
    }),
  );
});

test('it is let in again after the time, and out for longer when it fails again', async () => {
  const { url, bad, told } = await switchyard({ failures: 2, baseTime: '100ms', maxTime: '1h' });
  // Each lasts twice as long as the one before, in the end longer than the pause between two reports.
  await eventually(async () => {
    await submitMany(url, 3);
    expect(await ejections(url)).toBeGreaterThan(2);
    expect(told('bad')?.reason).toMatch(/time [3-9]: 2 requests/);
  }, 30_000);
  bad.behaviour.submit = 'answer';
  await eventually(async () => expect(told('bad')?.state).toBe('HEALTHY'), 20_000);
  expect(told('bad')).not.toHaveProperty('ejectedUntil');
  await eventually(async () => {
    await submitMany(url, 3);
    expect(bad.queries()).not.toHaveLength(0);
  });
});

test.each([
  [1, 10],
  [2, 20],
  [5, 160],
  [6, 300],
  [60, 300],
  [6000, 300],
])('ejection number %d lasts %d times as long as the base, up to the longest', (times, length) => {
  expect(ejectionLength(times, 10, 300)).toBe(length);
});

test('an answer in between begins the count anew', async () => {
  const { url, bad } = await switchyard({ failures: 3 });
  bad.behaviour.submit = 'answer';
  const atBad = async () => {
    for (;;) {
      const { json } = await submit(url, 'select 1');
      if (String(json.nextUri).includes('/c~bad/')) return;
    }
  };
  for (let i = 0; i < 4; i += 1) {
    bad.behaviour.submit = 'unavailable';
    const before = posts(bad);
    while (posts(bad) < before + 2) await submitMany(url, 1);
    bad.behaviour.submit = 'answer';
    await atBad();
  }
  expect(await ejections(url)).toBe(0);
});

test('pages that a coordinator does not answer count as well', async () => {
  const { url, bad } = await switchyard({ failures: 3, baseTime: '1h', maxTime: '1h' });
  bad.behaviour.submit = 'answer';
  let page = '';
  while (!page.includes('/c~bad/')) page = nextUri(await submit(url, 'select 1'));
  bad.behaviour.pages = 'reset';
  for (let i = 0; i < 3; i += 1) expect((await call(page)).status).toBe(502);
  expect(await ejections(url)).toBe(1);
});

test('a query of an ejected cluster is followed on', async () => {
  const { url, bad } = await switchyard({ failures: 3, baseTime: '1h', maxTime: '1h' });
  bad.behaviour.submit = 'answer';
  let page = '';
  while (!page.includes('/c~bad/')) page = nextUri(await submit(url, 'select 1'));
  bad.behaviour.submit = 'reset';
  while ((await ejections(url)) === 0) await submitMany(url, 1);
  const pages = [await call(page)];
  while (nextUri(pages.at(-1)!) !== '') pages.push(await call(nextUri(pages.at(-1)!)));
  expect(rowsOf(pages)).toHaveLength(1);
});

test.each([
  ['more than the share would be out', { maxPercent: 49 }],
  ['it is switched off', { failures: 0 }],
])('no cluster is ejected where %s', async (_, ejection) => {
  const { url, bad } = await switchyard({ failures: 2, ...ejection });
  while (posts(bad) < 6) await submitMany(url, 1);
  expect(await ejections(url)).toBe(0);
});

test('the last healthy cluster of a group is never ejected', async () => {
  const { url, bad, good } = await switchyard({ failures: 1, maxPercent: 50 });
  await good.stop();
  await eventually(async () =>
    expect(await metric(url, 'proxy_cluster_health{cluster="good"}')).toBe(-1),
  );
  bad.behaviour.submit = 'unavailable';
  const posted = run(url, 'select 1');
  await eventually(async () => expect(posts(bad)).toBeGreaterThan(3));
  bad.behaviour.submit = 'answer';
  expect(rowsOf(await posted)).toHaveLength(1);
  expect(await ejections(url)).toBe(0);
});

test('a coordinator that went away and came back need not wait for the end of the time', async () => {
  const { url, bad } = await switchyard({ failures: 3, baseTime: '1h', maxTime: '1h' });
  await submitMany(url, 20);
  expect(await ejections(url)).toBe(1);
  await bad.stop();
  bad.behaviour.submit = 'answer';
  // Long enough for looks to see that it is gone.
  await new Promise((resolve) => setTimeout(resolve, 1500));
  await bad.restart();
  await eventually(async () => {
    await submitMany(url, 3);
    expect(bad.queries()).not.toHaveLength(0);
  });
});

test('operators see the ejection, the load and the reason at the router', async () => {
  const bad = await simulated(cleanup, { cluster: 'bad', behaviour: { submit: 'reset' } });
  const good = await simulated(cleanup, { cluster: 'good', behaviour: { cpu: 0.5, heap: 0.25 } });
  const clusters = [bad, good].map(({ cluster, url }) => ({
    ...{ name: cluster, url, routingGroups: ['adhoc'] },
    healthCheck: { monitor: 'status' },
  }));
  const router = await startRouter({ clusters });
  cleanup.add(router, () => router.stop());
  const { url } = await runningProxy(cleanup, clusters, {
    frontProxy: { routerUrls: [router.url] },
    health: { ejection: { failures: 2, baseTime: '1h', maxTime: '1h' } },
  });
  await submitMany(url, 20);
  await eventually(async () => {
    const { json } = await call(`${router.url}/v1/clusters`);
    expect(json.clusters).toMatchObject([
      {
        name: 'bad',
        healthCheck: { monitor: 'status' },
        health: { state: 'UNHEALTHY', ejectedUntil: expect.any(String) as string },
      },
      {
        name: 'good',
        health: { state: 'HEALTHY', load: { running: 0, queued: 0, cpu: 0.5, heap: 0.25 } },
      },
    ]);
  });
});

test('a statement that every coordinator answers by 500 gets their answer at once, and ejects none', async () => {
  const server = createServer((request, response) => {
    response.statusCode = request.method === 'POST' ? 500 : 200;
    response.end(request.method === 'POST' ? 'a header that it cannot read' : '{"starting":false}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanup.add(server, () => server.close());
  const port = (server.address() as AddressInfo).port;
  const clusters = ['blue', 'green'].map((name) => ({ name, url: `http://127.0.0.1:${port}` }));
  const { url } = await runningProxy(cleanup, clusters, { health: { ejection: { failures: 1 } } });
  for (let i = 0; i < 3; i += 1) {
    expect(await submit(url, 'select 1')).toMatchObject({
      status: 500,
      text: 'a header that it cannot read',
    });
  }
  for (const { name } of clusters)
    expect(await metric(url, `proxy_cluster_health{cluster="${name}"}`)).toBe(1);
});
