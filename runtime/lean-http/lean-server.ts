import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Milliseconds } from '../units';
import { LeanConnection, type LeanSettings } from './lean-connection';

interface Options extends Omit<LeanSettings, 'times'> {
  /** How long a connection may be idle between two requests. */
  keepAliveTimeout: Milliseconds;
  /** How long a client may take nothing of its answer before the server hears `timeout` of it. */
  stalledTimeout: Milliseconds;
  /** What node:http gets of a connection came before the answer to an earlier request. */
  onAhead: (socket: Socket) => void;
}

/** A request that takes longer to arrive is left to node:http, which has a deadline for it. */
const MAX_ARRIVAL_MS = 5_000;
const SWEEP_MS = 1_000;

/**
 * Reads and answers plain requests on a server's connections with far less work than node:http, which
 * gets each connection with its first request of another kind. What is plain: request-head.ts. The
 * returned function leaves to node:http what has only arrived in part, which a stop must wait for.
 */
export function answerLean(
  server: Server,
  { keepAliveTimeout, stalledTimeout, onAhead, ...settings }: Options,
): () => void {
  const open = new Map<Socket, LeanConnection>();
  const nodeHttp = server.listeners('connection')[0] as (this: Server, socket: Socket) => void;
  const keepAliveSeconds = Math.floor(keepAliveTimeout / 1000);
  const all = { ...settings, times: { keepAliveSeconds, stalledTimeout } };

  server.off('connection', nodeHttp);
  server.on('connection', (socket: Socket) => {
    socket.setNoDelay(true);
    const onTimeout = () => server.emit('timeout', socket);
    socket.on('timeout', onTimeout);
    const connection = new LeanConnection(socket, all, (unread, cameAhead) => {
      open.delete(socket);
      if (cameAhead) onAhead(socket);
      socket.setTimeout(0);
      socket.off('timeout', onTimeout);
      nodeHttp.call(server, socket);
      // It takes further bytes from the handle itself; these are the ones before.
      if (unread.length > 0) socket.emit('data', unread);
    });
    open.set(socket, connection);
    socket.once('close', () => open.delete(socket));
  });

  const sweep = setInterval(() => {
    const now = performance.now();
    for (const [socket, connection] of open) {
      const age = now - connection.since;
      if (connection.isAnswering) continue;
      if (connection.isWaitingForRest) {
        if (age > MAX_ARRIVAL_MS) connection.handOver();
      } else if (age > keepAliveTimeout) socket.destroy();
    }
  }, SWEEP_MS);
  sweep.unref();
  server.once('close', () => clearInterval(sweep));
  return () => {
    for (const connection of open.values()) if (connection.isWaitingForRest) connection.handOver();
  };
}
