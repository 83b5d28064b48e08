import {
  rawClient,
  rawCoordinator,
  valuesOf,
  HEALTHY_ANSWER,
  PLAIN_ANSWER,
  plainAnswer,
  type RawCoordinator,
  type RawMessage,
} from '../support/raw-http';
import { createCleanup, runningProxy } from '../support/running-proxy';

const cleanup = createCleanup();
afterEach(() => cleanup.run());

const blueAlone = (blue: RawCoordinator) =>
  runningProxy(cleanup, [{ name: 'blue', url: blue.url }]);

/** Sends a GET with these header lines; what the coordinator got of it. */
async function forwarded(...headers: string[]): Promise<RawMessage> {
  const blue = await rawCoordinator(cleanup);
  const { url } = await blueAlone(blue);
  const client = rawClient(cleanup, url);
  client.send(['GET /v1/info HTTP/1.1', 'Host: h', ...headers, '', ''].join('\r\n'));
  await client.answers(1);
  return blue.requests[0]!;
}

/** What the client gets of an answer with these header lines. */
async function answered(...headers: string[]): Promise<RawMessage> {
  const lines = ['HTTP/1.1 200 OK', ...headers, 'Content-Length: 2', '', 'ok'];
  const blue = await rawCoordinator(cleanup, () => lines.join('\r\n'));
  const { url } = await blueAlone(blue);
  const client = rawClient(cleanup, url);
  client.send('GET /v1/info HTTP/1.1\r\nHost: h\r\n\r\n');
  return (await client.answers(1))[0]!;
}

const names = ({ headers }: RawMessage) => headers.map((line) => line.split(':')[0]!.toLowerCase());

test('what is meant for one connection goes no further', async () => {
  const request = await forwarded(
    'Connection: X-Hop , x-SECOND',
    'connection: ,X-Third,',
    ...['X-Hop: 1', 'X-Second: 1', 'X-Third: 1', 'Keep-Alive: timeout=5', 'TE: trailers'],
    ...['Trailer: X-T', 'Proxy-Connection: x', 'Proxy-Authorization: Basic eA==', 'Proxy-New: x'],
    'X-Trino-User: alice',
  );
  const own = names(request).filter((name) => !name.startsWith('x-forwarded-'));
  expect(own).toEqual(['host', 'x-trino-user', 'via']);
});

test('no client can hide by Connection what is for the coordinator, nor what we say of it', async () => {
  const request = await forwarded(
    'Connection: X-Trino-User, authorization, Cookie, Via, Content-Type, Accept-Encoding',
    'Connection: X-Forwarded-For, X-Forwarded-Prefix, X-Forwarded-Host, Host',
    ...['X-Trino-User: alice', 'Authorization: Basic eA==', 'Cookie: a=b', 'Via: 1.1 edge'],
    ...['Content-Type: text/plain', 'Accept-Encoding: gzip'],
  );
  expect(request.headers).toEqual(
    expect.arrayContaining(['X-Trino-User: alice', 'Authorization: Basic eA==', 'Cookie: a=b']),
  );
  expect(request.headers).toEqual(
    expect.arrayContaining(['Content-Type: text/plain', 'Accept-Encoding: gzip', 'Via: 1.1 edge']),
  );
  expect(valuesOf(request, 'x-forwarded-for')).toEqual(['127.0.0.1']);
  expect(valuesOf(request, 'x-forwarded-host')).toEqual(['h']);
  expect(valuesOf(request, 'x-forwarded-prefix')).toEqual(['/c~blue']);
});

test('a body stays whole when Connection names its length', async () => {
  const blue = await rawCoordinator(cleanup);
  const { url } = await blueAlone(blue);
  const client = rawClient(cleanup, url);
  const head = 'PUT /v1/x HTTP/1.1\r\nHost: h\r\nConnection: Content-Length\r\nContent-Length: 5';
  client.send(`${head}\r\n\r\nhello`);
  await client.answers(1);
  expect(blue.requests).toMatchObject([{ start: 'PUT /v1/x HTTP/1.1', body: 'hello' }]);
});

test.each([
  ['h2c', ['Connection: Upgrade, HTTP2-Settings', 'Upgrade: h2c', 'HTTP2-Settings: AAMAAABk']],
  ['h2c, its settings not named', ['Connection: Upgrade', 'Upgrade: h2c', 'HTTP2-Settings: AAM']],
  ['websocket', ['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13']],
])('an upgrade to %s is not taken; the request is answered as it is', async (_, headers) => {
  const blue = await rawCoordinator(cleanup);
  const { url } = await blueAlone(blue);
  const client = rawClient(cleanup, url);
  const lines = ['POST /v1/statement HTTP/1.1', 'Host: h', 'Content-Length: 8', ...headers];
  client.send(`${lines.join('\r\n')}\r\n\r\nselect 1`);
  const [answer] = await client.answers(1);
  expect(answer!.start).toBe('HTTP/1.1 200 OK');
  expect(blue.requests).toMatchObject([{ body: 'select 1' }]);
  expect(names(blue.requests[0]!)).not.toContain('upgrade');
  expect(names(blue.requests[0]!)).not.toContain('http2-settings');
});

test('of an answer, too, only what is for the client arrives', async () => {
  const answer = await answered(
    'Connection: keep-alive, X-Hop',
    'CONNECTION: X-Second, Set-Cookie, Location',
    ...['X-Hop: 1', 'X-Second: 1', 'Keep-Alive: timeout=1', 'Proxy-Authenticate: Basic'],
    ...['Upgrade: h2c', 'Trailer: X-T', 'X-Trino-Set-Catalog: tpch', 'Set-Cookie: a=1'],
    'Location: /x',
  );
  expect(names(answer)).toEqual([
    ...['x-trino-set-catalog', 'set-cookie', 'location', 'content-length', 'date'],
    ...['connection', 'keep-alive'],
  ]);
  expect(valuesOf(answer, 'keep-alive')).toEqual(['timeout=75']);
});

test('repeated headers stay apart and in order, in both directions', async () => {
  const session = ['X-Trino-Session: a=1', 'X-Trino-User: u', 'x-trino-session: b=2'];
  const request = await forwarded(...session);
  expect(request.headers).toEqual(expect.arrayContaining(session));
  expect(valuesOf(request, 'x-trino-session')).toEqual(['a=1', 'b=2']);
  const answer = await answered('Set-Cookie: a=1', 'X-Trino-Set-Session: s=1', 'set-cookie: b=2');
  expect(valuesOf(answer, 'set-cookie')).toEqual(['c~blue~a=1; Path=/', 'c~blue~b=2; Path=/']);
});

test('an empty value and bytes beyond ASCII arrive as they were, in both directions', async () => {
  const request = await forwarded('X-Empty:', 'X-Latin: \xe9', 'X-Trino-Client-Info: \xc3\xa9\xff');
  expect(valuesOf(request, 'x-empty')).toEqual(['']);
  expect(valuesOf(request, 'x-latin')).toEqual(['\xe9']);
  expect(valuesOf(request, 'x-trino-client-info')).toEqual(['\xc3\xa9\xff']);
  const answer = await answered('X-Empty:', 'X-Trino-Set-Path: \xc3\xa9\xe9\xff');
  expect(valuesOf(answer, 'x-empty')).toEqual(['']);
  expect(valuesOf(answer, 'x-trino-set-path')).toEqual(['\xc3\xa9\xe9\xff']);
});

test('Via tells the way of a request, ours as the last of it', async () => {
  expect(valuesOf(await forwarded(), 'via')).toEqual(['1.1 switchyard']);
  const request = await forwarded('Via: 1.0 edge, HTTP/1.1 inner (a comment)', 'Via: 2 other');
  expect(valuesOf(request, 'via')).toEqual([
    ...['1.0 edge, HTTP/1.1 inner (a comment)', '2 other', '1.1 switchyard'],
  ]);
});

test('a chain of Switchyards serves', async () => {
  const blue = await rawCoordinator(cleanup, ({ start }) =>
    start.includes('/v1/info') ? HEALTHY_ANSWER : PLAIN_ANSWER,
  );
  const inner = await blueAlone(blue);
  const outer = await runningProxy(cleanup, [{ name: 'inner', url: inner.url }]);
  const client = rawClient(cleanup, outer.url);
  client.send('POST /v1/statement HTTP/1.1\r\nHost: h\r\nContent-Length: 8\r\n\r\nselect 1');
  await client.answers(1);
  // The outer one also looks after the health of the inner one.
  const statement = blue.requests.find(({ body }) => body === 'select 1');
  expect(valuesOf(statement!, 'via')).toEqual(['1.1 switchyard', '1.1 switchyard']);
});

test('a request that goes round ends after five rounds, and the answer names the cluster', async () => {
  const passes: string[] = [];
  let proxyUrl = '';
  // Leads every request back to the proxy, as a cluster with a wrong URL would.
  const loop = await rawCoordinator(cleanup, (request, socket) => {
    passes.push(request.start);
    const client = rawClient(cleanup, proxyUrl);
    client.send(`${[request.start, ...request.headers].join('\r\n')}\r\n\r\n${request.body}`);
    void client.answers(1).then(([answer]) => {
      const { start, body } = answer!;
      socket.write(`${start}\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
    });
    return undefined;
  });
  proxyUrl = (await runningProxy(cleanup, [{ name: 'loop', url: loop.url }])).url;
  const client = rawClient(cleanup, proxyUrl);
  client.send('GET /v1/node HTTP/1.1\r\nHost: h\r\n\r\n');
  expect((await client.answers(1))[0]).toMatchObject({
    start: 'HTTP/1.1 508 Loop Detected',
    body: 'The URL of loop leads back to Switchyard: this request goes round\n',
  });
  expect(passes).toHaveLength(5);
});

test('entries of others in Via count for nothing', async () => {
  const entry = '1.1 switchyard.example, 1.1 not-switchyard, 1.1 edge (switchyard), switchyard';
  const request = await forwarded(...Array.from({ length: 9 }, () => `Via: ${entry}`));
  expect(request.start).toBe('GET /v1/info HTTP/1.1');
});

test('a coordinator that answers a pipelined client is asked once for each request', async () => {
  const blue = await rawCoordinator(cleanup, ({ start }) =>
    plainAnswer(start.includes('/v1/a') ? 'aa' : '{"id":"bb"}'),
  );
  const { url } = await blueAlone(blue);
  const client = rawClient(cleanup, url);
  const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: h\r\n\r\n`;
  const post = 'POST /v1/statement HTTP/1.1\r\nHost: h\r\nContent-Length: 8\r\n\r\nselect 1';
  client.send(get('/v1/a') + post + get('/v1/a'));
  expect((await client.answers(3)).map(({ body }) => body)).toEqual(['aa', '{"id":"bb"}', 'aa']);
  expect(blue.requests).toHaveLength(3);
});
