import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import type { Cleanup } from './running-proxy';

/** One HTTP message as its bytes came, in Latin-1, which keeps every byte. */
export interface RawMessage {
  /** The request line or the status line. */
  start: string;
  /** Header lines, in order and as they were spelled. */
  headers: string[];
  /** Without the chunks' framing. */
  body: string;
}

/** A client that speaks no HTTP of its own: it sends what a test writes and keeps what comes. */
export interface RawClient {
  send(bytes: string | Buffer): void;
  /** All bytes so far, in Latin-1. */
  received(): string;
  /** Resolves when so many answers have come whole; rejects when the connection ends before. */
  answers(count: number): Promise<RawMessage[]>;
  /** Resolves with all bytes when the other side has closed the connection. */
  closed(): Promise<string>;
  readonly socket: Socket;
}

/** Connects to the server of a URL. */
export function rawClient(cleanup: Cleanup, url: string): RawClient {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  cleanup.add(socket, () => socket.destroy());
  let bytes = '';
  let isClosed = false;
  socket.on('data', (chunk) => (bytes += chunk.toString('latin1')));
  // A reset is an end as well; what came before it is what counts.
  socket.on('error', () => undefined);
  socket.once('close', () => (isClosed = true));
  return {
    socket,
    send: (sent) =>
      void socket.write(typeof sent === 'string' ? Buffer.from(sent, 'latin1') : sent),
    received: () => bytes,
    answers: (count) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const { messages } = readMessages(bytes, isClosed);
          if (messages.filter(isFinal).length >= count) resolve(messages);
          else if (isClosed)
            reject(new Error(`closed after: ${JSON.stringify(bytes.slice(0, 500))}`));
        };
        socket.on('data', look);
        socket.once('close', look);
        look();
      }),
    closed: () =>
      new Promise((resolve) => {
        if (isClosed) resolve(bytes);
        else socket.once('close', () => resolve(bytes));
      }),
  };
}

function isFinal({ start }: RawMessage): boolean {
  return !start.startsWith('HTTP/1.1 1');
}

/** Sends the lines as one packet, each ended by CRLF, and gives all bytes until the server closes. */
export async function sendLines(
  cleanup: Cleanup,
  url: string,
  lines: readonly string[],
  body = '',
): Promise<string> {
  const client = rawClient(cleanup, url);
  client.send(`${lines.join('\r\n')}\r\n\r\n${body}`);
  return client.closed();
}

/** A server that keeps requests as their bytes came and answers with bytes that a test wrote. */
export interface RawCoordinator {
  readonly name: string;
  readonly url: string;
  /** Requests other than those by which its health is watched. */
  readonly requests: RawMessage[];
}

/** What Trino answers on /v1/info, as far as health goes. */
export const HEALTHY_ANSWER = 'HTTP/1.1 200 OK\r\nContent-Length: 18\r\n\r\n{"starting":false}';
export const plainAnswer = (text: string) =>
  `HTTP/1.1 200 OK\r\nContent-Length: ${text.length}\r\n\r\n${text}`;

/** To a statement as well: a page of a query. */
export const PLAIN_ANSWER = plainAnswer('{"id":"ok"}');

type AnswerTo = (request: RawMessage, socket: Socket) => string | undefined;

export async function rawCoordinator(
  cleanup: Cleanup,
  answerTo: AnswerTo = () => PLAIN_ANSWER,
  name = 'blue',
): Promise<RawCoordinator> {
  const requests: RawMessage[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
    let unread = '';
    socket.on('data', (chunk) => {
      const { messages, rest } = readMessages(unread + chunk.toString('latin1'), false);
      unread = rest;
      for (const request of messages) {
        // Nobody's address is forwarded with it.
        const isHealthCheck = valuesOf(request, 'x-forwarded-for').length === 0;
        if (!isHealthCheck) requests.push(request);
        const answer = isHealthCheck ? HEALTHY_ANSWER : answerTo(request, socket);
        if (answer !== undefined) socket.write(Buffer.from(answer, 'latin1'));
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return cleanup.add({ name, url: `http://127.0.0.1:${port}`, requests }, () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
}

/** Values of a header by its name, in order. */
export function valuesOf({ headers }: RawMessage, name: string): string[] {
  const start = `${name.toLowerCase()}:`;
  return headers
    .filter((line) => line.toLowerCase().startsWith(start))
    .map((line) => line.slice(start.length).trim());
}

/** The whole messages that stand in the bytes, and what is left. */
export function readMessages(
  bytes: string,
  isClosed: boolean,
): { messages: RawMessage[]; rest: string } {
  const messages: RawMessage[] = [];
  let rest = bytes;
  for (;;) {
    const read = readMessage(rest, isClosed);
    if (read === undefined) return { messages, rest };
    messages.push(read.message);
    rest = rest.slice(read.length);
  }
}

function readMessage(
  bytes: string,
  isClosed: boolean,
): { message: RawMessage; length: number } | undefined {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const [start = '', ...headers] = bytes.slice(0, end).split('\r\n');
  const head = { start, headers, body: '' };
  const from = end + 4;
  if (valuesOf(head, 'transfer-encoding').includes('chunked')) return readChunks(head, bytes, from);
  const [told] = valuesOf(head, 'content-length');
  const isBodyless = /^HTTP\/1\.1 (?:1|204|304)/.test(start) || !start.startsWith('HTTP/');
  const untilEnd = isClosed ? bytes.length - from : Infinity;
  const length = isBodyless && told === undefined ? 0 : Number(told ?? untilEnd);
  if (bytes.length < from + length) return undefined;
  return { message: { ...head, body: bytes.slice(from, from + length) }, length: from + length };
}

function readChunks(
  head: RawMessage,
  bytes: string,
  from: number,
): { message: RawMessage; length: number } | undefined {
  let body = '';
  let at = from;
  for (;;) {
    const line = bytes.indexOf('\r\n', at);
    const size = line < 0 ? NaN : Number.parseInt(bytes.slice(at, line), 16);
    if (Number.isNaN(size)) return undefined;
    if (size === 0) {
      // Trailers end with an empty line, as a head does.
      const end = bytes.indexOf('\r\n\r\n', line);
      return end < 0 ? undefined : { message: { ...head, body }, length: end + 4 };
    }
    if (bytes.length < line + 2 + size + 2) return undefined;
    body += bytes.slice(line + 2, line + 2 + size);
    at = line + 2 + size + 2;
  }
}
