import { createServer, type Socket } from 'node:net';
import type { HttpServer } from '../../runtime/http-server';
import { listen } from '../../runtime/listen';

/** A process that answers on connections which this one took. */
export interface Taker {
  /** Sends it a connection, of which this process keeps its own end; it answers with `taken`. */
  hand(id: number, connection: Socket): void;
}

export interface HandOver extends Pick<HttpServer, 'listen'> {
  join(taker: Taker): void;
  /** The taker has read nothing of the connection before it says so. */
  taken(taker: Taker, id: number): void;
  /** It could not take the first of those that it has not taken: it has as many files open as it may. */
  refused(taker: Taker): void;
  /** It is gone: what it has not taken goes to others. */
  leave(taker: Taker): void;
  close(): void;
}

/** Connections that wait for a taker, when there is none; more are closed. */
const MAX_WAITING = 1024;
/** What a worker refused is handed over anew after this pause. */
const REFUSED_PAUSE_MS = 100;

/**
 * Takes connections and hands each to a process that answers on it: to whom has the fewest to take yet,
 * in turn. node:cluster does the same, but forgets those that are on their way to a process that dies: their
 * clients would wait for an answer for ever. It also gives the port up when the last process dies.
 */
export function createHandOver(): HandOver {
  const server = createServer({ pauseOnConnect: true }, hand);
  /** By who was handed one longest ago, each with what it has not taken yet. */
  const takers = new Map<Taker, Map<number, Socket>>();
  let waiting: Socket[] = [];
  let lastId = 0;

  function hand(connection: Socket): void {
    if (!server.listening) return void connection.destroy();
    const next = nextTaker();
    if (next !== undefined) handTo(...next, connection);
    else if (waiting.length < MAX_WAITING) waiting.push(connection);
    else connection.destroy();
  }

  function nextTaker(): [Taker, Map<number, Socket>] | undefined {
    // Of equals the first one.
    return [...takers].sort(([, some], [, others]) => some.size - others.size)[0];
  }

  function handTo(taker: Taker, untaken: Map<number, Socket>, connection: Socket): void {
    takers.delete(taker);
    takers.set(taker, untaken);
    lastId += 1;
    untaken.set(lastId, connection);
    taker.hand(lastId, connection);
  }

  function handWaiting(): void {
    const connections = waiting;
    waiting = [];
    connections.forEach(hand);
  }

  return {
    listen: (...where) => listen(server, ...where),
    join(taker) {
      takers.set(taker, new Map());
      handWaiting();
    },
    taken(taker, id) {
      takers.get(taker)?.get(id)?.destroy();
      takers.get(taker)?.delete(id);
    },
    refused(taker) {
      const [first] = takers.get(taker) ?? [];
      if (first === undefined) return;
      takers.get(taker)?.delete(first[0]);
      setTimeout(() => hand(first[1]), REFUSED_PAUSE_MS);
    },
    leave(taker) {
      const untaken = takers.get(taker);
      takers.delete(taker);
      untaken?.forEach(hand);
    },
    close() {
      server.close();
      handWaiting();
    },
  };
}
