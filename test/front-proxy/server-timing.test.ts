import { createServerTiming } from '../../front-proxy/server-timing';
import { createCleanup, runningProxy, scriptedRouter, simulated } from '../support/running-proxy';
import { submit } from '../support/statement-client';

const cleanup = createCleanup();
afterEach(() => cleanup.run());

test('each lap belongs to the part that it ends, and tries add up', () => {
  let time = 100;
  const timing = createServerTiming(() => time);
  const laps = [
    ['route', 1.5],
    ['choose', 0.25],
    ['forward', 10],
    ['choose', 0.25],
    ['forward', 2],
  ] as const;
  for (const [part, took] of laps) {
    time += took;
    timing.lap(part);
  }
  const setHeader = jest.fn();
  timing.tell({ setHeader } as never);
  expect(setHeader).toHaveBeenCalledWith(
    'Server-Timing',
    'route;dur=1.50, choose;dur=0.50, forward;dur=12.00',
  );
});

async function timingOf(frontProxy: object) {
  const blue = await simulated(cleanup, { cluster: 'blue' });
  const routed = { routingGroup: 'adhoc', errors: [], externalHeaders: {} };
  const router = await scriptedRouter(cleanup, routed);
  const clusters = [{ name: 'blue', url: blue.url }];
  const options = { frontProxy: { routerUrls: [router.url], ...frontProxy } };
  const { url } = await runningProxy(cleanup, clusters, options);
  return (await submit(url, 'select 1')).headers.get('server-timing');
}

test('the answer to a statement tells its times where that is switched on', async () => {
  expect(await timingOf({ serverTiming: true })).toMatch(
    /^route;dur=[\d.]+, choose;dur=[\d.]+, forward;dur=[\d.]+$/,
  );
  expect(await timingOf({})).toBeNull();
});
