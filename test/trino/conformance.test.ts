import { theLab } from '../support/lab/lab';
import { endProcess, freePorts, waitUntilReady } from '../support/lab/processes';
import { startService } from '../support/lab/switchyard-process';
import { differencesIn, type Comparison } from '../support/conformance/conform';
import { knownDifferences } from '../support/conformance/known-differences';
import { directLine, proxiedLine } from '../support/conformance/line';
import { conversations } from './conformance/conversations';

const LEAST_STEPS = 300;

const { folder, proxyUrl, routerUrl, blue, green } = theLab();
let comparison: Comparison;

beforeAll(async () => {
  const [port] = await freePorts(1);
  const listen = `127.0.0.1:${port}`;
  startService(folder, 'conformance-proxy', 'front-proxy', {
    frontProxy: { listen, routerUrls: [routerUrl] },
  });
  await waitUntilReady(folder, 'conformance-proxy', async () => {
    return (await fetch(`http://${listen}/readyz`)).ok;
  });
  comparison = {
    direct: directLine(green.url),
    proxied: proxiedLine([proxyUrl, `http://${listen}`]),
    coordinators: [blue.url, green.url],
    seen: new Set(),
    steps: 0,
  };
});

afterAll(() => endProcess(folder, 'conformance-proxy', 'SIGTERM'));

test.each(conversations.map((conversation) => [conversation.name, conversation] as const))(
  '%s: two proxies answer as the coordinator does',
  async (_, conversation) => {
    expect(await differencesIn(comparison, conversation)).toEqual([]);
  },
);

test(`at least ${LEAST_STEPS} steps were compared, and every known difference was seen`, () => {
  expect(comparison.steps).toBeGreaterThanOrEqual(LEAST_STEPS);
  const unseen = knownDifferences.filter((known) => !comparison.seen.has(known));
  expect(unseen.map(({ name }) => name)).toEqual([]);
});
