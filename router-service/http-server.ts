import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ListenAddress, urlOf } from '../runtime/listen-address';
import { ServiceError } from '../runtime/service-error';

// A request that takes longer to arrive is an attack or a broken network.
const HEADERS_TIMEOUT_MS = 15_000;
const REQUEST_TIMEOUT_MS = 60_000;
// Longer than the pause between two polls of a proxy, which then keeps its connection.
const KEEP_ALIVE_TIMEOUT_MS = 75_000;
const CLOSE_TIMEOUT_MS = 10_000;

export interface HttpServer {
  url: string;
  /** Takes no more connections, waits for answers that are under way, and cuts off what is left. */
  close(): Promise<void>;
}

/** Listens on an address; rejects with a sentence of reason and remedy where that cannot be. */
export async function listen(
  handler: RequestListener,
  address: ListenAddress,
): Promise<HttpServer> {
  const server = createServer({
    headersTimeout: HEADERS_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    // Prepared statements travel in headers, and Trino Gateway passes all of them on.
    maxHeaderSize: 1_000_000,
  });
  server.on('request', handler);
  // A client's Expect arrives through Trino Gateway; Node would refuse unknown ones with 417.
  server.on('checkExpectation', handler);
  await startListening(server, address);
  const { port } = server.address() as AddressInfo;
  return { url: urlOf({ host: address.host, port }), close: () => closeServer(server) };
}

async function startListening(server: Server, { host, port }: ListenAddress): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  }).catch((err: NodeJS.ErrnoException) => {
    throw cannotListen(err, { host, port });
  });
}

function cannotListen(cause: NodeJS.ErrnoException, { host, port }: ListenAddress): ServiceError {
  const remedies: Record<string, string> = {
    EADDRINUSE: 'the port is taken; stop the process that has it or change routerService.listen',
    EACCES: 'this user may not use the port; choose one above 1023 in routerService.listen',
    EADDRNOTAVAIL: 'this machine has no such address; change routerService.listen',
  };
  const reason = remedies[cause.code ?? ''] ?? cause.message;
  const message = `The router-service cannot listen on ${host}:${port}: ${reason}`;
  return new ServiceError('CANNOT_LISTEN', 500, message, { cause });
}

async function closeServer(server: Server): Promise<void> {
  const cutOff = setTimeout(() => server.closeAllConnections(), CLOSE_TIMEOUT_MS);
  await new Promise<void>((resolve) => server.close(() => resolve()));
  clearTimeout(cutOff);
}
