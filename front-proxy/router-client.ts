import type { CarriedWarning } from '../protocol/carried-warnings';
import type { DecidedStatement, Decision, Reason } from '../protocol/decision';
import type { TrinoErrorCode } from '../protocol/trino-error';
import type { Logger } from '../runtime/log';
import type { TrustedProxies } from './client-origin';
import type { ClientRequest } from './client-request';
import { RefusedQuestion, type AskForDecision } from './decision-batches';
import type { FallbackRouter } from './fallback';
import { readRoute } from './read-route';
import { routingQuestion } from './routing-question';

/** A decision as the proxy needs it, from the router or its own fallback. */
export interface Route {
  routingGroup: string;
  reason: Reason;
  errors: string[];
  /** What the client reads of `errors`; a rule's refusal where it is absent. */
  errorCode?: TrinoErrorCode;
  /** Values of headers that the statement gets anew; those of `removedHeaders` it loses. */
  externalHeaders: Record<string, string>;
  removedHeaders?: readonly string[];
  /** Goes before the group as long as it takes statements. */
  cluster?: string;
  /** Whether nothing stands in for `cluster`. */
  strict?: boolean;
  /** Groups to try while none of the clusters above takes statements. */
  fallback?: readonly string[];
  /** What counts the query, and how many may run at once. */
  limits?: Decision['limits'];
  queuePriority?: number;
  /** What rules tell the client beside its result. */
  warnings?: readonly CarriedWarning[];
  decisionId?: string;
  /** The router's, of the statement; empty where it could not be read in time. */
  fingerprint?: string;
  /** The query that this statement ends: only its own cluster can. */
  killedQueryId?: string;
  /** What the router read in the statement. */
  statement?: DecidedStatement;
}

interface RouterClientOptions {
  askForDecision: AskForDecision;
  trustedProxies: TrustedProxies;
  log: Logger;
  fallback: FallbackRouter;
}

/** Failures in a row after which the router is left alone for a while. */
const BREAKER_FAILURES = 5;
const BREAKER_PAUSE_MS = 1000;

/**
 * Asks the router where a statement belongs. While none answers in time the fallback serves, and a
 * breaker keeps statements from waiting. Deadlines are taken from a clock that nobody sets.
 */
export function createRouterClient(options: RouterClientOptions) {
  const { askForDecision, trustedProxies, log, fallback } = options;
  let failures = 0;
  let closedUntil = 0;
  let lastFailure: unknown;

  function noteFailure(error: unknown): void {
    // Statements that were asked about together fail together, once.
    if (error === lastFailure) return;
    lastFailure = error;
    failures += 1;
    if (failures === BREAKER_FAILURES) log.warn('no router answers; the fallback serves');
    if (failures >= BREAKER_FAILURES) closedUntil = performance.now() + BREAKER_PAUSE_MS;
  }

  return {
    /** Never rejects: the fallback answers when no router does. */
    async route(request: ClientRequest, statement: string): Promise<Route> {
      if (performance.now() < closedUntil) return fallback.route(request, statement);
      try {
        const answer = await askForDecision(routingQuestion(request, trustedProxies, statement));
        const route = readRoute(answer);
        failures = 0;
        fallback.decided(request, statement, route);
        return route;
      } catch (err) {
        log.debug({ err }, 'no router decided');
        // A router that refuses one question is there for others.
        if (!(err instanceof RefusedQuestion)) noteFailure(err);
        return fallback.route(request, statement);
      }
    },
  };
}

export type RouterClient = ReturnType<typeof createRouterClient>;
