import type { Logger } from '../runtime/log';
import type { Milliseconds } from '../runtime/units';
import type { Forwarder, GatheredAnswer } from './forward';
import { createRouterTurns } from './router-turns';

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
  const inTurn = createRouterTurns(urls, log);

  return function askRouters<Answer>(
    request: RouterRequest,
    { timeoutMs, holdMs = 0, signal, read }: AskLimits<Answer>,
  ): Promise<Answer> {
    const ask = async (url: string, shareMs: Milliseconds) => {
      const limits = { timeoutMs: holdMs + shareMs, limit: MAX_ANSWER_BYTES, signal };
      return read(await forwarder.exchange(url, request, limits));
    };
    return inTurn(timeoutMs, ask, signal);
  };
}

export type AskRouters = ReturnType<typeof createAskRouters>;

/** The JSON of an answer of status 200; throws for any other. */
export function jsonOf({ status, body }: GatheredAnswer): unknown {
  const text = body.toString('utf8');
  if (status !== 200) throw new Error(`it answered ${status}: ${text.slice(0, 300)}`);
  return JSON.parse(text) as unknown;
}
