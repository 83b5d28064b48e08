import type { MetricValues } from '../../runtime/metrics';
import { createAffinity, type Affinity } from '../affinity';
import { createBoundedMap } from '../bounded-map';
import { ClusterDirectory, type Forwarding } from '../clusters/cluster-directory';
import type { NodeState } from '../node-state';
import { createOpenQueries, stageOf, type OpenQueries, type SeenQuery } from '../open-queries';
import type { Places } from '../queue/places';
import { stillTelling } from '../router-link';
import type { Channel, Handlers } from './channel';
import type { RouterNews, Snapshot, ToPrimary } from './hub';
import type { StartOrder } from './worker-main';

/** What the process that keeps the state may call on a worker. */
export interface ToWorker {
  openQueries: Pick<OpenQueries, 'started' | 'heard' | 'ended' | 'gone'> & {
    heardAll(queries: readonly (SeenQuery & { page?: string })[]): void;
  };
  affinity: Pick<Affinity, 'hear' | 'learnCoordinators'>;
  directory: Pick<ClusterDirectory, 'mirror'>;
  ejection: { failing(cluster: string): void };
  places: { placed(queryId: string): void };
  node: {
    start(order: StartOrder): Promise<void>;
    takeNews(news: RouterNews): void;
    metricValues(): Promise<MetricValues>;
    announceStop(): void;
    close(): Promise<void>;
  };
}

type Primary = Channel<ToPrimary>;

/** Queries in places whose pages are told of; leases of more end while no router answers. */
const MAX_PLACED = 10_000;
/** Small and often: a message of all would hold up pages here and there. */
const HEARTBEAT_MS = 100;
const MAX_HEARTBEATS = 1000;

/**
 * The state as a worker has it: what requests ask for is here, and what they do is told to the process that
 * keeps it for all.
 */
export function createReplica(
  primary: Primary,
  { clusters, coordinators, news }: Snapshot,
): { state: NodeState; handlers: Handlers; close(): void } {
  const directory = new MirroredDirectory(primary);
  directory.mirror(clusters, true);
  const affinity = createAffinity(({ queryId, cluster }) =>
    primary.tell('affinity', 'learnQuery', queryId, cluster),
  );
  affinity.learnCoordinators(coordinators);
  const openQueries = createOpenQueries();
  const heartbeat = setInterval(() => {
    const seen = openQueries.takeHeartbeats(MAX_HEARTBEATS);
    if (seen.length > 0) primary.tell('openQueries', 'seenAll', seen);
  }, HEARTBEAT_MS);
  const failing = new Set<string>();
  const placed = createBoundedMap<string, true>(MAX_PLACED);
  let told = news;
  const state: NodeState = {
    ...{ directory, affinity, openQueries: telling(openQueries, primary) },
    monitor: { lookNow: (cluster) => primary.tell('monitor', 'lookNow', cluster) },
    ejection: ejectionBy(primary, failing),
    transactions: {
      seen: (...news) => primary.tell('transactions', 'seen', ...news),
      ended: (...news) => primary.tell('transactions', 'ended', ...news),
    },
    places: placesOf(primary, placed),
    waiting: {
      keep: (one) => primary.ask('waiting', 'keep', [one]),
      get: (...names) => primary.ask('waiting', 'get', names),
      hasWaited: (...news) => primary.tell('waiting', 'hasWaited', ...news),
      answered: (one) => primary.ask('waiting', 'answered', [one]),
      drop: (ticket) => void primary.tell('waiting', 'drop', ticket),
    },
    pollTurns: {
      begin: (...poll) => primary.ask('pollTurns', 'begin', poll),
      end: (ticket) => primary.tell('pollTurns', 'end', ticket),
    },
    lastDecisions: {
      get: (key) => primary.ask('lastDecisions', 'get', [key]),
      set: (...entry) => primary.tell('lastDecisions', 'set', ...entry),
    },
    link: {
      hasHeard: () => told.hasHeard,
      elsewhere: () => stillTelling(told.elsewhere),
      reportQuery: (query) => primary.tell('link', 'reportQuery', query),
      reportGone: (queryId) => primary.tell('link', 'reportGone', queryId),
    },
    metricsText: () => primary.ask('node', 'metricsText', []),
  };
  const handlers = {
    ...{ affinity, directory },
    openQueries: {
      ...openQueries,
      heardAll(queries) {
        for (const { queryId, cluster, page } of queries) openQueries.heard(queryId, cluster, page);
      },
    },
    ejection: { failing: (cluster) => void failing.add(cluster) },
    places: { placed: (queryId) => placed.set(queryId, true) },
    node: {
      takeNews(news) {
        told = news;
      },
    },
  } satisfies Omit<ToWorker, 'node'> & { node: Pick<ToWorker['node'], 'takeNews'> };
  return { state, handlers, close: () => clearInterval(heartbeat) };
}

/** Clusters as the monitor of all workers sees them; what their answers show here is told to it. */
class MirroredDirectory extends ClusterDirectory {
  constructor(private readonly primary: Primary) {
    super([]);
  }

  override setForwarding(name: string, forwarding: Forwarding): void {
    if (this.get(name)?.forwarding === forwarding) return;
    super.setForwarding(name, forwarding);
    this.primary.tell('directory', 'setForwarding', name, forwarding);
  }
}

/** Tells what begins, ends and is seen for the first time; of what goes on, heartbeats tell. */
function telling(own: OpenQueries, primary: Primary): OpenQueries {
  return {
    ...own,
    started(query) {
      own.started(query);
      primary.tell('openQueries', 'started', query);
    },
    seen(queryId, cluster, page) {
      const before = own.find(queryId);
      own.seen(queryId, cluster, page);
      // A path of the queue does not cancel a query that executes.
      const isNews = before === undefined || stageOf(before.page) !== stageOf(page);
      if (isNews) primary.tell('openQueries', 'seen', queryId, cluster, page);
    },
    ended(queryId, cluster) {
      own.ended(queryId, cluster);
      primary.tell('openQueries', 'ended', queryId, cluster);
    },
    gone(queryId) {
      own.gone(queryId);
      primary.tell('openQueries', 'gone', queryId);
    },
  };
}

/** Answers count only after failures, and are told only then. */
function ejectionBy(primary: Primary, failing: Set<string>): NodeState['ejection'] {
  return {
    failed(cluster, { message, ...rest }) {
      failing.add(cluster);
      const { code } = rest as NodeJS.ErrnoException;
      primary.tell('ejection', 'failed', cluster, { code, message });
    },
    answered(cluster) {
      if (failing.delete(cluster)) primary.tell('ejection', 'answered', cluster);
    },
  };
}

function placesOf(
  primary: Primary,
  placed: { get(queryId: string): true | undefined; set(queryId: string, is: true): void },
): Places {
  return {
    ask: (asking, { signal, ...options }) =>
      primary.ask('places', 'ask', [asking, options], signal),
    taken(ticket, place) {
      if (place.queryId !== undefined) placed.set(place.queryId, true);
      primary.tell('places', 'taken', ticket, place);
      // Another worker may tell its end soon, which must come after.
      primary.hurry();
    },
    leave: (ticket) => primary.tell('places', 'leave', ticket),
    ended(queryId) {
      primary.tell('places', 'ended', queryId);
      // Its client's next statement may ask for the place through another worker.
      if (placed.get(queryId)) primary.hurry();
    },
    seen(queryId) {
      if (placed.get(queryId)) primary.tell('places', 'seen', queryId);
    },
    sealed: (ticket) => primary.ask('places', 'sealed', [ticket]),
    close: () => undefined,
  };
}
