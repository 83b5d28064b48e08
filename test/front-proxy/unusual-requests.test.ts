import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { eventually } from '../support/eventually';
import {
  rawClient,
  rawCoordinator,
  valuesOf,
  PLAIN_ANSWER,
  plainAnswer,
  type RawCoordinator,
} from '../support/raw-http';
import { createCleanup, runningProxy } from '../support/running-proxy';

const cleanup = createCleanup();
afterEach(() => cleanup.run());

const CHUNKED = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n';

/** A proxy in front of a coordinator that always gives this answer, and a client of it. */
async function connected(answer = PLAIN_ANSWER) {
  const blue = await rawCoordinator(cleanup, () => answer);
  const proxy = await proxyOf(blue);
  return { blue, proxy, client: rawClient(cleanup, proxy.url) };
}

const proxyOf = (blue: RawCoordinator) =>
  runningProxy(cleanup, [{ name: 'blue', url: blue.url }], {
    frontProxy: { maxStatementSize: '1kB' },
  });

const POST = 'POST /v1/statement HTTP/1.1\r\nHost: h\r\nX-Trino-User: u\r\n';
const CONTINUE = 'HTTP/1.1 100 Continue';

test('a client that asks first is told to go on, then sends its statement', async () => {
  const { blue, client } = await connected();
  client.send(`${POST}Expect: 100-continue\r\nContent-Length: 8\r\n\r\n`);
  await eventually(async () => expect(client.received()).toBe(`${CONTINUE}\r\n\r\n`));
  client.send('select 1');
  expect((await client.answers(1)).map(({ start }) => start)).toEqual([
    CONTINUE,
    'HTTP/1.1 200 OK',
  ]);
  expect(blue.requests).toMatchObject([{ body: 'select 1' }]);
  expect(valuesOf(blue.requests[0]!, 'expect')).toEqual([]);
});

test('a client that asks and does not wait is served, and may ask again', async () => {
  const { blue, client } = await connected();
  const statement = `${POST}Expect: 100-Continue\r\nContent-Length: 8\r\n\r\nselect 1`;
  client.send(statement);
  await client.answers(1);
  client.send(statement);
  await client.answers(2);
  expect(blue.requests.map(({ body }) => body)).toEqual(['select 1', 'select 1']);
});

test('a statement over the limit is refused before it is sent, and its bytes are no request', async () => {
  const { blue, client } = await connected();
  client.send(`${POST}Expect: 100-continue\r\nContent-Length: 5000\r\n\r\n`);
  const received = await client.closed();
  expect(received).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  expect(received).toContain('QUERY_TEXT_TOO_LARGE');
  expect(received.toLowerCase()).toContain('connection: close');
  expect(blue.requests).toEqual([]);
});

test('whoever asks first and is refused for the path is not told to go on', async () => {
  const { client } = await connected();
  const head = POST.replace('/v1/statement', '/v1/../x');
  client.send(`${head}Expect: 100-continue\r\nContent-Length: 5\r\n\r\n`);
  expect(await client.closed()).toMatch(/^HTTP\/1\.1 400 [^]*\r\nConnection: close\r\n/);
});

test('an Expect that nobody knows is not ours to judge', async () => {
  const { blue, client } = await connected();
  client.send(`${POST}Expect: a-miracle\r\nContent-Length: 8\r\n\r\nselect 1`);
  expect((await client.answers(1))[0]!.start).toBe('HTTP/1.1 200 OK');
  expect(valuesOf(blue.requests[0]!, 'expect')).toEqual([]);
});

test('curl sends a statement after it asked', async () => {
  const { blue, proxy } = await connected();
  const args = ['-sS', '-H', 'Expect: 100-continue', '--data-binary', 'select 1'];
  const { stdout } = await promisify(execFile)('curl', [...args, `${proxy.url}/v1/statement`]);
  expect(stdout).toBe('{"id":"ok"}');
  expect(blue.requests).toMatchObject([{ body: 'select 1' }]);
});

test.each([
  ['with a length', 'Content-Length: 2\r\n', ['2']],
  ['with chunks', 'Transfer-Encoding: chunked\r\n', []],
])('HEAD of an answer %s has no body, and the length that GET has', async (_, framing, lengths) => {
  const { client } = await connected(`HTTP/1.1 200 OK\r\n${framing}X-End: 1\r\n\r\n`);
  const head = 'HEAD /v1/info HTTP/1.1\r\nHost: h\r\n';
  client.send(`${head}\r\n${head}Connection: close\r\n\r\n`);
  const answers = (await client.closed()).split(/(?=HTTP\/1\.1 )/);
  expect(answers).toHaveLength(2);
  for (const answer of answers) {
    expect(answer.endsWith('\r\n\r\n')).toBe(true);
    expect([...answer.matchAll(/content-length: (\d+)/gi)].map(([, n]) => n)).toEqual(lengths);
    expect(answer).toContain('X-End: 1');
  }
});

test('an HTTP/1.0 client needs no Host, gets no chunks, and the end of the connection', async () => {
  const { blue, proxy, client } = await connected(CHUNKED);
  client.send('GET /v1/info HTTP/1.0\r\n\r\n');
  expect(await client.closed()).toMatch(/^HTTP\/1\.1 200 OK\r\n(?:(?!chunked)[^])*\r\n\r\nok$/);
  expect(blue.requests[0]!.start).toBe('GET /v1/info HTTP/1.1');
  expect(valuesOf(blue.requests[0]!, 'x-forwarded-host')).toEqual([new URL(proxy.url).host]);
});

test('an HTTP/1.0 client may keep its connection where the answer tells its length', async () => {
  const { client } = await connected();
  const get = 'GET /v1/info HTTP/1.0\r\nConnection: keep-alive\r\n\r\n';
  client.send(get);
  expect(valuesOf((await client.answers(1))[0]!, 'connection')).toEqual(['keep-alive']);
  client.send(get);
  expect(await client.answers(2)).toHaveLength(2);
});

test('statements and pages of one packet are answered in order', async () => {
  const blue = await rawCoordinator(cleanup, ({ start, body }) => {
    return plainAnswer(body === '' ? start.split(' ')[1]! : JSON.stringify({ id: body }));
  });
  const client = rawClient(cleanup, (await proxyOf(blue)).url);
  const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: h\r\n\r\n`;
  const chunked = `${POST}Transfer-Encoding: chunked\r\n\r\n7;x=y\r\nselect \r\n1\r\n2\r\n0\r\nX-T: 1\r\n\r\n`;
  const fixed = `${POST}Content-Length: 8\r\n\r\nselect 1`;
  client.send(get('/c~blue/v1/a') + fixed + get('/v1/b') + chunked + get('/v1/c'));
  const bodies = (await client.answers(5)).map(({ body }) => body);
  expect(bodies).toEqual(['/v1/a', '{"id":"select 1"}', '/v1/b', '{"id":"select 2"}', '/v1/c']);
});

test('a chunked body arrives whole, its trailers stay behind', async () => {
  const { blue, client } = await connected();
  const head = 'PUT /c~blue/v1/x HTTP/1.1\r\nHost: h\r\nTrailer: X-Trino-User\r\n';
  client.send(`${head}Transfer-Encoding: Chunked\r\n\r\n3\r\nabc\r\n`);
  client.send('A\r\n0123456789\r\n0\r\nX-Trino-User: admin\r\n\r\n');
  await client.answers(1);
  expect(blue.requests).toMatchObject([{ body: 'abc0123456789' }]);
  expect(valuesOf(blue.requests[0]!, 'x-trino-user')).toEqual([]);
});

test('a GET with a body is forwarded with it', async () => {
  const { blue, client } = await connected();
  client.send('GET /v1/info HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc');
  await client.answers(1);
  expect(blue.requests).toMatchObject([{ start: 'GET /v1/info HTTP/1.1', body: 'abc' }]);
});

test.each([['[::1]:8080'], ['localhost'], ['trino_lb.svc:443'], ['h:']])(
  'the Host %s is one',
  async (host) => {
    const { client } = await connected();
    client.send(`GET /v1/info HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
    expect((await client.answers(1))[0]!.start).toBe('HTTP/1.1 200 OK');
  },
);

test('a body that nobody waits for any more holds up no request behind it', async () => {
  const denied = 'HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n';
  const blue = await rawCoordinator(cleanup, ({ start }) =>
    start.startsWith('GET') ? PLAIN_ANSWER : denied,
  );
  const proxy = await proxyOf(blue);
  const client = rawClient(cleanup, proxy.url);
  const body = 'x'.repeat(3_000_000);
  client.send(
    `POST /c~blue/v1/spooled HTTP/1.1\r\nHost: h\r\nContent-Length: ${body.length}\r\n\r\n`,
  );
  client.send(`${body}GET /c~blue/v1/node HTTP/1.1\r\nHost: h\r\n\r\n`);
  expect((await client.answers(2)).map(({ start }) => start)).toEqual([
    'HTTP/1.1 401 Unauthorized',
    'HTTP/1.1 200 OK',
  ]);
});
