import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Config } from '../../config/schema';
import type { Logger } from '../../runtime/log';
import { textOfAll, type MetricValues } from '../../runtime/metrics';
import type { Shutdown } from '../../runtime/shutdown';
import type { Affinity } from '../affinity';
import type { ClusterDirectory, KnownCluster } from '../clusters/cluster-directory';
import type { Forwarder } from '../forward';
import { openNodeState, type NodeState, type OwnNodeState } from '../node-state';
import type { OpenQueries, SeenQuery } from '../open-queries';
import type { Places } from '../queue/places';
import type { PollTurns } from '../queue/poll-turns';
import type { Elsewhere } from '../router-link';
import type { Channel, Handlers } from './channel';
import type { ToWorker } from './replica';

type PlaceArgs = Parameters<Places['ask']>;

/** What workers may call on the process that keeps the state. */
export interface ToPrimary {
  openQueries: Pick<OpenQueries, 'started' | 'seen' | 'ended' | 'gone'> & {
    seenAll(queries: readonly SeenQuery[]): void;
  };
  affinity: Pick<Affinity, 'learnQuery'>;
  link: Pick<NodeState['link'], 'reportQuery' | 'reportGone'>;
  transactions: NodeState['transactions'];
  directory: Pick<ClusterDirectory, 'setForwarding'>;
  monitor: NodeState['monitor'];
  ejection: {
    failed(cluster: string, error: { code?: string; message: string }): void;
    answered(cluster: string): void;
  };
  places: Pick<Places, 'sealed' | 'taken' | 'leave' | 'ended' | 'seen'> & {
    ask(
      asking: PlaceArgs[0],
      options: Omit<PlaceArgs[1], 'signal'>,
      signal: AbortSignal,
    ): ReturnType<Places['ask']>;
  };
  waiting: Pick<NodeState['waiting'], 'keep' | 'get' | 'hasWaited' | 'answered' | 'drop'>;
  pollTurns: PollTurns;
  lastDecisions: NodeState['lastDecisions'];
  node: { metricsText(): Promise<string> };
  connections: { taken(id: number): void };
}

/** What a router told last. */
export interface RouterNews {
  hasHeard: boolean;
  elsewhere: Elsewhere | undefined;
}

/** All that a worker starts from. */
export interface Snapshot {
  clusters: KnownCluster[];
  coordinators: ReturnType<Affinity['coordinators']>;
  news: RouterNews;
}

export interface Hub {
  firstLook(): Promise<void>;
  /** What a worker may call, by the channel that it will have. */
  handlersFor(worker: () => Channel<ToWorker>): Handlers;
  /** From now on the worker hears of everything; its snapshot, and `tellOpenQueries`, is what was before. */
  join(worker: Channel<ToWorker>): Snapshot;
  /** Tells a worker that has started of all open queries, some at a time. */
  tellOpenQueries(worker: Channel<ToWorker>): Promise<void>;
  leave(worker: Channel<ToWorker>): void;
  tellAll: Channel<ToWorker>['tell'];
}

interface HubOptions {
  config: Config;
  log: Logger;
  forwarder: Forwarder;
  shutdown: Shutdown;
}

/** A worker that hangs holds up no scrape for longer. */
const METRICS_TIMEOUT_MS = 2000;
const OPEN_AT_ONCE = 1000;

/** Keeps the state that the workers of this proxy share, and tells each what the others did. */
export function openHub(options: HubOptions): Hub {
  /** Each with the tickets whose turn to ask it has. */
  const workers = new Map<Channel<ToWorker>, Set<string>>();
  const tellAll: Hub['tellAll'] = (...call) => {
    for (const worker of workers.keys()) worker.tell(...call);
  };
  const state = openNodeState({
    ...options,
    onAffinity: ({ queryId, cluster }) => tellAll('affinity', 'hear', queryId, cluster),
    onRouterNews: () => tellRouterNews(),
  });
  const news = (): RouterNews => ({
    hasHeard: state.link.hasHeard(),
    elsewhere: state.link.elsewhere(),
  });
  let coordinatorsTold = 0;

  function tellRouterNews(): void {
    const coordinators = state.affinity.coordinators();
    if (coordinators.length !== coordinatorsTold)
      tellAll('affinity', 'learnCoordinators', coordinators);
    coordinatorsTold = coordinators.length;
    tellAll('node', 'takeNews', news());
  }

  mirrorDirectory(state.directory, tellAll);

  return {
    firstLook: state.firstLook,
    tellAll,
    handlersFor: (worker) => ({
      ...state,
      ...relayed(state, (...call) => {
        for (const other of workers.keys()) if (other !== worker()) other.tell(...call);
      }),
      pollTurns: pollTurnsOf(state.pollTurns, () => workers.get(worker())),
      node: {
        metricsText: () => metricsOfAll(state, [...workers.keys()]),
      } satisfies ToPrimary['node'],
    }),
    join(worker) {
      workers.set(worker, new Set());
      return {
        clusters: state.directory.all(),
        coordinators: state.affinity.coordinators(),
        news: news(),
      };
    },
    async tellOpenQueries(worker) {
      const ids = state.openQueries.ids();
      for (let at = 0; at < ids.length && workers.has(worker); at += OPEN_AT_ONCE) {
        // As it is by now: what ended meanwhile was told.
        const batch = ids.slice(at, at + OPEN_AT_ONCE).flatMap((queryId) => {
          const { cluster, page } = state.openQueries.find(queryId) ?? {};
          return cluster === undefined ? [] : [{ queryId, cluster, page }];
        });
        worker.tell('openQueries', 'heardAll', batch);
        await nextTurn();
      }
    },
    leave(worker) {
      const tickets = workers.get(worker) ?? [];
      workers.delete(worker);
      for (const ticket of tickets) state.pollTurns.end(ticket);
    },
  };
}

/** What one worker does that the others must hear of. */
function relayed(
  { openQueries, ejection, places }: OwnNodeState,
  tellOthers: Channel<ToWorker>['tell'],
): Pick<ToPrimary, 'openQueries' | 'ejection' | 'places'> {
  return {
    openQueries: {
      started(query) {
        openQueries.started(query);
        tellOthers('openQueries', 'started', query);
      },
      seen(...query) {
        openQueries.seen(...query);
        tellOthers('openQueries', 'heard', ...query);
      },
      seenAll(queries) {
        for (const { queryId, cluster } of queries) openQueries.seen(queryId, cluster);
        tellOthers('openQueries', 'heardAll', queries);
      },
      ended(...query) {
        openQueries.ended(...query);
        tellOthers('openQueries', 'ended', ...query);
      },
      gone(queryId) {
        openQueries.gone(queryId);
        tellOthers('openQueries', 'gone', queryId);
      },
    },
    ejection: {
      failed(cluster, error) {
        ejection.failed(cluster, Object.assign(new Error(error.message), error));
        tellOthers('ejection', 'failing', cluster);
      },
      answered: ejection.answered,
    },
    places: {
      ...places,
      ask: (asking, rest, signal) => places.ask(asking, { ...rest, signal }),
      taken(ticket, place) {
        places.taken(ticket, place);
        if (place.queryId !== undefined) tellOthers('places', 'placed', place.queryId);
      },
    },
  };
}

/** Notes which polls a worker has, as they end with it. */
function pollTurnsOf(turns: PollTurns, pollsOfWorker: () => Set<string> | undefined): PollTurns {
  return {
    async begin(ticket, waitMs) {
      const isOurs = await turns.begin(ticket, waitMs);
      const polls = pollsOfWorker();
      if (isOurs && polls === undefined) turns.end(ticket);
      else if (isOurs) polls?.add(ticket);
      return isOurs;
    },
    end(ticket) {
      if (pollsOfWorker()?.delete(ticket)) turns.end(ticket);
    },
  };
}

/** Tells what was noted of clusters, each once a turn of the event loop however much there was. */
function mirrorDirectory(directory: ClusterDirectory, tellAll: Hub['tellAll']): void {
  const noted = new Set<string>();
  directory.on('noted', ({ cluster }) => {
    noted.add(cluster.name);
    if (noted.size > 1) return;
    setImmediate(() => {
      const known = [...noted].flatMap((name) => directory.get(name) ?? []);
      noted.clear();
      tellAll('directory', 'mirror', known, false);
    });
  });
  directory.on('changed', () => tellAll('directory', 'mirror', directory.all(), true));
}

async function metricsOfAll(
  { metrics }: OwnNodeState,
  workers: readonly Channel<ToWorker>[],
): Promise<string> {
  const signal = AbortSignal.timeout(METRICS_TIMEOUT_MS);
  const told = await Promise.allSettled(
    workers.map((worker) => worker.ask('node', 'metricValues', [], signal)),
  );
  const values = told.flatMap((one): MetricValues[] =>
    one.status === 'fulfilled' ? [one.value] : [],
  );
  return textOfAll([await metrics.values(), ...values]);
}
