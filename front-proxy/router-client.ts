import type { BlockList } from 'node:net';
import type { CarriedWarning } from '../protocol/carried-warnings';
import {
  routeResponseSchema,
  type Decision,
  type DecidedStatement,
  type Reason,
  type RouteResponse,
} from '../protocol/decision';
import { SECRET_HEADERS, TRINO, basicUser, headerValue } from '../protocol/headers';
import type { Logger } from '../runtime/log';
import type { Milliseconds } from '../runtime/units';
import { originOf } from './client-origin';
import type { Forwarder } from './forward';
import type { ClientRequest } from './client-request';

/** A decision as the proxy needs it, from the router or its own fallback. */
export interface Route {
  routingGroup: string;
  reason: Reason;
  errors: string[];
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
  /** The query that this statement ends: only its own cluster can. */
  killedQueryId?: string;
  /** What the router read in the statement. */
  statement?: DecidedStatement;
}

interface RouterClientOptions {
  forwarder: Forwarder;
  trustedProxies: BlockList;
  log: Logger;
  urls: readonly string[];
  timeoutMs: Milliseconds;
  defaultRoutingGroup: string;
  /** Whether the client may choose this group while no router answers. */
  acceptsHint: (routingGroup: string) => boolean;
  onFallback: () => void;
}

const MAX_ANSWER_BYTES = 1_000_000;
/** Failures in a row after which the router is left alone for a while. */
const BREAKER_FAILURES = 5;
const BREAKER_PAUSE_MS = 1000;

/**
 * Asks the router where a statement belongs, within a deadline over all routers. While none answers
 * the client's own wish or the default group serves, and a breaker keeps statements from waiting.
 */
export function createRouterClient(options: RouterClientOptions) {
  const { forwarder, trustedProxies, log, urls, timeoutMs } = options;
  let failures = 0;
  let closedUntil = 0;

  async function ask(url: string, body: Buffer, deadline: number): Promise<Route> {
    const { status, body: answer } = await forwarder.exchange(
      url,
      {
        method: 'POST',
        path: '/v1/route',
        headers: ['content-type', 'application/json'],
        body,
      },
      { timeoutMs: Math.max(1, deadline - Date.now()), limit: MAX_ANSWER_BYTES },
    );
    if (status !== 200)
      throw new Error(`${url} answered ${status}: ${answer.toString('utf8', 0, 300)}`);
    return toRoute(routeResponseSchema.parse(JSON.parse(answer.toString('utf8'))));
  }

  async function askAny(body: Buffer): Promise<Route | undefined> {
    const deadline = Date.now() + timeoutMs;
    for (const url of urls) {
      try {
        const route = await ask(url, body, deadline);
        failures = 0;
        return route;
      } catch (err) {
        log.debug({ err, url }, 'router did not decide');
      }
    }
    return undefined;
  }

  function noteFailure(): void {
    failures += 1;
    if (failures === BREAKER_FAILURES) log.warn({ urls }, 'no router answers; the fallback serves');
    if (failures >= BREAKER_FAILURES) closedUntil = Date.now() + BREAKER_PAUSE_MS;
  }

  function fallback(request: ClientRequest, statement: string): Route {
    options.onFallback();
    const hint = headerValue(request.headers, TRINO.routingGroup);
    const routingGroup =
      hint !== undefined && options.acceptsHint(hint) ? hint : options.defaultRoutingGroup;
    const killedQueryId = killedQueryIn(statement);
    return { routingGroup, reason: 'FALLBACK', errors: [], externalHeaders: {}, killedQueryId };
  }

  return {
    /** Never rejects: the fallback answers when no router does. */
    async route(request: ClientRequest, statement: string): Promise<Route> {
      if (Date.now() < closedUntil) return fallback(request, statement);
      const route = await askAny(
        Buffer.from(JSON.stringify(question(request, trustedProxies, statement))),
      );
      if (route !== undefined) return route;
      noteFailure();
      return fallback(request, statement);
    },
  };
}

export type RouterClient = ReturnType<typeof createRouterClient>;

/** The query that a text may be about to end, as far as its words tell; the router reads the grammar. */
function killedQueryIn(statement: string): string | undefined {
  if (!/\bkill_query\b/i.test(statement)) return undefined;
  const ids = new Set(statement.match(/(?<=')\d{8}_\d{6}_\d{5,}_[a-z0-9]{5}(?=')/g));
  return ids.size === 1 ? [...ids][0] : undefined;
}

function toRoute({ decision, ...answer }: RouteResponse): Route {
  const { cluster, strict, fallback, warnings, limits, queuePriority } = decision ?? {};
  const reason = decision?.reason ?? 'DEFAULT';
  const { id: decisionId, statement } = decision ?? {};
  const { killedQueryId } = statement ?? {};
  return {
    ...answer,
    reason,
    decisionId,
    killedQueryId,
    cluster,
    strict,
    fallback,
    ...{ warnings, limits, queuePriority },
    statement,
  };
}

/** The plain body of /v1/route: the statement and the client's headers but those that prove an identity. */
function question(request: ClientRequest, trustedProxies: BlockList, statement: string) {
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
