import type { Logger } from '../runtime/log';
import type { Milliseconds } from '../runtime/units';
import type { Forwarder, GatheredAnswer } from './forward';
import { createRouterOrder } from './router-order';

interface RoutersOptions {
  forwarder: Forwarder;
  urls: readonly string[];
  log: Logger;
}

/** A small request for any router-service; all know the same. */
export interface RouterRequest {
  method: string;
  path: string;
  headers: string[];
  body?: Buffer;
}

interface AskLimits<Answer> {
  /** For all routers together. */
  timeoutMs: Milliseconds;
  /** How long one may keep the request before it answers, beyond that. */
  holdMs?: Milliseconds;
  signal?: AbortSignal;
  /** Throws where it is no answer: a failure of this router. */
  read: (answer: GatheredAnswer) => Answer;
}

const MAX_ANSWER_BYTES = 20_000_000;

/** Asks routers one after the other, those that failed lately last; rejects when none answers. */
export function createAskRouters({ forwarder, urls, log }: RoutersOptions) {
  const order = createRouterOrder(urls, () => performance.now());

  return async function askRouters<Answer>(
    request: RouterRequest,
    { timeoutMs, holdMs = 0, signal, read }: AskLimits<Answer>,
  ): Promise<Answer> {
    const deadline = performance.now() + timeoutMs;
    let failure: Error | undefined;
    const asked = order.inOrder();
    for (const [at, url] of asked.entries()) {
      // One that hangs leaves time for the others.
      const share = Math.max(1, (deadline - performance.now()) / (asked.length - at));
      const limits = { timeoutMs: holdMs + share, limit: MAX_ANSWER_BYTES, signal };
      try {
        const answer = read(await forwarder.exchange(url, request, limits));
        order.answered(url);
        return answer;
      } catch (err) {
        if (signal?.aborted) throw err;
        order.failed(url);
        failure = new Error(`${url}: ${(err as Error).message}`);
        log.debug({ err, url, path: request.path }, 'router did not answer');
      }
    }
    throw failure ?? new Error('no router is configured');
  };
}

export type AskRouters = ReturnType<typeof createAskRouters>;

/** The JSON of an answer of status 200; throws for any other. */
export function jsonOf({ status, body }: GatheredAnswer): unknown {
  const text = body.toString('utf8');
  if (status !== 200) throw new Error(`it answered ${status}: ${text.slice(0, 300)}`);
  return JSON.parse(text) as unknown;
}
