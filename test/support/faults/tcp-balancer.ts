import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { reset } from './reset';

const LOOK_MS = 200;
const LOOK_TIMEOUT_MS = 1000;

/** A load balancer that knows nothing of HTTP but the /readyz that it looks at. */
export interface TcpBalancer {
  url: string;
  /** How often each origin was found not to be ready. */
  notReady: ReadonlyMap<string, number>;
  /** Ends every connection; for a moment when no request is under way. */
  disconnect(): void;
  close(): Promise<void>;
}

/** Deals connections out in turn to the ready ones, without stickiness; a refused one goes to the next. */
export async function startTcpBalancer(origins: readonly string[]): Promise<TcpBalancer> {
  const notReady = new Map(origins.map((origin) => [origin, 0]));
  const ready = new Set(origins);
  const sockets = new Set<Socket>();
  let turn = 0;

  async function look(origin: string): Promise<void> {
    const signal = AbortSignal.timeout(LOOK_TIMEOUT_MS);
    const { ok } = await fetch(`${origin}/readyz`, { signal }).catch(() => ({ ok: false }));
    if (ok) return void ready.add(origin);
    ready.delete(origin);
    notReady.set(origin, (notReady.get(origin) ?? 0) + 1);
  }

  function serve(client: Socket): void {
    track(client).on('error', () => undefined);
    const candidates = ready.size > 0 ? origins.filter((origin) => ready.has(origin)) : origins;
    turn += 1;
    const order = candidates.map((_, at) => candidates[(turn + at) % candidates.length] ?? '');
    tryNext(client, order);
  }

  function tryNext(client: Socket, [origin, ...others]: readonly string[]): void {
    if (origin === undefined) return reset(client);
    const { hostname, port } = new URL(origin);
    const socket = track(connect({ host: hostname, port: Number(port) }));
    let isConnected = false;
    socket.once('connect', () => {
      isConnected = true;
      client.pipe(socket).pipe(client);
    });
    socket.on('error', () => (isConnected ? reset(client) : tryNext(client, others)));
    client.once('close', () => socket.destroy());
  }

  function track(socket: Socket): Socket {
    sockets.add(socket.setNoDelay(true));
    return socket.once('close', () => sockets.delete(socket));
  }

  function disconnect(): void {
    for (const socket of sockets) socket.destroy();
  }

  const server = createServer(serve);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const looks = origins.map((origin) => setInterval(() => void look(origin), LOOK_MS));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    notReady,
    disconnect,
    async close() {
      looks.forEach((timer) => clearInterval(timer));
      disconnect();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
