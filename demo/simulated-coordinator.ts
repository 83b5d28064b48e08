import { randomInt } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PLAIN_BEHAVIOUR, type SimulatedBehaviour } from './simulated-behaviour';
import type { CoordinatorState } from './simulated-call';
import { answer } from './simulated-endpoints';
import type { QueryState, SimulatedQuery } from './simulated-query';

export interface SimulatedOptions {
  /** Name that the rows tell; default `simulated`. */
  cluster?: string;
  /** Port on 127.0.0.1; default 0, which lets the system choose. */
  port?: number;
  /** Five base-32 characters; default random. A restart always takes another one. */
  coordinatorId?: string;
  behaviour?: Partial<SimulatedBehaviour>;
}

/** What a test may ask of a query that was POSTed. */
export interface SimulatedQueryView {
  id: string;
  statement: string;
  user: string;
  source: string | undefined;
  /** Whether a page was asked for; Trino runs nothing before. */
  ran: boolean;
  state: QueryState;
  error: string | undefined;
  /** Headers of the POST. */
  headers: IncomingHttpHeaders;
}

/** A request as it arrived, and whether its sender left before it was answered. */
export interface SimulatedRequest {
  method: string;
  target: string;
  headers: IncomingHttpHeaders;
  aborted: boolean;
}

/** A small HTTP server that speaks Trino's client protocol and runs no SQL. */
export interface SimulatedCoordinator {
  readonly cluster: string;
  readonly url: string;
  readonly port: number;
  /** Last part of its query ids; another one after each restart. */
  readonly coordinatorId: string;
  /** Change a field to change the answers from now on. */
  readonly behaviour: SimulatedBehaviour;
  /** Queries of this start, oldest first. */
  queries(): SimulatedQueryView[];
  /** How many queries of this start really ran. */
  ran(): number;
  /** The latest requests of all starts, oldest first. */
  requests(): readonly SimulatedRequest[];
  /** Stops listening and breaks every connection, as a killed process does; queries are lost. */
  stop(): Promise<void>;
  /** Starts anew on the same port with another coordinator id and no memory of queries. */
  restart(): Promise<void>;
}

const REMEMBERED_REQUESTS = 2_000;

/** Starts a simulated coordinator on 127.0.0.1; `stop` ends it. */
export async function startSimulatedCoordinator(
  options: SimulatedOptions = {},
): Promise<SimulatedCoordinator> {
  const cluster = options.cluster ?? 'simulated';
  const behaviour: SimulatedBehaviour = { ...PLAIN_BEHAVIOUR, ...options.behaviour };
  const requests: SimulatedRequest[] = [];
  let state = newState(cluster, behaviour, options.coordinatorId ?? randomCoordinatorId());
  let server = await listen(options.port ?? 0, () => state, requests);
  const { port } = server.address() as AddressInfo;

  const stop = async (): Promise<void> => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  };
  return {
    cluster,
    url: `http://127.0.0.1:${port}`,
    port,
    behaviour,
    get coordinatorId() {
      return state.coordinatorId;
    },
    queries: () => [...state.queries.values()].map(viewOf),
    ran: () => [...state.queries.values()].filter((query) => query.ran).length,
    requests: () => requests,
    stop,
    async restart() {
      await stop();
      state = newState(cluster, behaviour, randomCoordinatorId(state.coordinatorId));
      server = await listen(port, () => state, requests);
    },
  };
}

function newState(
  cluster: string,
  behaviour: SimulatedBehaviour,
  coordinatorId: string,
): CoordinatorState {
  return {
    cluster,
    behaviour,
    coordinatorId,
    startedAt: Date.now(),
    queries: new Map(),
    transactions: new Set(),
    nextQuery: 0,
  };
}

async function listen(
  port: number,
  state: () => CoordinatorState,
  requests: SimulatedRequest[],
): Promise<Server> {
  const server = createServer((request, response) => {
    const seen: SimulatedRequest = {
      method: request.method ?? '',
      target: request.url ?? '',
      headers: request.headers,
      aborted: false,
    };
    requests.push(seen);
    if (requests.length > REMEMBERED_REQUESTS) requests.shift();
    response.on('close', () => (seen.aborted = !response.writableFinished));
    answer(state(), request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return server;
}

function viewOf(query: SimulatedQuery): SimulatedQueryView {
  const source = query.headers['x-trino-source'];
  return {
    id: query.id,
    statement: query.statement,
    user: query.user,
    source: Array.isArray(source) ? source[0] : source,
    ran: query.ran,
    state: query.state,
    error: query.error?.errorName,
    headers: query.headers,
  };
}

// The letters that Trino's QueryIdGenerator uses.
const BASE_32 = 'abcdefghijkmnpqrstuvwxyz23456789';

function randomCoordinatorId(not?: string): string {
  const id = Array.from({ length: 5 }, () => BASE_32[randomInt(BASE_32.length)]).join('');
  return id === not ? randomCoordinatorId(not) : id;
}
