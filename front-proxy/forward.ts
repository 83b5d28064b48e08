import { Pool, type Dispatcher } from 'undici';
import type { IncomingMessage } from 'node:http';
import type { Milliseconds } from '../runtime/units';
import type { LeaveSignal } from './client-leaving';

/** What is sent to an origin; header names and values alternate, as Node's rawHeaders do. */
export interface OutgoingRequest {
  method: string;
  path: string;
  headers: string[];
  body?: Buffer | IncomingMessage;
}

/** Where an answer goes, as it arrives. */
export interface Receiver {
  onHead(status: number, rawHeaders: string[], flow: Flow): void;
  onData(chunk: Buffer, flow: Flow): void;
  onEnd(): void;
  /** Called at most once and as the last; `sent` tells whether the request can have arrived. */
  onError(error: Error): void;
}

/** Holds back, continues or ends the answer while it streams. */
export interface Flow {
  pause(): void;
  resume(): void;
  abort(reason: Error): void;
}

export interface ForwarderOptions {
  connectTimeoutMs: Milliseconds;
  responseTimeoutMs: Milliseconds;
  /** Connections per origin; beyond them requests wait for one to become free. */
  maxConnections: number;
}

export interface ExchangeLimits {
  timeoutMs: Milliseconds;
  /** The longest body, in bytes. */
  limit: number;
  signal?: LeaveSignal;
}

/** A whole answer; header names and values alternate. */
export interface GatheredAnswer {
  status: number;
  rawHeaders: string[];
  body: Buffer;
}

/**
 * Sends requests to origins over kept-alive connections and hands answers on as raw bytes: nothing
 * is decoded, and headers keep their order and spelling. The only door to the proxying HTTP client.
 */
export function createForwarder(options: ForwarderOptions) {
  const { connectTimeoutMs, responseTimeoutMs, maxConnections } = options;
  const pools = new Map<string, Pool>();

  function poolOf(origin: string): Pool {
    let pool = pools.get(origin);
    if (pool === undefined) {
      pool = new Pool(origin, {
        connections: maxConnections,
        pipelining: 1,
        connect: { timeout: connectTimeoutMs },
        headersTimeout: responseTimeoutMs,
        bodyTimeout: responseTimeoutMs,
        // A coordinator keeps idle connections for minutes; ours go first, so that none dies under a request.
        keepAliveTimeout: 10_000,
        // An answer to PREPARE carries the statement; Trino sends headers as large as it takes.
        maxHeaderSize: 2_200_000,
      });
      pools.set(origin, pool);
    }
    return pool;
  }

  /** Sends one request; the returned function aborts it. Errors go to the receiver, never thrown. */
  function forward(origin: string, request: OutgoingRequest, receiver: Receiver) {
    let flow: Flow | undefined;
    let aborted: Error | undefined;
    poolOf(origin).dispatch(
      {
        method: request.method as Dispatcher.HttpMethod,
        path: request.path,
        headers: request.headers,
        body: request.body ?? null,
      },
      {
        onRequestStart(controller) {
          flow = controller;
          if (aborted !== undefined) controller.abort(aborted);
        },
        onResponseStart(controller, status) {
          if (status < 200) return;
          receiver.onHead(status, textHeaders(controller.rawHeaders), controller);
        },
        onResponseData: (controller, chunk) => receiver.onData(chunk, controller),
        onResponseEnd: () => receiver.onEnd(),
        onResponseError: (_controller, error) => receiver.onError(aborted ?? error),
      },
    );
    return (reason: Error) => {
      aborted = reason;
      flow?.abort(reason);
    };
  }

  /** Sends one small request and gathers the whole answer; rejects past the limits or when given up. */
  function exchange(
    origin: string,
    request: OutgoingRequest,
    { timeoutMs, limit, signal }: ExchangeLimits,
  ): Promise<GatheredAnswer> {
    return new Promise((resolve, reject) => {
      const chunks: Buffer[] = [];
      let [status, total] = [0, 0];
      let rawHeaders: string[] = [];
      const abort = forward(origin, request, {
        onHead: (...head) => ([status, rawHeaders] = head),
        onData(chunk, flow) {
          total += chunk.length;
          if (total > limit) flow.abort(new Error(`the answer is longer than ${limit} bytes`));
          else chunks.push(chunk);
        },
        onEnd() {
          stopWatching();
          resolve({ status, rawHeaders, body: Buffer.concat(chunks) });
        },
        onError(error) {
          stopWatching();
          reject(error);
        },
      });
      const giveUpLate = () => abort(new Error(`no answer in ${Math.round(timeoutMs)} ms`));
      const timer = setTimeout(giveUpLate, timeoutMs);
      const giveUp = () => abort(signal?.reason as Error);
      signal?.addEventListener('abort', giveUp, { once: true });
      if (signal?.aborted) giveUp();
      function stopWatching(): void {
        clearTimeout(timer);
        signal?.removeEventListener('abort', giveUp);
      }
    });
  }

  return {
    forward,
    exchange,
    async close(): Promise<void> {
      await Promise.all([...pools.values()].map((pool) => pool.destroy()));
    },
  };
}

export type Forwarder = ReturnType<typeof createForwarder>;

function textHeaders(raw: Dispatcher.DispatchController['rawHeaders']): string[] {
  // Latin-1 keeps every byte of a header value as it was (RFC 9110, 5.5).
  return Array.isArray(raw) ? raw.map((part) => part.toString('latin1' as BufferEncoding)) : [];
}
