import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createCleanup, runningProxy } from '../support/running-proxy';
import { call } from '../support/statement-client';

const cleanup = createCleanup();
afterEach(() => cleanup.run());

const ID = '20200101_000000_00001_abcde';

/** Trino's UI, as far as it takes: who is logged in sees the data of its queries, by HTTPS alone. */
async function coordinator(name: string, queries: string[]) {
  const server = createServer(({ url = '', headers }, response) => {
    const isHttps = headers['x-forwarded-proto'] === 'https';
    const isLoggedIn = headers.cookie === `Trino-UI-Token=of-${name}`;
    const known = queries.some((id) => url.includes(id)) ? 200 : 410;
    if (url === '/v1/info') response.end('{"starting":false}');
    else if (!isHttps) response.writeHead(403).end();
    else response.writeHead(isLoggedIn ? known : 401).end(name);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return cleanup.add({ name, url }, () => {
    server.closeAllConnections();
    server.close();
  });
}

async function visit(path: string, referer?: string) {
  const clusters = [await coordinator('blue', []), await coordinator('green', [ID])];
  const frontProxy = { trustedProxies: ['127.0.0.1'] };
  const proxy = await runningProxy(cleanup, clusters, { frontProxy });
  const cookie = 'c~blue~Trino-UI-Token=of-blue; c~green~Trino-UI-Token=of-green';
  const headers = { cookie, 'X-Forwarded-Proto': 'https' };
  const from = referer && { referer: `https://trino.example${referer}` };
  return call(`${proxy.url}${path}`, { headers: { ...headers, ...from } });
}

test.each([
  ['/ui/', '/c~green/ui/workers.html', '/c~green/ui/'],
  ['/ui/query.html?a', '/c~green/ui/', '/c~green/ui/query.html?a'],
])('a link of a page to %s leads to the page’s cluster', async (path, from, expected) => {
  const { status, headers } = await visit(path, from);
  expect(status).toBe(307);
  expect(headers.get('location')).toBe(expected);
});

test.each([
  ['the page that asks tells the cluster', '/c~green/ui/query.html'],
  ['every cluster is asked with its own cookie', undefined],
])('the data of a query that no proxy has seen is found: %s', async (_, referer) => {
  const answer = await visit(`/ui/api/query/${ID}`, referer);
  expect(answer).toMatchObject({ status: 200, text: 'green' });
});
