import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { OutgoingRequest } from '../../../runtime/lean-http/origin-exchange';
import { OriginPool, type OriginLimits } from '../../../runtime/lean-http/origin-pool';
import { type Cleanup } from '../../support/running-proxy';

export const GET: OutgoingRequest = { method: 'GET', path: '/', headers: ['Host', 'h'] };

export interface Origin {
  pool: OriginPool;
  /** Connections in the order in which they were made. */
  sockets: Socket[];
  /** Requests as they came. */
  requests: string[];
}

/** A pool for a server that hands each request to `answer`. */
export async function origin(
  cleanup: Cleanup,
  answer: (socket: Socket, request: string) => void,
  limits: Partial<OriginLimits> = {},
): Promise<Origin> {
  const sockets: Socket[] = [];
  const requests: string[] = [];
  const server: Server = createServer((socket) => {
    sockets.push(socket);
    socket
      .on('error', () => undefined)
      .on('data', (bytes) => {
        requests.push(bytes.toString('latin1'));
        answer(socket, bytes.toString('latin1'));
      });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const pool = new OriginPool(`http://127.0.0.1:${port}`, {
    ...{ connectTimeoutMs: 5000, silenceMs: 5000, maxHeadBytes: 100_000 },
    ...{ maxConnections: 10, maxWaiting: 10, idleMs: 10_000, ...limits },
  });
  cleanup.add(server, () => server.close());
  cleanup.add(sockets, () => sockets.forEach((socket) => socket.destroy()));
  cleanup.add(pool, () => pool.close());
  return { pool, sockets, requests };
}

export interface Answered {
  status: number;
  body: string;
}

export function ask(pool: OriginPool, request: OutgoingRequest = GET): Promise<Answered> {
  return new Promise((resolve, reject) => {
    let [status, body] = [0, ''];
    pool.send(request, {
      onHead: (head) => void ({ status } = head),
      onData: (bytes) => void (body += bytes.toString('latin1')),
      onEnd: () => resolve({ status, body }),
      onError: reject,
    });
  });
}
