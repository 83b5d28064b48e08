import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerOptions,
  type ServerResponse,
} from 'node:http';
import type { Socket } from 'node:net';
import { answerBroken, type ClientError } from './broken-request';
import { trackConnections, type Connections } from './connections';
import type { HttpRequest, HttpResponse } from './lean-http/exchange';
import { answerLean } from './lean-http/lean-server';
import type { RequestHead } from './lean-http/request-head';
import { listen, type Listener } from './listen';
import type { ListenAddress } from './listen-address';
import { refusalOf } from './request-form';
import type { Milliseconds } from './units';

const LIMITS = {
  // Longer than a load balancer keeps its own, so that it is never we who close under a request.
  keepAliveTimeout: 75_000,
  // Prepared statements travel in headers. Trino takes 2 MiB of URL and headers (seen on 476), and what
  // it would take must not fail here.
  maxHeaderSize: 2_200_000,
  // For the headers, and for a whole request; the answer may take as long as it does.
  headersTimeout: 60_000,
  requestTimeout: 300_000,
  connectionsCheckingInterval: 30_000,
  /**
   * A client that takes nothing of its answer for so long has lost it: Trino gives up a query that
   * nobody asks for after the same time (query.client.timeout).
   */
  stalledTimeout: 300_000,
};

/** Requests that do not go through node:http where their form is plain. */
export interface LeanAnswers {
  takes: (head: RequestHead) => boolean;
  handle: (request: HttpRequest, response: HttpResponse) => void;
}

interface HttpServerOptions {
  /** How long running answers may go on after `close` before they are cut. */
  closeDeadlineMs: Milliseconds;
  lean?: LeanAnswers;
  /** Other limits than the usual ones. */
  limits?: Partial<typeof LIMITS>;
}

export interface HttpServer {
  /** Takes connections at an address; resolves to its URL, rejects as `listen` does. */
  listen(address: ListenAddress, listener: Listener): Promise<string>;
  /** Answers on a connection that another process took. */
  take(connection: Socket): void;
  /** From now on each answer is the last of its connection, so that clients open the next one elsewhere. */
  letGo(): void;
  /** Takes no new connection, lets running answers end within the deadline, then cuts them. */
  close(): Promise<void>;
}

export function createHttpServer(handler: RequestListener, options: HttpServerOptions): HttpServer {
  const { stalledTimeout, ...limits } = { ...LIMITS, ...options.limits };
  const server = createServer(serverOptions(limits));
  // Node would leave out headers beyond a count without a word; refusalOf counts them.
  server.maxHeadersCount = 0;
  const connections = trackConnections(server);
  answerRequests(server, handler);
  const leaveArriving = options.lean && answerPlainRequests(server, connections, options.lean);
  answerBrokenRequests(server, connections);
  endStalledAnswers(server, connections, stalledTimeout);
  let closed: Promise<void> | undefined;
  return {
    listen: (...where) => listen(server, ...where),
    take: takerOf(server),
    letGo: () => connections.endAfterAnswers(),
    close() {
      if (closed === undefined) leaveArriving?.();
      return (closed ??= closeServer(server, connections, options.closeDeadlineMs));
    },
  };
}

/** Has the server answer on connections as if it had taken them itself. */
function takerOf(server: Server): HttpServer['take'] {
  let isFirst = true;
  return (connection) => {
    // Here node:http begins to look for requests that take too long to arrive.
    if (isFirst) server.emit('listening');
    isFirst = false;
    connection.allowHalfOpen = true;
    connection.setNoDelay(true);
    server.emit('connection', connection);
  };
}

/** Node's own check of the Host is left out, as refusalOf says more. */
function serverOptions(limits: ServerOptions): ServerOptions {
  return { ...limits, requireHostHeader: false };
}

function answerRequests(server: Server, handler: RequestListener): void {
  const judged: RequestListener = (request, response) => {
    const refusal = refusalOf(request);
    if (refusal === undefined) return handler(request, response);
    response.writeHead(refusal.status, {
      'content-type': 'text/plain; charset=utf-8',
      connection: 'close',
      ...(refusal.status === 405 && { allow: 'GET, HEAD, POST, PUT, DELETE, OPTIONS' }),
    });
    response.end(`${refusal.reason}\n`);
  };
  server.on('request', judged);
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    continueWhenRead(request, response);
    judged(request, response);
  });
  // Node would refuse an Expect that it does not know with 417; what it means is not ours to judge.
  server.on('checkExpectation', judged);
}

/** The returned function: see answerLean. */
function answerPlainRequests(
  server: Server,
  connections: Connections,
  lean: LeanAnswers,
): () => void {
  const { keepAliveTimeout, timeout: stalledTimeout } = server;
  return answerLean(server, {
    ...{ keepAliveTimeout, stalledTimeout, takes: lean.takes, onAhead: connections.distrust },
    handle(request, response) {
      connections.begin(request, response);
      lean.handle(request, response);
    },
  });
}

/**
 * A client that asks first is told to go on when somebody reads its body. Where nobody does, the answer
 * says why at once; whether the body follows is unknown then, so no other request can.
 */
function continueWhenRead(request: IncomingMessage, response: ServerResponse): void {
  const { shouldKeepAlive } = response;
  const read = request._read.bind(request);
  response.shouldKeepAlive = false;
  request._read = (size) => {
    request._read = read;
    if (!response.headersSent) {
      response.shouldKeepAlive = shouldKeepAlive;
      response.writeContinue();
    }
    read(size);
  };
}

function answerBrokenRequests(server: Server, connections: Connections): void {
  const answered = new WeakSet<Socket>();
  server.on('clientError', (error: ClientError, socket: Socket) => {
    // The parser says the same again for each packet that follows.
    if (answered.has(socket)) return;
    answered.add(socket);
    // The answer of an earlier request would be mistaken for this one, or be cut by it.
    if (!socket.writable || !connections.mayBeAnswered(socket)) socket.destroy();
    else answerBroken(error, socket);
  });
  // Without a listener the connection would be closed without a word.
  server.on('connect', (_request, socket: Socket) => {
    socket.end('HTTP/1.1 405 Method Not Allowed\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
  });
}

/** Ends connections that are idle for too long, and those whose client stopped reading. */
function endStalledAnswers(server: Server, connections: Connections, stalledTimeout: number): void {
  server.timeout = stalledTimeout;
  server.on('timeout', (socket: Socket) => {
    // Nothing to send: the client waits for us, not we for it.
    if (connections.isQuiet(socket) || socket.writableLength > 0) socket.destroy();
  });
}

async function closeServer(
  server: Server,
  connections: Connections,
  deadlineMs: Milliseconds,
): Promise<void> {
  server.close();
  connections.endWhenQuiet();
  const late = setTimeout(() => connections.cut(), deadlineMs);
  // Node counts only those that the server took itself.
  await connections.allClosed();
  clearTimeout(late);
}
