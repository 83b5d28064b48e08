import { createHash } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { eventually } from '../support/eventually';
import { rawCoordinator } from '../support/raw-http';
import { createCleanup, runningProxy } from '../support/running-proxy';
import { seededRandom } from '../support/seeded-random';

const cleanup = createCleanup();
afterEach(() => cleanup.run());

const CLIENTS = 8;
const PAGES = 4;

/** A page of its own bytes, by its number in the path. */
function pageOf(number: number): Buffer {
  const random = seededRandom(number + 1);
  const bytes = Buffer.alloc(200_000 + Math.floor(random() * 1_500_000));
  for (let at = 0; at + 4 <= bytes.length; at += 4) bytes.writeUInt32LE(random() * 2 ** 32, at);
  return bytes;
}

const digest = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/** Reads in fits and starts, so that the proxy has bytes on their way while it reads for others. */
async function readPages(url: string, numbers: number[], seed: number): Promise<string[]> {
  const { hostname, port } = new URL(url);
  const socket: Socket = connect(Number(port), hostname);
  cleanup.add(socket, () => socket.destroy());
  const random = seededRandom(seed);
  let bytes = Buffer.alloc(0);
  const pieces: Buffer[] = [];
  socket.on('data', (piece) => {
    pieces.push(piece);
    if (random() > 0.2) return;
    socket.pause();
    setTimeout(() => socket.resume(), random() * 30);
  });
  const digests: string[] = [];
  for (const number of numbers) {
    socket.write(`GET /c~blue/v1/bytes/${number} HTTP/1.1\r\nHost: h\r\n\r\n`);
    await eventually(() => {
      bytes = Buffer.concat([bytes, ...pieces.splice(0)]);
      const body = wholeBody(bytes);
      expect(body).toBeDefined();
      digests.push(digest(body!));
    });
    bytes = Buffer.alloc(0);
  }
  return digests;
}

/** The body of an answer that is there whole; undefined before. */
function wholeBody(bytes: Buffer): Buffer | undefined {
  const end = bytes.indexOf('\r\n\r\n');
  if (end === -1) return undefined;
  const rest = bytes.subarray(end + 4);
  const length = /content-length: (\d+)/i.exec(bytes.toString('latin1', 0, end))?.[1];
  if (length === undefined) return withoutChunks(rest);
  return rest.length === Number(length) ? rest : undefined;
}

function withoutChunks(bytes: Buffer): Buffer | undefined {
  if (!bytes.subarray(-7).equals(Buffer.from('\r\n0\r\n\r\n'))) return undefined;
  const parts: Buffer[] = [];
  for (let at = 0; ;) {
    const lineEnd = bytes.indexOf('\r\n', at);
    const size = parseInt(bytes.toString('latin1', at, lineEnd), 16);
    if (size === 0) return Buffer.concat(parts);
    parts.push(bytes.subarray(lineEnd + 2, lineEnd + 2 + size));
    at = lineEnd + 2 + size;
    expect(bytes.toString('latin1', at, at + 2)).toBe('\r\n');
    at += 2;
  }
}

function sendWithLength(socket: Socket, page: Buffer): void {
  socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${page.length}\r\n\r\n`);
  socket.write(page);
}

/** Chunks of any length, of which some come in one packet with others and some in several. */
function sendInChunks(socket: Socket, page: Buffer): void {
  const random = seededRandom(page.length);
  const chunks: Buffer[] = [];
  for (let at = 0; at < page.length;) {
    const size = 1 + Math.floor(random() ** 3 * 90_000);
    const chunk = page.subarray(at, at + size);
    const digits = chunk.length.toString(16);
    const line = random() < 0.2 ? `00${digits.toUpperCase()}` : digits;
    chunks.push(Buffer.from(`${line}\r\n`), chunk, Buffer.from('\r\n'));
    at += size;
  }
  socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
  const all = Buffer.concat([...chunks, Buffer.from('0\r\n\r\n')]);
  for (let at = 0; at < all.length;) {
    const size = 1 + Math.floor(random() * 120_000);
    socket.write(all.subarray(at, at + size));
    at += size;
  }
}

test.each([
  ['with its length', sendWithLength],
  ['in chunks', sendInChunks],
])(
  'slow clients get the bytes of their own pages %s, though memory is used again',
  async (_, send) => {
    const pages = Array.from({ length: CLIENTS * PAGES }, (_, number) => pageOf(number));
    const blue = await rawCoordinator(cleanup, ({ start }, socket) => {
      const page = pages[Number(/bytes\/(\d+)/.exec(start)?.[1])];
      if (page === undefined) return 'HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n';
      send(socket, page);
      return undefined;
    });
    const proxy = await runningProxy(cleanup, [{ name: 'blue', url: blue.url }]);
    const clients = Array.from({ length: CLIENTS }, async (_, client) => {
      const numbers = Array.from({ length: PAGES }, (_, page) => client * PAGES + page);
      const expected = numbers.map((number) => digest(pages[number]!));
      expect(await readPages(proxy.url, numbers, 1000 + client)).toEqual(expected);
    });
    await Promise.all(clients);
  },
);
