import { createServer, request as httpRequest, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An HTTP load balancer whose origins take turns, request by request. */
export interface LoadBalancer {
  url: string;
  /** Targets of the requests that passed, by origin; empty it to count anew. */
  passed: { origin: string; target: string }[];
  close(): void;
}

/**
 * Starts a load balancer on 127.0.0.1 that keeps the Host, as those in front of proxies do. A request
 * whose origin fails before it answers goes to the next one; POSTs too, as they only register a query.
 */
export async function startLoadBalancer(origins: readonly string[]): Promise<LoadBalancer> {
  const passed: LoadBalancer['passed'] = [];
  let turn = 0;
  const server = createServer((request, response) => {
    void bodyOf(request).then(async (body) => {
      const first = (turn += 1);
      for (const at of origins.keys()) {
        const origin = origins[(first + at) % origins.length] ?? '';
        passed.push({ origin, target: request.url ?? '/' });
        const answer = await ask(origin, request, body).catch(() => undefined);
        if (answer === undefined) continue;
        response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
        answer.on('error', () => response.destroy());
        response.on('close', () => answer.destroy());
        answer.pipe(response);
        return;
      }
      response.writeHead(502).end('No origin answers');
    });
  });
  // Idle connections are the clients' to close: one that both use and close at once loses a request.
  server.keepAliveTimeout = 600_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    passed,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

function ask(origin: string, request: IncomingMessage, body: Buffer): Promise<IncomingMessage> {
  const { hostname, port } = new URL(origin);
  const { method, url: path, headers } = request;
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest({ hostname, port, method, path, headers }, resolve);
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
