import { STATEMENT_PATH } from '../protocol/paths';
import { machineNow } from '../runtime/machine-clock';
import type { Milliseconds } from '../runtime/units';
import { createBoundedMap } from './bounded-map';
import { createHeartbeatOrder } from './heartbeat-order';
import { ownText } from './own-text';
import { createTimesOfClusters } from './times-of-clusters';

/** Trino abandons a query whose client asks for no page that long (query.client.timeout, default 5m). */
export const IDLE_MS = 5 * 60_000;
/** They take some 70 MB; of more, those seen longest ago go first. */
const MAX_OPEN = 200_000;
/** So many go at once where there are too many. */
const TOO_MANY = 1_000;
/** Not at each page: the first of a map is found by walking over all that were deleted before it. */
const SWEEP_MS = 1_000;
/** The order of queries that were seen within so long of each other does not matter. */
const FRESH_MS = 100;
/** A page that was on its way while its query ended, as by a cancel, does not open it again. */
const REMEMBERED_ENDS = 1_000;

export interface SeenQuery {
  queryId: string;
  cluster: string;
}

interface OpenQuery extends SeenQuery {
  seenAt: Milliseconds;
  /** When it was last told to the router; nothing but what was seen since is told again. */
  toldAt: Milliseconds;
  /** Page requests that wait for their answer. */
  inFlight: number;
  /** Path of a page, by which the query can be canceled. Holds a secret: never log it. */
  page: string | undefined;
}

/**
 * The queries that this proxy knows to have a client: submitted through it or paged through it, neither
 * ended nor idle for so long that Trino gives them up. Any proxy may page any query, so the same query may
 * be open in several; the router counts each once.
 */
export function createOpenQueries(now: () => Milliseconds = machineNow) {
  // In the order in which they were last seen.
  const open = new Map<string, OpenQuery>();
  const heartbeats = createHeartbeatOrder<OpenQuery>(now);
  const counts = new Map<string, number>();
  let sweepAt = 0;
  const starts = createTimesOfClusters(now);
  const ends = createTimesOfClusters(now);
  const ended = createBoundedMap<string, true>(REMEMBERED_ENDS);
  const count = (cluster: string, by: number) => {
    const left = (counts.get(cluster) ?? 0) + by;
    if (left === 0) counts.delete(cluster);
    else counts.set(cluster, left);
  };

  function begin(id: string, cluster: string): OpenQuery {
    const queryId = ownText(id);
    count(cluster, 1);
    return { queryId, cluster, seenAt: 0, toldAt: 0, inFlight: 0, page: undefined };
  }

  function remove(queryId: string): OpenQuery | undefined {
    const query = open.get(queryId);
    if (query === undefined) return undefined;
    open.delete(queryId);
    heartbeats.remove(query);
    count(query.cluster, -1);
    return query;
  }

  function renew(query: OpenQuery, time = now()): void {
    // Pages may follow each other in less than a millisecond, and moving a query costs as much as a page.
    if (time - query.seenAt < FRESH_MS) return;
    query.seenAt = time;
    open.delete(query.queryId);
    open.set(query.queryId, query);
    heartbeats.hasNews(query);
  }

  function touch(queryId: string, cluster: string, page?: string): OpenQuery {
    const query = open.get(queryId) ?? begin(queryId, cluster);
    if (query.cluster !== cluster) {
      count(query.cluster, -1);
      count(cluster, 1);
      query.cluster = cluster;
    }
    // Trino takes any page of the stage for a cancel; to keep each one would cost memory and time.
    if (page !== undefined && stageOf(page) !== stageOf(query.page)) query.page = ownText(page);
    const time = now();
    renew(query, time);
    forgetIdle(time);
    return query;
  }

  function forgetIdle(time = now()): void {
    if (time < sweepAt && open.size <= MAX_OPEN) return;
    sweepAt = time + SWEEP_MS;
    const kept = open.size > MAX_OPEN ? MAX_OPEN - TOO_MANY : MAX_OPEN;
    for (const [queryId, query] of open) {
      const isIdle = query.seenAt < time - IDLE_MS;
      if (!isIdle && open.size <= kept) return;
      if (isIdle && query.inFlight > 0) renew(query);
      else remove(queryId);
    }
  }

  return {
    /**
     * A statement was submitted; its own report tells the router. Where another worker saw its end, that
     * may be heard before.
     */
    started({ queryId, cluster, page }: SeenQuery & { page?: string }): void {
      starts.add(cluster);
      if (ended.get(queryId) === undefined) heartbeats.wasTold(touch(queryId, cluster, page));
    },

    /** A page of it came. */
    seen(queryId: string, cluster: string, page?: string): void {
      if (ended.get(queryId) === undefined) touch(queryId, cluster, page);
    },

    /** Another worker of this proxy saw it, and tells the router. */
    heard(queryId: string, cluster: string, page?: string): void {
      if (ended.get(queryId) === undefined) heartbeats.wasTold(touch(queryId, cluster, page));
    },

    /** By which page it could be canceled, as far as is known; undefined of one that is not open. */
    find: (queryId: string): Readonly<Pick<OpenQuery, 'cluster' | 'page'>> | undefined =>
      open.get(queryId),

    /** The ids of all, those seen longest ago first. */
    ids: (): string[] => [...open.keys()],

    /**
     * A page is asked for; call what is returned when the answer is over. Of a query that is not known
     * here only the answer shows that there is one.
     */
    asked(queryId: string): () => void {
      const query = open.get(queryId);
      if (query === undefined) return () => undefined;
      renew(query);
      query.inFlight += 1;
      return () => {
        const current = open.get(queryId);
        if (current === undefined) return;
        renew(current);
        current.inFlight -= 1;
      };
    },

    /** It has ended for good. */
    ended(queryId: string, cluster: string): void {
      const query = remove(queryId);
      if (ended.get(queryId) !== undefined) return;
      ended.set(query?.queryId ?? ownText(queryId), true);
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
      const due = heartbeats.take(limit, hasNews);
      return due.map(({ queryId, cluster }) => ({ queryId, cluster }));
    },

    /** Whether more may be to be told of now: not all were looked at. */
    heartbeatsAreBehind: heartbeats.isBehind,

    /** The router took none of these: they are due again. */
    giveBack(taken: readonly SeenQuery[]): void {
      for (const { queryId } of taken) {
        const query = open.get(queryId);
        if (query !== undefined) heartbeats.isDue(query);
      }
    },

    /** The queries of a cluster with a path of each, by which to cancel it. */
    pagesOf(cluster: string): { queryId: string; page: string }[] {
      const pages: { queryId: string; page: string }[] = [];
      for (const query of open.values()) {
        const { queryId, page } = query;
        if (query.cluster === cluster && page !== undefined) pages.push({ queryId, page });
      }
      return pages;
    },
  };
}

export type OpenQueries = ReturnType<typeof createOpenQueries>;

/** `queued` or `executing`: a path of the one does not cancel a query in the other. */
export function stageOf(page: string | undefined): string | undefined {
  return page?.slice(STAGE_AT, page.indexOf('/', STAGE_AT));
}

const STAGE_AT = `${STATEMENT_PATH}/`.length;

function hasNews({ seenAt, toldAt, inFlight }: OpenQuery): boolean {
  return seenAt > toldAt || inFlight > 0;
}
