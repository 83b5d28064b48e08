import type { CarriedWarning } from '../protocol/carried-warnings';
import {
  routeResponseSchema,
  type DecidedStatement,
  type Decision,
  type Reason,
  type RouteResponse,
} from '../protocol/decision';
import { SECRET_HEADERS, basicUser } from '../protocol/headers';
import type { TrinoErrorCode } from '../protocol/trino-error';
import type { Logger } from '../runtime/log';
import type { Milliseconds } from '../runtime/units';
import { jsonOf, type AskRouters } from './ask-routers';
import { originOf, type TrustedProxies } from './client-origin';
import type { FallbackRouter } from './fallback';
import type { GatheredAnswer } from './forward';
import type { ClientRequest } from './client-request';

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
  askRouters: AskRouters;
  trustedProxies: TrustedProxies;
  log: Logger;
  timeoutMs: Milliseconds;
  fallback: FallbackRouter;
}

const JSON_TYPE = ['content-type', 'application/json'];
/** Failures in a row after which the router is left alone for a while. */
const BREAKER_FAILURES = 5;
const BREAKER_PAUSE_MS = 1000;

/**
 * Asks the router where a statement belongs, within a deadline over all routers. While none answers
 * the fallback serves, and a breaker keeps statements from waiting. Deadlines are taken from a clock
 * that nobody sets.
 */
export function createRouterClient(options: RouterClientOptions) {
  const { askRouters, trustedProxies, log, timeoutMs, fallback } = options;
  let failures = 0;
  let closedUntil = 0;

  async function ask(body: Buffer): Promise<Route | undefined> {
    const request = { method: 'POST', path: '/v1/route', headers: JSON_TYPE, body };
    try {
      const route = await askRouters(request, { timeoutMs, read: readRoute });
      failures = 0;
      return route;
    } catch (err) {
      log.debug({ err }, 'no router decided');
      return undefined;
    }
  }

  function noteFailure(): void {
    failures += 1;
    if (failures === BREAKER_FAILURES) log.warn('no router answers; the fallback serves');
    if (failures >= BREAKER_FAILURES) closedUntil = performance.now() + BREAKER_PAUSE_MS;
  }

  return {
    /** Never rejects: the fallback answers when no router does. */
    async route(request: ClientRequest, statement: string): Promise<Route> {
      if (performance.now() < closedUntil) return fallback.route(request, statement);
      const route = await ask(
        Buffer.from(JSON.stringify(question(request, trustedProxies, statement))),
      );
      if (route !== undefined) {
        fallback.decided(request, statement, route);
        return route;
      }
      noteFailure();
      return fallback.route(request, statement);
    },
  };
}

export type RouterClient = ReturnType<typeof createRouterClient>;

const readRoute = (answer: GatheredAnswer): Route =>
  toRoute(routeResponseSchema.parse(jsonOf(answer)));

function toRoute({ decision, ...answer }: RouteResponse): Route {
  const { cluster, strict, fallback, warnings, limits, queuePriority } = decision ?? {};
  const reason = decision?.reason ?? 'DEFAULT';
  const { id: decisionId, statement } = decision ?? {};
  const { killedQueryId, fingerprint } = statement ?? {};
  return {
    ...answer,
    reason,
    decisionId,
    killedQueryId,
    fingerprint,
    cluster,
    strict,
    fallback,
    ...{ warnings, limits, queuePriority },
    statement,
  };
}

/** The plain body of /v1/route: the statement and the client's headers but those that prove an identity. */
function question(request: ClientRequest, trustedProxies: TrustedProxies, statement: string) {
  return {
    statement,
    user: basicUser(request.headers.authorization),
    remoteAddress: originOf(request, trustedProxies).address,
    headers: sharedHeaders(request.rawHeaders),
  };
}

function sharedHeaders(rawHeaders: readonly string[]): Record<string, string> {
  // A Map, as a header may be called __proto__; the first spelling of a name stays.
  const shared = new Map<string, { name: string; value: string }>();
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] ?? '';
    const lower = name.toLowerCase();
    if (SECRET_HEADERS.has(lower)) continue;
    const value = rawHeaders[i + 1] ?? '';
    const before = shared.get(lower);
    shared.set(lower, before ? { ...before, value: `${before.value}, ${value}` } : { name, value });
  }
  return Object.fromEntries([...shared.values()].map(({ name, value }) => [name, value]));
}
