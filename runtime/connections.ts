import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { HttpRequest, HttpResponse } from './lean-http/exchange';

interface Exchange {
  request: HttpRequest;
  response: HttpResponse;
}

/** Which requests are under way on which connection; pipelined ones share it. */
export interface Connections {
  /** A request is there, which is under way until its response is closed. */
  begin(request: HttpRequest, response: HttpResponse): void;
  /** Whether no request is under way. */
  isQuiet(socket: Socket): boolean;
  /** What comes now may be part of an earlier request to whoever sends it. */
  distrust(socket: Socket): void;
  /** Whether an answer written now would be that of the request that is being read. */
  mayBeAnswered(socket: Socket): boolean;
  /** Has each answer from now on say that it is the last of its connection. */
  endAfterAnswers(): void;
  /**
   * Ends those without a request, and the others when their last answer is sent. Node's
   * closeIdleConnections leaves out connections that never sent a request, such as a browser's or a
   * pool's spare ones, and they would hold up a stop.
   */
  endWhenQuiet(): void;
  /** Cuts all of them. */
  cut(): void;
  /** Resolves when none is left. */
  allClosed(): Promise<void>;
}

export function trackConnections(server: Server): Connections {
  const running = new Map<Socket, Exchange[]>();
  const distrusted = new WeakSet<Socket>();
  let isLast = false;
  let isEnding = false;
  let onNone = () => undefined as void;
  server.on('connection', (socket: Socket) => {
    running.set(socket, []);
    socket.once('close', () => {
      running.delete(socket);
      if (running.size === 0) onNone();
    });
  });
  const begin = (request: HttpRequest, response: HttpResponse) => {
    const exchanges = running.get(request.socket);
    const exchange = { request, response };
    exchanges?.push(exchange);
    if (isLast) response.shouldKeepAlive = false;
    response.once('close', () => {
      if (exchanges === undefined) return;
      exchanges.splice(exchanges.indexOf(exchange), 1);
      if (isEnding && exchanges.length === 0) request.socket.end();
    });
  };
  for (const event of ['request', 'checkContinue', 'checkExpectation']) server.on(event, begin);

  return {
    begin,
    isQuiet: (socket) => (running.get(socket)?.length ?? 0) === 0,
    distrust: (socket) => void distrusted.add(socket),
    mayBeAnswered(socket) {
      if (distrusted.has(socket)) return false;
      const [exchange, ...others] = running.get(socket) ?? [];
      if (exchange === undefined) return true;
      return others.length === 0 && !exchange.request.complete && !exchange.response.headersSent;
    },
    endAfterAnswers() {
      isLast = true;
      for (const { response } of [...running.values()].flatMap((exchanges) => [...exchanges])) {
        if (!response.headersSent) response.shouldKeepAlive = false;
      }
    },
    endWhenQuiet() {
      this.endAfterAnswers();
      isEnding = true;
      for (const [socket, exchanges] of running) if (exchanges.length === 0) socket.destroy();
    },
    cut() {
      for (const socket of running.keys()) socket.destroy();
    },
    async allClosed() {
      if (running.size > 0) await new Promise<void>((resolve) => (onNone = resolve));
    },
  };
}
