import type { ClientRequest } from './client-request';
import type { Fallback } from '../config/fallback-field';
import { TRINO, headerValue } from '../protocol/headers';
import type { LastDecisions } from './last-decisions';
import type { Route } from './router-client';

/** What decided in place of a router. */
export type FallbackKind = Fallback;

interface FallbackOptions {
  fallback: Fallback;
  defaultRoutingGroup: string;
  /** Whether the client's own wish counts at all. */
  acceptsHeader: boolean;
  /** Whether any cluster belongs to the group. */
  isServed: (routingGroup: string) => boolean;
  lastDecisions: LastDecisions;
  onFallback: (kind: FallbackKind) => void;
}

const REFUSAL =
  'No router-service answers, and undecided statements are refused (frontProxy.fallback: reject); try again, and see that a router-service of frontProxy.routerUrls runs';

/** Routes statements while no router does, in the way that the operator chose. */
export function createFallback(options: FallbackOptions) {
  const { fallback, defaultRoutingGroup, acceptsHeader, isServed, onFallback } = options;
  // Only where it is asked for, as each statement would take its room.
  const memory = fallback === 'last-decision' ? options.lastDecisions : undefined;

  function routeTo(routingGroup: string, kind: FallbackKind): Route {
    onFallback(kind);
    return undecided(routingGroup);
  }

  function byHeader(request: ClientRequest): Route {
    const wish = acceptsHeader ? headerValue(request.headers, TRINO.routingGroup) : undefined;
    return wish !== undefined && isServed(wish)
      ? routeTo(wish, 'header')
      : routeTo(defaultRoutingGroup, 'default-group');
  }

  async function byLastDecision(
    request: ClientRequest,
    statement: string,
  ): Promise<Route | undefined> {
    const last = await memory?.find(request, statement);
    if (last === undefined) return undefined;
    const groups = [last.routingGroup, ...(last.fallback ?? [])];
    if (last.errors.length === 0 && !groups.some(isServed)) return undefined;
    onFallback('last-decision');
    return { ...undecided(last.routingGroup), ...last };
  }

  async function route(request: ClientRequest, statement: string): Promise<Route> {
    switch (fallback) {
      case 'header':
        return byHeader(request);
      case 'default-group':
        return routeTo(defaultRoutingGroup, 'default-group');
      case 'last-decision':
        return (await byLastDecision(request, statement)) ?? byHeader(request);
      case 'reject':
        onFallback('reject');
        return {
          ...undecided(defaultRoutingGroup),
          errors: [REFUSAL],
          errorCode: 'NO_DECISION',
        };
    }
  }

  return {
    route: async (request: ClientRequest, statement: string): Promise<Route> => ({
      ...(await route(request, statement)),
      killedQueryId: killedQueryIn(statement),
    }),
    /** Takes note of what a router decided. */
    decided(request: ClientRequest, statement: string, decision: Route): void {
      memory?.remember(request, statement, decision);
    },
  };
}

export type FallbackRouter = ReturnType<typeof createFallback>;

function undecided(routingGroup: string): Route {
  return { routingGroup, reason: 'FALLBACK', errors: [], externalHeaders: {} };
}

/** The query that a text may be about to end, as far as its words tell; the router reads the grammar. */
function killedQueryIn(statement: string): string | undefined {
  if (!/\bkill_query\b/i.test(statement)) return undefined;
  const ids = new Set(statement.match(/(?<=')\d{8}_\d{6}_\d{5,}_[a-z0-9]{5}(?=')/g));
  return ids.size === 1 ? [...ids][0] : undefined;
}
