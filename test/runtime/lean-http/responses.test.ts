import { once } from 'node:events';
import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { eventually } from '../../support/eventually';
import { rawClient, type RawMessage } from '../../support/raw-http';
import { createCleanup } from '../../support/running-proxy';
import type { HttpResponse } from '../../../runtime/lean-http/exchange';
import { bothServers, type ObservedServer } from './both-servers';

const cleanup = createCleanup();
afterEach(() => cleanup.run());

const TEXT = 'ünïcode';
const BIG = Buffer.alloc(1_000_000, 'b');

const ANSWERS: Record<string, (response: HttpResponse) => unknown> = {
  'a body with its length': (response) =>
    response.writeHead(200, ['Content-Length', '2', 'X-A', '1', 'x-a', '2']).end('hi'),
  'a body without a length': (response) => response.writeHead(200, ['X-A', '1']).end(TEXT),
  'headers by name': (response) => response.writeHead(200, { 'content-type': 'a/b' }).end('hi'),
  'headers that were set before, and one of them again': (response) => {
    response.setHeader('X-A', '1');
    response.setHeader('X-B', '1');
    response.writeHead(200, { 'x-b': '2' }).end('hi');
  },
  'a body in pieces': (response) => {
    response.writeHead(200, {});
    for (const piece of ['a', '', TEXT]) response.write(piece);
    response.end('z');
  },
  'a body in pieces with its length': (response) => {
    response.writeHead(200, ['Content-Length', '2']).write('h');
    response.end('i');
  },
  'nothing at all': (response) => response.end(),
  'a large body': (response) =>
    response.writeHead(200, ['Content-Length', String(BIG.length)]).end(BIG),
  'a large body in chunks': (response) => {
    response.writeHead(200, {}).write(BIG);
    response.end();
  },
  '204': (response) => response.writeHead(204, ['X-A', '1']).end(),
  '204 with a body by mistake': (response) => response.writeHead(204, {}).end('hi'),
  '304 with the length that there would be': (response) =>
    response.writeHead(304, ['Content-Length', '5', 'ETag', '"a"']).end(),
  'the end of the connection': (response) =>
    response.writeHead(200, ['Connection', 'close', 'Content-Length', '2']).end('hi'),
  'a date of its own': (response) =>
    response.writeHead(200, ['Date', 'long ago', 'Content-Length', '0']).end(),
};

const FRAMING = /^(?:content-length|transfer-encoding|date):/i;

/** The answers to a request and, where it was not the last, to one more. */
async function answersOf({ url }: ObservedServer, method: string): Promise<RawMessage[]> {
  const request = (last: string) => `${method} / HTTP/1.1\r\nHost: h\r\n${last}\r\n`;
  const client = rawClient(cleanup, url);
  client.send(request('') + request('Connection: close\r\n'));
  const bytes = await client.closed();
  if (method !== 'HEAD') return client.answers(0);
  // No body follows, whatever length is told.
  return bytes.split('\r\n\r\n').map((head) => {
    const [start = '', ...headers] = head.split('\r\n');
    return { start, headers, body: '' };
  });
}

/** Without what may differ: the framing of the body, its own headers, and their order. */
function meaningOf({ start, headers, body }: RawMessage) {
  return { start, body, headers: headers.filter((line) => !FRAMING.test(line)).sort() };
}

function expectOneFraming({ start, headers }: RawMessage): void {
  const framing = headers.filter((line) => /^(?:content-length|transfer-encoding):/i.test(line));
  const isBodiless = /^HTTP\/1\.1 (?:204|304)/.test(start);
  expect(framing.length).toBeLessThanOrEqual(1);
  if (!isBodiless) expect(framing).toHaveLength(1);
}

describe.each(Object.entries(ANSWERS))('%s', (_, answer) => {
  test.each(['GET', 'HEAD'])('is the same answer to %s', async (method) => {
    const { plain, lean } = await bothServers(cleanup, (_request, response) => answer(response));
    const [expected, received] = [await answersOf(plain, method), await answersOf(lean, method)];
    expect(received.map(meaningOf)).toEqual(expected.map(meaningOf));
    if (method === 'GET') received.forEach(expectOneFraming);
    expect(lean.leanCount()).toBeGreaterThan(0);
  });
});

test.each([
  ['a name with a space', ['X A', '1']],
  ['a value of two lines', ['X-A', '1\r\nX-B: 2']],
  ['a value beyond Latin-1', ['X-A', '€']],
])('%s cannot be sent', async (_, headers) => {
  const errors: string[] = [];
  const { plain, lean } = await bothServers(cleanup, (_request, response) => {
    try {
      response.writeHead(200, headers);
    } catch (error) {
      errors.push((error as Error).name);
    }
    response.destroy();
  });
  for (const server of [plain, lean]) {
    errors.length = 0;
    await answersOf(server, 'GET');
    // node:http has read the second request by then.
    expect(new Set(errors)).toEqual(new Set(['TypeError']));
  }
});

test('pipelined requests are answered in their order, whichever is ready first', async () => {
  const { plain, lean } = await bothServers(cleanup, ({ url = '' }, response) => {
    setTimeout(() => response.writeHead(200, {}).end(url), Number(url.slice(1)) % 7);
  });
  const names = Array.from({ length: 20 }, (_, i) => `/${i * 5}`);
  for (const server of [plain, lean]) {
    const client = rawClient(cleanup, server.url);
    client.send(names.map((name) => `GET ${name} HTTP/1.1\r\nHost: h\r\n\r\n`).join(''));
    const answers = await client.answers(names.length);
    expect(answers.map(({ body }) => body)).toEqual(names);
  }
});

test('of a client that sends far ahead no more is read until its first answer has gone', async () => {
  const first: { socket: Socket; answer: () => void }[] = [];
  const { lean } = await bothServers(cleanup, ({ url = '', socket }, response) => {
    const answer = () => void response.writeHead(200, {}).end(url);
    if (url === '/0') first.push({ socket, answer });
    else answer();
  });
  const names = Array.from({ length: 4000 }, (_, i) => `/${i}`);
  const client = rawClient(cleanup, lean.url);
  const filler = 'a'.repeat(1000);
  const requests = names.map((name) => `GET ${name} HTTP/1.1\r\nHost: h\r\nX-A: ${filler}\r\n\r\n`);
  client.send(requests.join(''));
  await eventually(() => expect(first[0]?.socket.isPaused()).toBe(true));
  await pause(200);
  expect(first[0]?.socket.bytesRead).toBeLessThan(1_000_000);
  first[0]?.answer();
  const answers = await client.answers(names.length);
  expect(answers.map(({ body }) => body)).toEqual(names);
});

test('a client that does not read holds the answer back, and gets all of it later', async () => {
  const stages: string[] = [];
  const { lean } = await bothServers(cleanup, (_request, response) => {
    response.writeHead(200, ['Content-Length', String(BIG.length * 30)]);
    let left = 30;
    const go = () => {
      while (left > 0) {
        left -= 1;
        if (response.write(BIG)) continue;
        stages.push('behind');
        return void response.once('drain', go);
      }
      response.end();
    };
    go();
  });
  const client = rawClient(cleanup, lean.url);
  client.socket.pause();
  client.send('GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n');
  while (stages.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  client.socket.resume();
  expect((await client.closed()).length).toBeGreaterThan(BIG.length * 30);
});

test('a client that leaves ends its answer, and what is written then goes nowhere', async () => {
  const left = new Promise<HttpResponse>((resolve, reject) => {
    bothServers(cleanup, (_request, response) => {
      response.writeHead(200, {}).write('a');
      response.once('close', () => resolve(response));
    }).then(async ({ lean }) => {
      const client = rawClient(cleanup, lean.url);
      client.send('GET / HTTP/1.1\r\nHost: h\r\n\r\n');
      await once(client.socket, 'data');
      client.socket.destroy();
    }, reject);
  });
  const response = await left;
  expect(response.destroyed).toBe(true);
  expect(response.write('b')).toBe(true);
  response.end();
});

test.each(['plain', 'lean'] as const)(
  'a connection that is idle for too long is ended (%s)',
  async (kind) => {
    const limits = { keepAliveTimeout: 300 };
    const servers = await bothServers(cleanup, (_request, response) => response.end('hi'), limits);
    const client = rawClient(cleanup, servers[kind].url);
    client.send('GET / HTTP/1.1\r\nHost: h\r\n\r\n');
    expect(await client.closed()).toMatch(/^HTTP\/1.1 200 OK/);
  },
);

test('a request that takes its time to arrive is left to node:http, and answered', async () => {
  const { lean } = await bothServers(cleanup, (_request, response) => response.end('hi'));
  const client = rawClient(cleanup, lean.url);
  client.send('GET / HTTP/1.1\r\nHost:');
  await new Promise((resolve) => setTimeout(resolve, 7_000));
  client.send(' h\r\nConnection: close\r\n\r\n');
  expect(await client.closed()).toMatch(/^HTTP\/1.1 200 OK/);
  expect(lean.leanCount()).toBe(0);
});
