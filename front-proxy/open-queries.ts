import { machineNow } from '../runtime/machine-clock';
import type { Milliseconds } from '../runtime/units';
import { createBoundedMap } from './bounded-map';

/** Trino abandons a query whose client asks for no page that long (query.client.timeout, default 5m). */
export const IDLE_MS = 5 * 60_000;
/** As many as the reports of one heartbeat can name; of more, those seen longest ago go first. */
const MAX_OPEN = 20_000;
/** An open query is told again this often, so that the router knows that it still has a client. */
const HEARTBEAT_MS = 20_000;
/** Starts and ends further back than these are not counted. */
const MAX_TIMES = 10_000;
/** A page that was on its way while its query ended, as by a cancel, does not open it again. */
const REMEMBERED_ENDS = 1_000;

interface OpenQuery {
  cluster: string;
  seenAt: Milliseconds;
  /** When it was last told to the router; nothing but what was seen since is told again. */
  toldAt: Milliseconds;
  /** Page requests that wait for their answer. */
  inFlight: number;
  /** Path of a page, by which the query can be canceled. Holds a secret: never log it. */
  page: string | undefined;
}

export interface SeenQuery {
  queryId: string;
  cluster: string;
}

/**
 * The queries that this proxy knows to have a client: submitted through it or paged through it, neither
 * ended nor idle for so long that Trino gives them up. Any proxy may page any query, so the same query may
 * be open in several; the router counts each once.
 */
export function createOpenQueries(now: () => Milliseconds = machineNow) {
  // In the order in which they were last seen.
  const open = new Map<string, OpenQuery>();
  const counts = new Map<string, number>();
  const starts = createTimes(now);
  const ends = createTimes(now);
  const ended = createBoundedMap<string, true>(REMEMBERED_ENDS);

  function put(queryId: string, query: OpenQuery): void {
    remove(queryId);
    open.set(queryId, query);
    counts.set(query.cluster, (counts.get(query.cluster) ?? 0) + 1);
  }

  function remove(queryId: string): OpenQuery | undefined {
    const query = open.get(queryId);
    if (query === undefined) return undefined;
    open.delete(queryId);
    const left = (counts.get(query.cluster) ?? 1) - 1;
    if (left === 0) counts.delete(query.cluster);
    else counts.set(query.cluster, left);
    return query;
  }

  function touch(queryId: string, cluster: string, page?: string): OpenQuery {
    const before = open.get(queryId);
    const query = {
      cluster,
      seenAt: now(),
      toldAt: before?.toldAt ?? 0,
      inFlight: before?.inFlight ?? 0,
      page: page ?? before?.page,
    };
    put(queryId, query);
    forgetIdle();
    return query;
  }

  function forgetIdle(): void {
    for (const [queryId, query] of open) {
      const isIdle = query.seenAt < now() - IDLE_MS;
      if (!isIdle && open.size <= MAX_OPEN) return;
      if (isIdle && query.inFlight > 0) put(queryId, { ...query, seenAt: now() });
      else remove(queryId);
    }
  }

  return {
    /** A statement was submitted; its own report tells the router. */
    started({ queryId, cluster, page }: SeenQuery & { page?: string }): void {
      starts.add(cluster);
      touch(queryId, cluster, page).toldAt = now();
    },

    /** A page of it came. */
    seen(queryId: string, cluster: string, page?: string): void {
      if (ended.get(queryId) === undefined) touch(queryId, cluster, page);
    },

    /** Another worker of this proxy saw it, and tells the router. */
    heard(queryId: string, cluster: string, page?: string): void {
      if (ended.get(queryId) === undefined) touch(queryId, cluster, page).toldAt = now();
    },

    /** By which page it could be canceled, as far as is known; undefined of one that is not open. */
    find: (queryId: string): Readonly<Pick<OpenQuery, 'cluster' | 'page'>> | undefined =>
      open.get(queryId),

    all: (): (SeenQuery & { page?: string })[] =>
      [...open].map(([queryId, { cluster, page }]) => ({ queryId, cluster, page })),

    /**
     * A page is asked for; call what is returned when the answer is over. Of a query that is not known
     * here only the answer shows that there is one.
     */
    asked(queryId: string): () => void {
      const query = open.get(queryId);
      if (query === undefined) return () => undefined;
      touch(queryId, query.cluster).inFlight += 1;
      return () => {
        const current = open.get(queryId);
        if (current !== undefined) touch(queryId, current.cluster).inFlight -= 1;
      };
    },

    /** It has ended for good. */
    ended(queryId: string, cluster: string): void {
      remove(queryId);
      if (ended.get(queryId) !== undefined) return;
      ended.set(queryId, true);
      ends.add(cluster);
    },

    /** The coordinator knew nothing of it by a URL that may be old or wrong; a page opens it again. */
    gone(queryId: string): void {
      const query = remove(queryId);
      if (query !== undefined) ends.add(query.cluster);
    },

    countOf(cluster: string): number {
      forgetIdle();
      return counts.get(cluster) ?? 0;
    },

    /** Queries that this proxy submitted since then, as far back as it remembers. */
    startedSince: (cluster: string, time: Milliseconds): number => starts.since(cluster, time),
    /** Queries that this proxy saw end since then, whichever proxy submitted them. */
    endedSince: (cluster: string, time: Milliseconds): number => ends.since(cluster, time),

    /** Those to tell the router of now: seen since they were last told, and that a while ago. */
    takeHeartbeats(limit: number): SeenQuery[] {
      forgetIdle();
      const due: SeenQuery[] = [];
      for (const [queryId, query] of open) {
        if (due.length === limit) break;
        const isNews = query.seenAt > query.toldAt || query.inFlight > 0;
        if (!isNews || query.toldAt > now() - HEARTBEAT_MS) continue;
        query.toldAt = now();
        due.push({ queryId, cluster: query.cluster });
      }
      return due;
    },

    /** The router took none of these: they are due again. */
    giveBack(heartbeats: readonly SeenQuery[]): void {
      for (const { queryId } of heartbeats) {
        const query = open.get(queryId);
        if (query !== undefined) query.toldAt = 0;
      }
    },

    /** The queries of a cluster with a path of each, by which to cancel it. */
    pagesOf(cluster: string): { queryId: string; page: string }[] {
      return [...open].flatMap(([queryId, query]) =>
        query.cluster === cluster && query.page !== undefined
          ? [{ queryId, page: query.page }]
          : [],
      );
    },
  };
}

export type OpenQueries = ReturnType<typeof createOpenQueries>;

/** When things happened on each cluster, newest last. */
function createTimes(now: () => Milliseconds) {
  const times = new Map<string, Milliseconds[]>();
  return {
    add(cluster: string): void {
      const of = times.get(cluster) ?? [];
      times.set(cluster, of);
      of.push(now());
      // Half at a time: shifting the array at each start would cost more than the memory.
      if (of.length > MAX_TIMES) of.splice(0, MAX_TIMES / 2);
    },
    since(cluster: string, time: Milliseconds): number {
      const of = times.get(cluster) ?? [];
      return of.length - firstFrom(of, time);
    },
  };
}

/** Index of the first of these rising times that is not before `time`. */
function firstFrom(times: readonly Milliseconds[], time: Milliseconds): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? 0) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
