import type { PlaceAnswer, PlaceRequest, TakenPlace } from '../../protocol/places';
import { grantPlaces, keysOf } from '../../queue/grant-places';
import type { Waiter } from '../../queue/place';
import { machineNow } from '../../runtime/machine-clock';
import type { Milliseconds } from '../../runtime/units';

/** Pages of a running query come each second, to any proxy; nothing seen for so long may have ended. */
const UNSEEN_MS = 15_000;
/** Clients ask each second; who was silent for so long lets the others go first. */
const PATIENCE_MS = 5_000;
const GONE_MS = 300_000;

interface HeldPlace extends OwnPlace {
  ticket: string;
  seenAt: Milliseconds;
}

/** A place without the data of its proxy. */
export type OwnPlace = Omit<TakenPlace, 'proxyId'>;

/** What a proxy needs to know of a statement that asks. */
export type LocalRequest = Omit<PlaceRequest, 'proxyId' | 'sealed'>;

interface LocalPlacesOptions {
  /** Proxies that share each limit. */
  proxies: () => number;
  maxWaiting: number;
  now?: () => Milliseconds;
}

/**
 * The places that this proxy knows of. While no router decides for all proxies together, each grants
 * its share of every limit, one at least, by the same rules.
 */
export function createLocalPlaces({ proxies, maxWaiting, now = machineNow }: LocalPlacesOptions) {
  const held = new Map<string, HeldPlace>();
  const ticketOf = new Map<string, string>();
  const waiting = new Map<string, Waiter & { askedAt: Milliseconds }>();

  function free(ticket: string): void {
    const { queryId } = held.get(ticket) ?? {};
    if (queryId !== undefined) ticketOf.delete(queryId);
    held.delete(ticket);
  }

  function forgetOld(): void {
    for (const [ticket, { seenAt }] of held) if (seenAt < now() - UNSEEN_MS) free(ticket);
    for (const [ticket, { askedAt }] of waiting)
      if (askedAt < now() - GONE_MS) waiting.delete(ticket);
  }

  function sharesOf(request: LocalRequest): PlaceRequest['ways'] {
    const count = Math.max(1, proxies());
    return request.ways.map(({ cluster, limits }) => ({
      cluster,
      limits: limits.map(({ key, max }) => ({ key, max: Math.max(1, Math.floor(max / count)) })),
    }));
  }

  function hold(ticket: string, place: OwnPlace): void {
    forgetOld();
    free(ticket);
    waiting.delete(ticket);
    held.set(ticket, { ...place, ticket, seenAt: now() });
    if (place.queryId !== undefined) ticketOf.set(place.queryId, ticket);
  }

  return {
    /** Decides at once; `since` is when it asked first, of a router too. */
    ask(request: LocalRequest, since: Milliseconds): PlaceAnswer {
      forgetOld();
      const { ticket, user, priority } = request;
      const ways = sharesOf(request);
      const mine = held.get(ticket);
      if (mine !== undefined && ways.some(({ cluster }) => cluster === mine.cluster)) {
        return { state: 'GRANTED', cluster: mine.cluster };
      }
      free(ticket);
      const before = waiting.get(ticket);
      const others = waiting.size - (before === undefined ? 0 : 1);
      waiting.set(ticket, { ticket, user, priority, ways, since, askedAt: now() });
      const patient = [...waiting.values()].filter(({ askedAt }) => askedAt >= now() - PATIENCE_MS);
      const way = grantPlaces([...held.values()], patient).get(ticket);
      if (way !== undefined) {
        hold(ticket, { user, cluster: way.cluster, keys: keysOf(way) });
        return { state: 'GRANTED', cluster: way.cluster };
      }
      if (before === undefined && others >= maxWaiting) {
        waiting.delete(ticket);
        return { state: 'FULL', waiting: others };
      }
      return { state: 'WAITING', waitedMs: now() - since };
    },

    /** Notes a place whoever granted it: it counts when this proxy has to decide alone. */
    take: hold,

    leave(ticket: string): void {
      free(ticket);
      waiting.delete(ticket);
    },

    seen(queryId: string): void {
      const place = held.get(ticketOf.get(queryId) ?? '');
      if (place !== undefined) place.seenAt = now();
    },

    placeOf: (ticket: string): OwnPlace | undefined => held.get(ticket),
    ticketOf: (queryId: string) => ticketOf.get(queryId),
  };
}

export type LocalPlaces = ReturnType<typeof createLocalPlaces>;
