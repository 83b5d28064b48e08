import { createServer, type RequestListener, type Server, type ServerOptions } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { type ListenAddress, urlOf } from './listen-address';
import type { RunningService } from './running-service';
import { ServiceError } from './service-error';

// Longer than a load balancer keeps its own, so that it is never we who close under a request.
const KEEP_ALIVE_TIMEOUT_MS = 75_000;
// Prepared statements travel in headers.
const MAX_HEADER_BYTES = 1_000_000;
/** How long running answers may go on after a stop. */
const CLOSE_DEADLINE_MS = 8000;

interface HttpServerOptions {
  /** Who listens, for messages. */
  service: string;
  /** The setting that holds the address, for messages. */
  setting: string;
  /** Further limits of node:http. */
  limits?: Pick<ServerOptions, 'headersTimeout' | 'requestTimeout'>;
}

/** Listens on an address; rejects with a sentence of reason and remedy where that cannot be. */
export async function startHttpServer(
  handler: RequestListener,
  address: ListenAddress,
  options: HttpServerOptions,
): Promise<RunningService> {
  const server = createServer({
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    maxHeaderSize: MAX_HEADER_BYTES,
    ...options.limits,
  });
  const quiet = trackQuietSockets(server);
  server.on('request', handler);
  // Node would refuse an Expect that it does not know with 417; what it means is not ours to judge.
  server.on('checkExpectation', handler);
  await listen(server, address, options);
  const { port } = server.address() as AddressInfo;
  let closed: Promise<void> | undefined;
  return {
    url: urlOf({ host: address.host, port }),
    close: () => (closed ??= closeServer(server, quiet)),
  };
}

/**
 * The connections without a request under way. Node's closeIdleConnections leaves out those that
 * never sent one, such as a browser's or a pool's spare connections, and they would hold up a stop.
 */
function trackQuietSockets(server: Server): ReadonlySet<Socket> {
  const quiet = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    quiet.add(socket);
    socket.once('close', () => quiet.delete(socket));
  });
  server.on('request', ({ socket }, response) => {
    quiet.delete(socket);
    response.once('close', () => {
      if (!socket.destroyed) quiet.add(socket);
    });
  });
  return quiet;
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
async function closeServer(server: Server, quiet: ReadonlySet<Socket>): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  for (const socket of quiet) socket.destroy();
  const late = setTimeout(() => server.closeAllConnections(), CLOSE_DEADLINE_MS);
  await closed;
  clearTimeout(late);
}
