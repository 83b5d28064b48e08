import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createCleanup, runningProxy } from '../support/running-proxy';
import { call, nextUri, submit } from '../support/statement-client';

const cleanup = createCleanup();
afterEach(() => cleanup.run());

/** The links of Trino 476, which puts X-Forwarded-Prefix into pages and not into logins. */
function answer({ method, url = '', headers }: IncomingMessage, response: ServerResponse): void {
  const us = `${String(headers['x-forwarded-proto'])}://${String(headers['x-forwarded-host'])}`;
  const json = (body: object) => {
    const text = JSON.stringify(body);
    const length = { 'content-length': Buffer.byteLength(text) };
    response.writeHead(200, { 'content-type': 'application/json', ...length }).end(text);
  };
  if (url === '/v1/info') json({ starting: false });
  else if (url.startsWith('/oauth2/token/')) json({ nextUri: `${us}${url}` });
  else if (url.startsWith('/v1/statement/')) json(page(us, headers));
  else if (url === '/ui/') {
    const redirectUri = encodeURIComponent(`${us}/oauth2/callback`);
    response.writeHead(303, { location: `https://id.example/auth?redirect_uri=${redirectUri}` });
    response.end();
  } else if (method === 'POST' && headers.authorization !== undefined) json(page(us, headers));
  else {
    const link = `${us}/oauth2/token`;
    const challenge = `Bearer x_redirect_server="${link}/initiate/1", x_token_server="${link}/2"`;
    response.writeHead(401, { 'www-authenticate': challenge }).end();
  }
}

function page(us: string, headers: IncomingMessage['headers']) {
  const prefix = String(headers['x-forwarded-prefix'] ?? '');
  const id = '20200101_000000_00001_abcde';
  return { id, nextUri: `${us}${prefix}/v1/statement/queued/${id}/y/1`, stats: {} };
}

async function coordinator() {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return cleanup.add([{ name: 'blue', url }], () => {
    server.closeAllConnections();
    server.close();
  });
}

test.each([
  ['as the proxy is', {}, undefined],
  [
    'behind TLS',
    { 'X-Forwarded-Proto': 'https', 'X-Forwarded-Host': 'trino.example' },
    'https://trino.example',
  ],
])('every link of a login names its cluster, %s', async (_, headers, balancer) => {
  const frontProxy = { trustedProxies: ['127.0.0.1'] };
  const proxy = await runningProxy(cleanup, await coordinator(), { frontProxy });
  const base = `${balancer ?? proxy.url}/c~blue`;

  const refused = await submit(proxy.url, 'select 1', headers);
  expect(refused.status).toBe(401);
  expect(refused.headers.get('www-authenticate')).toBe(
    `Bearer x_redirect_server="${base}/oauth2/token/initiate/1", x_token_server="${base}/oauth2/token/2"`,
  );
  const poll = await call(`${proxy.url}/c~blue/oauth2/token/2`, { headers });
  expect(nextUri(poll)).toBe(`${base}/oauth2/token/2`);
  const { headers: found } = await call(`${proxy.url}/c~blue/ui/`, { headers });
  const callback = encodeURIComponent(`${base}/oauth2/callback`);
  expect(found.get('location')).toBe(`https://id.example/auth?redirect_uri=${callback}`);
});

test('a login does not make its coordinator one whose pages are rewritten', async () => {
  const proxy = await runningProxy(cleanup, await coordinator());
  const authorization = 'Bearer a';
  const logIn = async () => {
    await submit(proxy.url, 'select 1');
    await call(`${proxy.url}/c~blue/oauth2/token/2`);
  };
  await logIn();
  const posted = await submit(proxy.url, 'select 1', { authorization });
  await logIn();
  const next = await call(nextUri(posted));
  expect(nextUri(next)).toMatch(`${proxy.url}/c~blue/v1/statement/`);
  // A rewritten page has lost its length.
  expect(next.headers.get('content-length')).toBe(String(next.text.length));
});

test('with the prefix switched off the links of a login stay as they are', async () => {
  const frontProxy = { affinityPrefix: '' };
  const proxy = await runningProxy(cleanup, await coordinator(), { frontProxy });
  const refused = await submit(proxy.url, 'select 1');
  expect(refused.headers.get('www-authenticate')).toContain(
    `x_token_server="${proxy.url}/oauth2/token/2"`,
  );
  expect(nextUri(await call(`${proxy.url}/oauth2/token/2`))).toBe(`${proxy.url}/oauth2/token/2`);
});
