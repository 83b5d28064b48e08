import type { Logger } from '../runtime/log';
import type { Milliseconds } from '../runtime/units';
import { createRouterOrder } from './router-order';

/** Asks one router, which has so long to answer; rejects where it does not. */
type AskOne<Answer> = (url: string, timeoutMs: Milliseconds) => Promise<Answer>;

/**
 * Asks routers one after the other, those that failed lately last, until one answers within a deadline
 * over all of them; rejects when none does.
 */
export function createRouterTurns(urls: readonly string[], log: Logger) {
  const order = createRouterOrder(urls, () => performance.now());

  return async function inTurn<Answer>(
    timeoutMs: Milliseconds,
    ask: AskOne<Answer>,
    signal?: AbortSignal,
  ): Promise<Answer> {
    const deadline = performance.now() + timeoutMs;
    let failure: Error | undefined;
    const asked = order.inOrder();
    for (const [at, url] of asked.entries()) {
      // One that hangs leaves time for the others.
      const share = Math.max(1, (deadline - performance.now()) / (asked.length - at));
      try {
        const answer = await ask(url, share);
        order.answered(url);
        return answer;
      } catch (err) {
        if (signal?.aborted) throw err;
        order.failed(url);
        failure = new Error(`${url}: ${(err as Error).message}`);
        log.debug({ err, url }, 'router did not answer');
      }
    }
    throw failure ?? new Error('no router is configured');
  };
}
