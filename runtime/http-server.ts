import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerOptions,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { answerBroken, type ClientError } from './broken-request';
import { trackConnections, type Connections } from './connections';
import type { HttpRequest, HttpResponse } from './lean-http/exchange';
import { answerLean } from './lean-http/lean-server';
import type { RequestHead } from './lean-http/request-head';
import { type ListenAddress, urlOf } from './listen-address';
import { refusalOf } from './request-form';
import type { RunningService } from './running-service';
import { ServiceError } from './service-error';
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
  /** Who listens, for messages. */
  service: string;
  /** The setting that holds the address, for messages. */
  setting: string;
  /** How long running answers may go on after `close` before they are cut. */
  closeDeadlineMs: Milliseconds;
  lean?: LeanAnswers;
  /** Other limits than the usual ones. */
  limits?: Partial<typeof LIMITS>;
}

export interface HttpServer extends RunningService {
  /** From now on each answer is the last of its connection, so that clients open the next one elsewhere. */
  letGo(): void;
}

/** Listens on an address; rejects with a sentence of reason and remedy where that cannot be. */
export async function startHttpServer(
  handler: RequestListener,
  address: ListenAddress,
  options: HttpServerOptions,
): Promise<HttpServer> {
  const { stalledTimeout, ...limits } = { ...LIMITS, ...options.limits };
  const server = createServer(serverOptions(limits));
  // Node would leave out headers beyond a count without a word; refusalOf counts them.
  server.maxHeadersCount = 0;
  const connections = trackConnections(server);
  answerRequests(server, handler);
  const leaveArriving = options.lean && answerPlainRequests(server, connections, options.lean);
  answerBrokenRequests(server, connections);
  endStalledAnswers(server, connections, stalledTimeout);
  await listen(server, address, options);
  const { port } = server.address() as AddressInfo;
  let closed: Promise<void> | undefined;
  return {
    url: urlOf({ host: address.host, port }),
    letGo: () => connections.endAfterAnswers(),
    close() {
      if (closed === undefined) leaveArriving?.();
      return (closed ??= closeServer(server, connections, options.closeDeadlineMs));
    },
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

function listen(
  server: Server,
  { host, port }: ListenAddress,
  { service, setting }: HttpServerOptions,
): Promise<void> {
  const reasons: Record<string, string> = {
    EADDRINUSE: `the port is taken; stop the process that has it or change ${setting}`,
    EACCES: `this user may not use the port; choose one above 1023 in ${setting}`,
    EADDRNOTAVAIL: `this machine has no such address; change ${setting}`,
  };
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const reason = reasons[cause.code ?? ''] ?? cause.message;
      const message = `The ${service} cannot listen on ${host}:${port}: ${reason}`;
      reject(new ServiceError('CANNOT_LISTEN', 500, message, { cause }));
    });
    server.listen(port, host, resolve);
  });
}

/** Takes no new connection, lets running answers end within the deadline, then cuts them. */
async function closeServer(
  server: Server,
  connections: Connections,
  deadlineMs: Milliseconds,
): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  connections.endWhenQuiet();
  const late = setTimeout(() => connections.cut(), deadlineMs);
  await closed;
  clearTimeout(late);
}
