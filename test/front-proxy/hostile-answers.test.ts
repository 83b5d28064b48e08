import type { Socket } from 'node:net';
import { rawClient, rawCoordinator, type RawMessage } from '../support/raw-http';
import { createCleanup, runningProxy } from '../support/running-proxy';

const cleanup = createCleanup();
afterEach(() => cleanup.run());

const OK = 'HTTP/1.1 200 OK\r\n';

/** Sends a GET to a coordinator that answers with these bytes; `ends` closes its connection after them. */
async function clientOf(bytes: string, { ends = false } = {}) {
  const answer = (_: RawMessage, socket: Socket) => {
    if (!ends) return bytes;
    socket.end(Buffer.from(bytes, 'latin1'));
    return undefined;
  };
  const blue = await rawCoordinator(cleanup, answer);
  const proxy = await runningProxy(cleanup, [{ name: 'blue', url: blue.url }]);
  const client = rawClient(cleanup, proxy.url);
  client.send('GET /v1/node HTTP/1.1\r\nHost: h\r\n\r\n');
  return client;
}

test.each([
  ['two lengths', `${OK}Content-Length: 2\r\nContent-Length: 3\r\n\r\nokk`],
  ['a list of lengths', `${OK}Content-Length: 2, 2\r\n\r\nok`],
  ['a negative length', `${OK}Content-Length: -1\r\n\r\nok`],
  ['a length and chunks', `${OK}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
  ['lines ended by LF', 'HTTP/1.1 200 OK\nContent-Length: 2\n\nok'],
  ['one line ended by LF', `${OK}X-A: a\nContent-Length: 2\r\n\r\nok`],
  ['CR in a value', `${OK}X-A: a\rSet-Cookie: x=y\r\nContent-Length: 2\r\n\r\nok`],
  ['NUL in a value', `${OK}X-A: a\0b\r\nContent-Length: 2\r\n\r\nok`],
  ['a control byte in a value', `${OK}X-A: a\x01\r\nContent-Length: 2\r\n\r\nok`],
  ['a folded line', `${OK}X-A: a\r\n Set-Cookie: x=y\r\nContent-Length: 2\r\n\r\nok`],
  ['a space in a name', `${OK}X A: a\r\nContent-Length: 2\r\n\r\nok`],
  ['a space before the colon', `${OK}X-A : a\r\nContent-Length: 2\r\n\r\nok`],
  ['no name', `${OK}: a\r\nContent-Length: 2\r\n\r\nok`],
  ['headers that never end', `${OK}X-A: ${'a'.repeat(5_000_000)}\r\nContent-Length: 2\r\n\r\nok`],
  ['status 000', 'HTTP/1.1 000 X\r\nContent-Length: 2\r\n\r\nok'],
  ['status 099', 'HTTP/1.1 099 X\r\nContent-Length: 2\r\n\r\nok'],
  ['status 1000', 'HTTP/1.1 1000 X\r\nContent-Length: 2\r\n\r\nok'],
  ['no status', 'HTTP/1.1 OK\r\nContent-Length: 2\r\n\r\nok'],
  ['100 that nobody asked for', `HTTP/1.1 100 Continue\r\n\r\n${OK}Content-Length: 2\r\n\r\nok`],
  [
    'an upgrade',
    'HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\nx',
  ],
  ['no HTTP', 'SSH-2.0-OpenSSH_9.9\r\n'],
  ['204 and a length', 'HTTP/1.1 204 No Content\r\nContent-Length: 2\r\n\r\nok'],
])('an answer with %s is told as 502 in plain words', async (_, bytes) => {
  const [answer] = await (await clientOf(bytes)).answers(1);
  expect(answer!.start).toBe('HTTP/1.1 502 Bad Gateway');
  expect(answer!.body).toMatch(/^Cluster blue did not answer: .+\n$/);
  expect(answer!.headers.join()).not.toContain('x=y');
});

test.each([
  ['at once', ''],
  ['in its headers', `${OK}X-A`],
])('an answer that is cut %s is told as 502', async (_, bytes) => {
  const [answer] = await (await clientOf(bytes, { ends: true })).answers(1);
  expect(answer!.start).toBe('HTTP/1.1 502 Bad Gateway');
});

test.each([
  ['shorter than its length', `${OK}Content-Length: 5\r\n\r\nok`, true],
  ['cut in a chunk', `${OK}Transfer-Encoding: chunked\r\n\r\n5\r\nok`, true],
  ['without its last chunk', `${OK}Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n`, true],
  [
    'with nonsense between chunks',
    `${OK}Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\nzz\r\n`,
    false,
  ],
  ['with chunks ended by LF', `${OK}Transfer-Encoding: chunked\r\n\r\n2\nok\n0\n\n`, false],
])('a body that is %s never looks whole to the client', async (_, bytes, ends) => {
  const received = await (await clientOf(bytes, { ends })).closed();
  expect(received).not.toMatch(/\r\n0\r\n\r\n$/);
  if (received !== '') expect(received).toMatch(/content-length: 5|transfer-encoding: chunked/i);
});

test('bytes after an answer are not the answer of the next request', async () => {
  const evil = `${OK}Content-Length: 4\r\n\r\nevil`;
  const blue = await rawCoordinator(cleanup, ({ start }) =>
    start.includes('/v1/first')
      ? `${OK}Content-Length: 2\r\n\r\nok${evil}`
      : `${OK}Content-Length: 4\r\n\r\ngood`,
  );
  const proxy = await runningProxy(cleanup, [{ name: 'blue', url: blue.url }]);
  const client = rawClient(cleanup, proxy.url);
  client.send('GET /v1/first HTTP/1.1\r\nHost: h\r\n\r\n');
  expect((await client.answers(1)).map(({ body }) => body)).toEqual(['ok']);
  client.send('GET /v1/second HTTP/1.1\r\nHost: h\r\n\r\n');
  expect((await client.answers(2)).map(({ body }) => body)).toEqual(['ok', 'good']);
});

test('early hints are left out, and the answer after them arrives', async () => {
  const hints = 'HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n'.repeat(100);
  const client = await clientOf(`${hints}${OK}Content-Length: 2\r\n\r\nok`);
  expect(await client.answers(1)).toMatchObject([{ start: 'HTTP/1.1 200 OK', body: 'ok' }]);
});

test('a status that nobody knows arrives as it is', async () => {
  const [answer] = await (
    await clientOf('HTTP/1.1 799 X\r\nContent-Length: 2\r\n\r\nok')
  ).answers(1);
  expect(answer!.start).toMatch(/^HTTP\/1\.1 799 /);
});

test('an answer of HTTP/1.0 without a length arrives whole', async () => {
  const client = await clientOf('HTTP/1.0 200 OK\r\n\r\nok', { ends: true });
  expect(await client.answers(1)).toMatchObject([{ start: 'HTTP/1.1 200 OK', body: 'ok' }]);
});
