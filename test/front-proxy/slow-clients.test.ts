import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:net';
import { createHttpServer, type HttpServer } from '../../runtime/http-server';
import { listen } from '../../runtime/listen';
import { eventually } from '../support/eventually';
import { rawClient, rawCoordinator } from '../support/raw-http';
import { createCleanup, runningProxy } from '../support/running-proxy';

const cleanup = createCleanup();
afterEach(() => cleanup.run());

type Limits = NonNullable<Parameters<typeof createHttpServer>[1]['limits']>;
type Handler = (request: IncomingMessage, response: ServerResponse) => void;

const ANY_PORT = { host: '127.0.0.1', port: 0 };
const LISTENER = { service: 'test', setting: 'none' };

/** Connections come to it from elsewhere, as they do to a worker. */
function handOver(server: HttpServer): Promise<string> {
  const taking = createServer((connection) => server.take(connection));
  cleanup.add(taking, () => taking.close());
  return listen(taking, ANY_PORT, LISTENER);
}

const SHORT: Limits = { headersTimeout: 200, requestTimeout: 200, connectionsCheckingInterval: 50 };
const TOO_SLOW =
  /^HTTP\/1\.1 408 Request Timeout\r\nConnection: close\r\n[^]*did not arrive in time\n$/;

/** Reads the body before it answers, as a statement is read. */
function readWhole(request: IncomingMessage, response: ServerResponse): void {
  request.resume().once('end', () => response.end('ok'));
  // The server answers a body that does not arrive.
  request.once('error', () => undefined);
}

describe.each([
  ['listens', (server: HttpServer) => server.listen(ANY_PORT, LISTENER)],
  ['gets connections handed over', handOver],
])('a server that %s', (_, urlOf) => {
  /** As the services have it, but with less patience. */
  async function impatient(limits: Limits, handler: Handler) {
    const server = createHttpServer(handler, { closeDeadlineMs: 1000, limits });
    cleanup.add(server, () => server.close());
    return { url: await urlOf(server), close: () => server.close() };
  }

  test.each([
    ['sends no end of its headers', 'GET / HTTP/1.1\r\nHost: h\r\nX-A: '],
    ['sends no end of its body', 'POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nselect'],
    [
      'sends no last chunk',
      'POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n',
    ],
    [
      'says nothing after it asked',
      'POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n',
    ],
  ])('a client that %s is told 408, and the connection ends', async (_, bytes) => {
    const { url } = await impatient(SHORT, readWhole);
    const client = rawClient(cleanup, url);
    client.send(bytes);
    const received = await client.closed();
    expect(received.replace('HTTP/1.1 100 Continue\r\n\r\n', '')).toMatch(TOO_SLOW);
  });

  test('bytes that trickle in do not win time', async () => {
    const { url } = await impatient(SHORT, readWhole);
    const client = rawClient(cleanup, url);
    client.send('GET / HTTP/1.1\r\nHost: h\r\nX-A: ');
    const timer = setInterval(() => client.send('a'), 20);
    const received = await client.closed();
    clearInterval(timer);
    expect(received).toMatch(TOO_SLOW);
  });

  test('a client waits for its answer longer than it may take to ask', async () => {
    const { url } = await impatient({ ...SHORT, stalledTimeout: 100 }, (_, response) => {
      setTimeout(() => response.end('late'), 600);
    });
    const client = rawClient(cleanup, url);
    client.send('GET / HTTP/1.1\r\nHost: h\r\n\r\n');
    expect(await client.answers(1)).toMatchObject([{ start: 'HTTP/1.1 200 OK', body: 'late' }]);
  });

  test('an idle connection is closed without a word', async () => {
    const { url } = await impatient({ keepAliveTimeout: 100 }, readWhole);
    const client = rawClient(cleanup, url);
    client.send('GET / HTTP/1.1\r\nHost: h\r\n\r\n');
    expect((await client.closed()).match(/HTTP\/1\.1/g)).toHaveLength(1);
  });

  test('a client that stops reading its answer loses the connection', async () => {
    let isEnded = false;
    const { url } = await impatient({ stalledTimeout: 200 }, (_, response) => {
      response.once('close', () => (isEnded = true));
      response.write(Buffer.alloc(50_000_000));
    });
    const client = rawClient(cleanup, url);
    client.socket.pause();
    client.send('GET / HTTP/1.1\r\nHost: h\r\n\r\n');
    await eventually(async () => expect(isEnded).toBe(true));
  });

  test('a client that reads slowly keeps it', async () => {
    const { url } = await impatient({ stalledTimeout: 500 }, (_, response) => {
      response.end(Buffer.alloc(40_000_000));
    });
    const client = rawClient(cleanup, url);
    // A pause after each piece; the whole takes longer than the server's patience.
    client.socket.on('data', () => {
      client.socket.pause();
      setTimeout(() => client.socket.resume(), 2);
    });
    client.send('GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n');
    expect((await client.closed()).length).toBeGreaterThan(40_000_000);
  });

  test('a connection that was never used does not hold up a stop, nor does an idle one', async () => {
    const server = await impatient({}, readWhole);
    const unused = rawClient(cleanup, server.url);
    const used = rawClient(cleanup, server.url);
    used.send('GET / HTTP/1.1\r\nHost: h\r\n\r\n');
    await used.answers(1);
    await server.close();
    expect([await unused.closed(), await used.closed()]).toEqual(['', used.received()]);
  });

  test('a stop lets all requests of a pipelined packet end', async () => {
    const waiting: ServerResponse[] = [];
    const server = await impatient({}, (_, response) => void waiting.push(response));
    const client = rawClient(cleanup, server.url);
    client.send('GET / HTTP/1.1\r\nHost: h\r\n\r\n'.repeat(2));
    await eventually(async () => expect(waiting).toHaveLength(2));
    waiting[0]!.end('first');
    await client.answers(1);
    const stopped = server.close();
    waiting[1]!.end('second');
    expect((await client.answers(2)).map(({ body }) => body)).toEqual(['first', 'second']);
    await stopped;
  });
});

test('a slow statement holds up no other client', async () => {
  const blue = await rawCoordinator(cleanup);
  const proxy = await runningProxy(cleanup, [{ name: 'blue', url: blue.url }]);
  const slow = rawClient(cleanup, proxy.url);
  slow.send('POST /v1/statement HTTP/1.1\r\nHost: h\r\nContent-Length: 8\r\n\r\nsele');
  const quick = rawClient(cleanup, proxy.url);
  quick.send('POST /v1/statement HTTP/1.1\r\nHost: h\r\nContent-Length: 8\r\n\r\nselect 2');
  await quick.answers(1);
  slow.send('ct 1');
  await slow.answers(1);
  expect(blue.requests.map(({ body }) => body)).toEqual(['select 2', 'select 1']);
});
