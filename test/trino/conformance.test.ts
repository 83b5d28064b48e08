import { theLab } from '../support/lab/lab';
import { freePorts } from '../support/free-ports';
import { endProcess, waitUntilReady } from '../support/lab/processes';
import { startService } from '../support/lab/switchyard-process';
import { differencesIn, type Comparison } from '../support/conformance/conform';
import { knownDifferences } from '../support/conformance/known-differences';
import { directLine, proxiedLine } from '../support/conformance/line';
import type { Conversation } from '../support/conformance/conversation';
import type { Exchange, Request } from '../support/conformance/exchange';
import { run } from '../support/conformance/statement-steps';
import { conversations } from './conformance/conversations';

const LEAST_STEPS = 500;
/** What a coordinator answers where the steps reach all of it. */
const STATUSES = [200, 202, 204, 303, 400, 401, 403, 404, 405, 406, 409, 410, 500];

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
    statuses: new Set(),
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
  expect([...comparison.statuses].sort()).toEqual(STATUSES);
});

const oneStatement: Conversation = { name: 'one', group: 'shared', steps: [run("VALUES 'a row'")] };

const falsified: [string, (answer: Exchange) => Partial<Exchange>, RegExp][] = [
  ['a status', () => ({ status: 201 }), /status: 200 became 201/],
  ['a header', () => ({ headers: [['x-more', '1']] }), /headers\.x-more: undefined became \["1"\]/],
  ['a row', ({ body }) => ({ body: Buffer.from(String(body).replace('a row', 'b')) }), /rows/],
];

test.each(falsified)('%s that a proxy changes is seen', async (_, change, shown) => {
  const { proxied } = comparison;
  const send = async (request: Request) => {
    const answer = await proxied.send(request);
    const { headers = [], ...rest } = change(answer);
    return { ...answer, ...rest, headers: [...answer.headers, ...headers] };
  };
  const falsely: Comparison = { ...comparison, proxied: { ...proxied, send }, seen: new Set() };
  expect((await differencesIn(falsely, oneStatement)).join('\n')).toMatch(shown);
});
