import type { AnswerHead } from '../runtime/lean-http/answer-head';
import type { OutgoingRequest, Receiver } from '../runtime/lean-http/origin-exchange';
import { OriginPool, type Abort, type OriginLimits } from '../runtime/lean-http/origin-pool';
import type { Milliseconds } from '../runtime/units';
import type { LeaveSignal } from './client-leaving';

export interface ForwarderOptions {
  connectTimeoutMs: Milliseconds;
  responseTimeoutMs: Milliseconds;
  /** Connections per origin; beyond them requests wait for one to become free. */
  maxConnections: number;
  /** As many requests to one origin may wait. */
  maxWaiting: number;
}

export interface ExchangeLimits {
  timeoutMs: Milliseconds;
  /** The longest body, in bytes. */
  limit: number;
  signal?: LeaveSignal;
}

/** A whole answer. */
export interface GatheredAnswer {
  status: number;
  head: AnswerHead;
  body: Buffer;
}

/** A coordinator keeps idle connections for minutes; ours go first, so that none dies under a request. */
const IDLE_MS = 10_000;
// An answer to PREPARE carries the statement; Trino sends headers as large as it takes.
const MAX_HEAD_BYTES = 2_200_000;
const SWEEP_MS = 500;

/**
 * Sends requests to origins over kept-alive connections and hands answers on as raw bytes: nothing
 * is decoded, and headers keep their order and spelling, but for Content-Length, which goes last. The
 * only door to the proxying HTTP client.
 */
export function createForwarder(options: ForwarderOptions) {
  const { connectTimeoutMs, responseTimeoutMs, maxConnections, maxWaiting } = options;
  const limits: OriginLimits = {
    ...{ connectTimeoutMs, silenceMs: responseTimeoutMs, maxConnections, maxWaiting },
    ...{ maxHeadBytes: MAX_HEAD_BYTES, idleMs: IDLE_MS },
  };
  const pools = new Map<string, OriginPool>();
  const sweep = setInterval(() => {
    for (const [origin, pool] of pools) {
      pool.sweep();
      if (pool.isEmpty) pools.delete(origin);
    }
  }, SWEEP_MS);
  sweep.unref();

  function poolOf(origin: string): OriginPool {
    let pool = pools.get(origin);
    if (pool === undefined) pools.set(origin, (pool = new OriginPool(origin, limits)));
    return pool;
  }

  /** Sends one request; the returned function aborts it. Errors go to the receiver, never thrown. */
  function forward(origin: string, request: OutgoingRequest, receiver: Receiver): Abort {
    return poolOf(origin).send(request, receiver);
  }

  /** Sends one small request and gathers the whole answer; rejects past the limits or when given up. */
  function exchange(
    origin: string,
    request: OutgoingRequest,
    { timeoutMs, limit, signal }: ExchangeLimits,
  ): Promise<GatheredAnswer> {
    return new Promise((resolve, reject) => {
      const chunks: Buffer[] = [];
      let total = 0;
      let head: AnswerHead | undefined;
      const abort = forward(origin, request, {
        onHead: (told) => void (head = told),
        onData(bytes, flow) {
          total += bytes.length;
          if (total > limit) flow.abort(new Error(`the answer is longer than ${limit} bytes`));
          else chunks.push(Buffer.from(bytes));
        },
        onEnd() {
          stopWatching();
          const [first] = chunks;
          const body = chunks.length === 1 && first ? first : Buffer.concat(chunks);
          if (head === undefined) return reject(new Error('an answer without a head'));
          resolve({ status: head.status, head, body });
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
    close(): void {
      clearInterval(sweep);
      for (const pool of pools.values()) pool.close();
    },
  };
}

export type Forwarder = ReturnType<typeof createForwarder>;
