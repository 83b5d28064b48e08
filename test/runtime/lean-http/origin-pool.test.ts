import { OriginBusy, OriginPool, SilentOrigin } from '../../../runtime/lean-http/origin-pool';
import { eventually } from '../../support/eventually';
import { createCleanup } from '../../support/running-proxy';
import { ask, GET, origin } from './origin';

const cleanup = createCleanup();
afterEach(() => cleanup.run());

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

describe('an answer is read alike wherever it is cut', () => {
  test.each([
    ['with a length', OK, false],
    [
      'in chunks',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\no\r\n1;x=y\r\nk\r\n0\r\nA: b\r\n\r\n',
      false,
    ],
    ['until the connection ends', 'HTTP/1.1 200 OK\r\n\r\nok', true],
    ['of HTTP/1.0', 'HTTP/1.0 200 OK\r\n\r\nok', true],
    ['behind an early hint', `HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n${OK}`, false],
  ])('%s', async (_, answer, ends) => {
    for (let cut = 1; cut < answer.length; cut += 1) {
      const { pool } = await origin(cleanup, (socket) => {
        socket.write(answer.slice(0, cut), 'latin1');
        setImmediate(() => {
          if (ends) socket.end(answer.slice(cut), 'latin1');
          else socket.write(answer.slice(cut), 'latin1');
        });
      });
      expect(await ask(pool)).toEqual({ status: 200, body: 'ok' });
      pool.close();
    }
  });
});

test.each([
  ['HEAD', 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n', 200],
  ['GET', 'HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n', 304],
  ['DELETE', 'HTTP/1.1 204 No Content\r\n\r\n', 204],
])(
  'the answer to %s %# has no body, and another request follows',
  async (method, answer, status) => {
    const { pool, sockets } = await origin(cleanup, (socket) => void socket.write(answer));
    for (let i = 0; i < 3; i += 1)
      expect(await ask(pool, { ...GET, method })).toEqual({ status, body: '' });
    expect(sockets).toHaveLength(1);
  },
);

test('requests go over one connection where they follow each other', async () => {
  const { pool, sockets } = await origin(cleanup, (socket) => void socket.write(OK));
  for (let i = 0; i < 5; i += 1) await ask(pool);
  expect(sockets).toHaveLength(1);
});

test.each([
  ['says that it is the last', OK.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n')],
  [
    'says so in its second Connection line',
    OK.replace('\r\n\r\n', '\r\nConnection: keep-alive\r\nConnection: close\r\n\r\n'),
  ],
  ['is followed by bytes of nobody', `${OK}HTTP/1.1 200 OK\r\n`],
])('a connection whose answer %s carries no other request', async (_, answer) => {
  const { pool, sockets } = await origin(cleanup, (socket) => void socket.write(answer));
  for (let i = 0; i < 3; i += 1) expect(await ask(pool)).toMatchObject({ body: 'ok' });
  expect(sockets).toHaveLength(3);
});

test.each([
  ['200 OK', 1],
  ['303 See Other', 2],
  ['401 Unauthorized', 2],
])(
  'behind a body that was answered with %s, which may not have read it, %i connections serve',
  async (status, connections) => {
    const { pool, sockets } = await origin(cleanup, (socket, request) => {
      socket.write(request.startsWith('POST') ? OK.replace('200 OK', status) : OK);
    });
    const body = Buffer.from('select 1');
    await ask(pool, { method: 'POST', path: '/', headers: ['Content-Length', '8'], body });
    for (let i = 0; i < 3; i += 1) expect(await ask(pool)).toMatchObject({ status: 200 });
    expect(sockets).toHaveLength(connections);
  },
);

test('a connection that the origin closed, or sent something on, is not used again', async () => {
  const { pool, sockets } = await origin(cleanup, (socket) => void socket.write(OK));
  await ask(pool);
  sockets[0]!.end();
  await eventually(() => expect(sockets[0]!.destroyed).toBe(true));
  await ask(pool);
  sockets[1]!.write(OK);
  await eventually(() => expect(sockets[1]!.destroyed).toBe(true));
  expect(await ask(pool)).toMatchObject({ body: 'ok' });
  expect(sockets).toHaveLength(3);
});

test.each([
  ['the pool keeps them', {}, 10_001],
  ['the origin says that it keeps them', { 'Keep-Alive': 'timeout=3' }, 2001],
])('idle connections are closed before the time that %s is over', async (_, headers, after) => {
  const told = Object.entries(headers).map(([name, value]) => `\r\n${name}: ${value}`);
  const answer = OK.replace('\r\n\r\n', `${told.join('')}\r\n\r\n`);
  const { pool, sockets } = await origin(cleanup, (socket) => void socket.write(answer));
  await ask(pool);
  pool.sweep(performance.now() + after - 1000);
  await ask(pool);
  expect(sockets).toHaveLength(1);
  pool.sweep(performance.now() + after);
  await ask(pool);
  expect(sockets).toHaveLength(2);
});

describe('when all connections are taken', () => {
  const full = { maxConnections: 1, maxWaiting: 1 };

  test('a request waits for one, and what comes beyond is refused at once', async () => {
    const { pool, sockets, requests } = await origin(cleanup, () => undefined, full);
    const [first, second] = [ask(pool), ask(pool)];
    await expect(ask(pool)).rejects.toThrow(OriginBusy);
    await eventually(() => expect(requests).toHaveLength(1));
    sockets[0]!.write(OK);
    await first;
    await eventually(() => expect(requests).toHaveLength(2));
    sockets[0]!.write(OK);
    expect(await second).toMatchObject({ body: 'ok' });
    expect(sockets).toHaveLength(1);
  });

  test('one that is given up waits no more', async () => {
    const { pool, sockets, requests } = await origin(cleanup, () => undefined, full);
    const first = ask(pool);
    const errors: Error[] = [];
    const receiver = {
      onHead() {},
      onData() {},
      onEnd() {},
      onError: (e: Error) => errors.push(e),
    };
    const giveUp = pool.send(GET, receiver);
    giveUp(new Error('left'));
    expect(errors).toEqual([new Error('left')]);
    const third = ask(pool);
    await eventually(() => expect(requests).toHaveLength(1));
    sockets[0]!.write(OK);
    await first;
    await eventually(() => expect(requests).toHaveLength(2));
    sockets[0]!.write(OK);
    expect(await third).toMatchObject({ body: 'ok' });
  });

  test('a lost connection is replaced for those that wait', async () => {
    const { pool, sockets } = await origin(cleanup, () => undefined, full);
    const [first, second] = [ask(pool), ask(pool)];
    await eventually(() => expect(sockets).toHaveLength(1));
    sockets[0]!.destroy();
    await expect(first).rejects.toThrow();
    await eventually(() => expect(sockets).toHaveLength(2));
    sockets[1]!.write(OK);
    expect(await second).toMatchObject({ body: 'ok' });
  });
});

test('an origin that sends nothing is given up, but not while its answer is held back', async () => {
  const answer = `HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nok`;
  const { pool } = await origin(cleanup, (socket) => void socket.write(answer));
  const heldBack = new Promise<Error>((resolve) => {
    pool.send(GET, {
      onHead() {},
      onData(_, flow) {
        flow.pause();
        pool.sweep(performance.now() + 5001);
        flow.resume();
        pool.sweep(performance.now() + 5001);
      },
      onEnd() {},
      onError: resolve,
    });
  });
  expect(await heldBack).toBeInstanceOf(SilentOrigin);
});

test('answers that end their connections leave the memory for long bodies to others', async () => {
  const long = 'x'.repeat(100_000);
  const answer = `HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: ${long.length}\r\n\r\n${long}`;
  const { pool } = await origin(cleanup, (socket) => void socket.write(answer));
  const piecesOf = () =>
    new Promise<number>((resolve, reject) => {
      let pieces = 0;
      pool.send(GET, {
        onHead() {},
        onData: () => void (pieces += 1),
        onEnd: () => resolve(pieces),
        onError: reject,
      });
    });
  // More than there are large buffers, of which each was lost once.
  for (let i = 0; i < 300; i += 1) await piecesOf();
  expect(await piecesOf()).toBeLessThan(100_000 / (16 * 1024));
});

test('what is given up in the middle of its answer takes its connection along', async () => {
  const { pool, sockets } = await origin(cleanup, (socket, request) => {
    socket.write(request.startsWith('GET /half') ? `${OK.replace(': 2', ': 9')}` : OK);
  });
  const error = await new Promise<Error>((resolve) => {
    pool.send(
      { ...GET, path: '/half' },
      {
        onHead() {},
        onData: (_, flow) => flow.abort(new Error('enough')),
        onEnd() {},
        onError: resolve,
      },
    );
  });
  expect(error.message).toBe('enough');
  expect(await ask(pool)).toMatchObject({ body: 'ok' });
  expect(sockets).toHaveLength(2);
});

test.each([
  ['a path with a space', { ...GET, path: '/a b' }],
  ['a path with a line end', { ...GET, path: '/a\r\nX: y' }],
  ['a method that is none', { ...GET, method: 'GET /x' }],
  ['a header with a line end', { ...GET, headers: ['X-A', 'a\r\nX-B: b'] }],
  [
    'a header beyond Latin-1 that would become a line end',
    { ...GET, headers: ['X-A', 'a\u010ab'] },
  ],
  [
    'another length than its body has',
    { ...GET, headers: ['Content-Length', '3'], body: Buffer.from('ab') },
  ],
])('a request with %s is not sent', async (_, request) => {
  const { pool, requests } = await origin(cleanup, (socket) => void socket.write(OK));
  await expect(ask(pool, request)).rejects.toThrow(TypeError);
  expect(await ask(pool)).toMatchObject({ body: 'ok' });
  expect(requests).toHaveLength(1);
});

test('nobody listens: the request fails with the reason of the system', async () => {
  const pool = new OriginPool('http://127.0.0.1:9', {
    ...{ connectTimeoutMs: 5000, silenceMs: 5000, maxHeadBytes: 100_000 },
    ...{ maxConnections: 1, maxWaiting: 1, idleMs: 10_000 },
  });
  await expect(ask(pool)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});
