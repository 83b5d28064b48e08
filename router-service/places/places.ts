import type { PlaceAnswer, PlaceRequest, Queue, TakenPlace } from '../../protocol/places';
import { grantPlaces } from '../../queue/grant-places';
import type { Place, Waiter } from '../../queue/place';
import type { Logger } from '../../runtime/log';
import { notFound } from '../../runtime/service-error';
import type { Database, Transaction } from '../database/database';
import * as rows from './place-queries';
import { createPlaceAskers } from './place-askers';

const CHANNEL = 'switchyard_place';

/** Who runs under limits and who waits, decided in the database for all nodes together. */
export interface Places {
  /** Resolves when the place is granted, refused, or still not free after the time given. */
  ask(request: PlaceRequest, waitMs: number, signal: AbortSignal): Promise<PlaceAnswer>;
  take(ticket: string, taken: TakenPlace): Promise<void>;
  /** Frees the place, or leaves the queue. */
  leave(ticket: string): Promise<void>;
  /** Frees the places of queries that ended. A database that is away lets their leases end. */
  ended(queryIds: readonly string[]): Promise<void>;
  /** Makes the leases of queries longer. A database that is away does not end them. */
  seen(queryIds: readonly string[]): Promise<void>;
  sealed(ticket: string): Promise<string>;
  queue(): Promise<Queue>;
  close(): Promise<void>;
}

interface Needed {
  db: Database;
  log: Logger;
  /** Statements that may wait at once. */
  maxWaiting: number;
}

export async function createPlaces({ db, log, maxWaiting }: Needed): Promise<Places> {
  const askers = createPlaceAskers((requests) =>
    db.transaction((tx) => settle(tx, requests, maxWaiting)),
  );
  const unlisten = await db.listen(CHANNEL, () => askers.settle());

  async function tellFreed(freed: boolean | number): Promise<void> {
    if (freed) await db.query('select pg_notify($1, $2)', [CHANNEL, '']);
  }

  async function inBackground(work: () => Promise<void>): Promise<void> {
    await work().catch((err: unknown) => log.debug({ err }, 'places wait for their leases to end'));
  }

  return {
    ask: askers.ask,
    take: (ticket, taken) => rows.writeTaken(db, ticket, taken),
    leave: async (ticket) => tellFreed(await rows.deleteTicket(db, ticket)),
    async ended(queryIds) {
      if (queryIds.length === 0) return;
      await inBackground(async () => tellFreed(await rows.deleteEnded(db, queryIds)));
    },
    async seen(queryIds) {
      if (queryIds.length > 0) await inBackground(() => rows.prolong(db, queryIds));
    },
    async sealed(ticket) {
      const sealed = await rows.readSealed(db, ticket);
      if (sealed === undefined) throw notFound('statement', ticket, 'it has left the queue');
      return sealed;
    },
    queue: async () => queueOf(await rows.readPlaces(db), await rows.readWaiters(db, [])),
    async close() {
      askers.close();
      await unlisten();
    },
  };
}

/** Decides for these requests, in the order of all that wait on any node. */
async function settle(
  tx: Transaction,
  requests: readonly PlaceRequest[],
  maxWaiting: number,
): Promise<PlaceAnswer[]> {
  const now = await rows.lockPlaces(tx);
  await rows.dropOutdated(tx);
  const known = new Map((await rows.readPlaces(tx)).map((place) => [place.ticket, place]));
  const has = ({ ticket, ways }: PlaceRequest) =>
    ways.some(({ cluster }) => cluster === known.get(ticket)?.cluster);
  const asking = requests.filter((request) => !has(request));
  // Its cluster failed: it asks for another one.
  for (const { ticket } of asking) {
    if (known.delete(ticket)) await rows.deletePlace(tx, ticket);
  }
  const tickets = asking.map(({ ticket }) => ticket);
  const waiting = new Map(
    (await rows.readWaiters(tx, tickets)).map((waiter) => [waiter.ticket, waiter]),
  );
  const newcomers = asking.filter(({ ticket }) => !waiting.has(ticket));
  const others = waiting.size;
  for (const { ticket, user, priority, ways } of asking) {
    const since = waiting.get(ticket)?.since ?? now;
    waiting.set(ticket, { ticket, user, priority, ways, since });
  }
  const granted = grantPlaces([...known.values()], [...waiting.values()]);
  const room = Math.max(0, maxWaiting - others);
  const refused = new Set(newcomers.filter(({ ticket }) => !granted.has(ticket)).slice(room));
  const toGrant = asking.flatMap((request) => {
    const way = granted.get(request.ticket);
    return way === undefined ? [] : [{ request, way }];
  });
  if (toGrant.length > 0) await rows.writeGrants(tx, toGrant);
  const stillWaiting = asking.filter((one) => !granted.has(one.ticket) && !refused.has(one));
  if (stillWaiting.length > 0) await rows.writeWaiters(tx, stillWaiting);
  return requests.map((request) => {
    const { ticket } = request;
    const cluster = granted.get(ticket)?.cluster ?? known.get(ticket)?.cluster;
    if (cluster !== undefined) return { state: 'GRANTED', cluster };
    if (refused.has(request)) return { state: 'FULL', waiting: others };
    const waitedMs = Math.max(0, now - (waiting.get(ticket)?.since ?? now));
    return { state: 'WAITING', waitedMs };
  });
}

function inOrder(one: Waiter, other: Waiter): number {
  return other.priority - one.priority || one.since - other.since;
}

function queueOf(places: readonly Place[], waiters: readonly Waiter[]): Queue {
  const counts = new Map<string, number>();
  for (const key of places.flatMap(({ keys }) => keys)) counts.set(key, (counts.get(key) ?? 0) + 1);
  const waitsFor = ({ ways }: Waiter) => {
    const limits = ways.flatMap((way) => way.limits);
    return limits.filter(({ key, max }) => (counts.get(key) ?? 0) >= max).map(({ key }) => key);
  };
  return {
    limits: [...counts].sort().map(([key, running]) => ({ key, running })),
    waiting: [...waiters].sort(inOrder).map((waiter) => ({
      user: waiter.user,
      priority: waiter.priority,
      since: new Date(waiter.since).toISOString(),
      waitsFor: [...new Set(waitsFor(waiter))],
    })),
  };
}
