import type { Socket } from 'node:net';
import { createCleanup } from '../../support/running-proxy';
import { ask, origin } from './origin';

// What a connection reads into has 4 kB behind a long answer, else 16 kB; a full one goes on in 512 kB.
const cleanup = createCleanup();
afterEach(() => cleanup.run());

/** An answer of so many bytes, of which no two thousand are alike. */
function answerOf(bytes: number): { text: string; body: string } {
  const headOf = (length: number) => `HTTP/1.1 200 OK\r\nContent-Length: ${length}\r\n\r\n`;
  const length = bytes - headOf(bytes).length;
  const numbers = Array.from({ length: length / 6 + 1 }, (_, at) => String(at).padStart(6, '0'));
  const body = numbers.join('').slice(0, length);
  return { text: headOf(length) + body, body };
}

test.each([4096, 16_384, 4096 + 524_288, 16_384 + 524_288, 600_000])(
  'an answer of %s bytes that fills the memory of a read, and stops there, is handed on',
  async (bytes) => {
    const [long, exact] = [answerOf(120_000), answerOf(bytes)];
    const answers = [exact, exact, long, exact, long, long, exact];
    let asked = 0;
    const { pool, sockets } = await origin(cleanup, (socket) => {
      const { text } = answers[asked]!;
      const cut = asked++ % 2 === 0 ? 16_384 : 4096;
      socket.write(text.slice(0, cut), 'latin1');
      setTimeout(() => socket.write(text.slice(cut), 'latin1'), 5);
    });
    for (const { body } of answers) {
      const got = await ask(pool);
      expect([got.status, got.body.length, got.body === body]).toEqual([200, body.length, true]);
    }
    expect(sockets).toHaveLength(1);
  },
);

const ends = (socket: Socket, text: string) => socket.end(text, 'latin1');
const breaks = (socket: Socket, text: string) =>
  socket.write(text, 'latin1', () => setTimeout(() => socket.resetAndDestroy(), 20));

test.each([
  ['ends', 4096, ends],
  ['ends', 16_384, ends],
  ['breaks', 4096, breaks],
  ['breaks', 16_384, breaks],
])('so it is where its connection %s then (%s bytes)', async (_, bytes, send) => {
  const long = answerOf(120_000);
  const exact = answerOf(bytes);
  let asked = 0;
  const { pool } = await origin(cleanup, (socket) => {
    if (asked++ === 0) socket.write(long.text, 'latin1');
    else send(socket, exact.text);
  });
  await ask(pool);
  const got = await ask(pool);
  expect([got.status, got.body === exact.body]).toEqual([200, true]);
});

test('what has no end but that of its connection is whole', async () => {
  const body = answerOf(16_384).body;
  const head = 'HTTP/1.1 200 OK\r\n\r\n';
  for (const length of [16_384, 16_384 + 524_288, 50_000]) {
    const text = (head + body.repeat(40)).slice(0, length);
    const { pool } = await origin(cleanup, (socket) => socket.end(text, 'latin1'));
    const got = await ask(pool);
    expect([got.status, got.body === text.slice(head.length)]).toEqual([200, true]);
  }
});

test.each([4096, 16_384])('%s bytes that nobody asked for are nobody’s answer', async (bytes) => {
  const [long, stray] = [answerOf(120_000), answerOf(bytes)];
  const { pool, sockets } = await origin(cleanup, (socket) => socket.write(long.text, 'latin1'));
  for (let times = 1; times <= 3; times += 1) {
    expect((await ask(pool)).body === long.body).toBe(true);
    expect(sockets).toHaveLength(times);
    const socket = sockets.at(-1)!;
    socket.write(stray.text, 'latin1');
    await new Promise((resolve) => socket.once('close', resolve));
  }
});

test('who waits for a connection gets another one where this one ends with such an answer', async () => {
  const exact = answerOf(16_384);
  const send = (socket: Socket) => socket.end(exact.text, 'latin1');
  const { pool, sockets } = await origin(cleanup, send, { maxConnections: 1 });
  const all = await Promise.all([ask(pool), ask(pool), ask(pool)]);
  expect(all.map(({ body }) => body === exact.body)).toEqual([true, true, true]);
  expect(sockets).toHaveLength(3);
});
