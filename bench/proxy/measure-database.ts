import { setTimeout as pause } from 'node:timers/promises';
import {
  createDatabase,
  findServerBinaries,
  onServer,
  startPostgresqlServer,
} from '../../test/support/postgresql-server';
import {
  bytesOfRows,
  COUNTED_AFTER_MS,
  countSessions,
  difference,
  readCounters,
  readStatements,
  type Counters,
  type StatementCounts,
} from './database/counters';
import { createFleet, type Fleet } from './database/fleet';
import { usageOf } from './load/process-usage';
import { type Load } from './load/start-load';
import { type Site } from './systems/system';

/** What PostgreSQL is asked to do, by queries and by services that do nothing. */
export interface DatabaseOutcome {
  queries: number;
  /** While the queries ran, less what the services do anyway. */
  work: Counters;
  statements: StatementCounts[];
  bytesOfRow: { decision: number; query: number };
  /** Rows and reports that did not get there. */
  dropped: number;
  idle: IdleOutcome[];
}

/** So many services that nobody asks anything. */
export interface IdleOutcome extends Watched {
  routers: number;
  proxies: number;
}

interface Watched {
  seconds: number;
  sessions: number;
  work: Counters;
  /** CPU seconds of all routers together. */
  routerCpuSeconds: number;
}

const QUERIES = 50_000;
const QUERIES_QUICK = 10_000;
const CLIENTS = 4;
const LONGEST_MS = 90_000;
const IDLE_MS = 20_000;
/** The first is the one that the queries are measured with. */
const STAGES = [
  { routers: 1, proxies: 1 },
  { routers: 4, proxies: 1 },
  { routers: 4, proxies: 8 },
];

/** Undefined where there is no PostgreSQL. */
export async function measureDatabase(
  { quick }: { quick: boolean },
  site: Site,
  load: Load,
  tell: (what: string) => void,
): Promise<DatabaseOutcome | undefined> {
  const url = await countingDatabase(site);
  if (url === undefined) {
    tell('without the database: there is no PostgreSQL');
    return undefined;
  }
  const fleet = createFleet(site, url);
  const idle: IdleOutcome[] = [];
  for (const stage of STAGES) {
    tell(`what ${stage.routers} routers and ${stage.proxies} proxies do that nobody asks`);
    await fleet.setSize(stage);
    idle.push({ ...stage, ...(await watchIdle(fleet, url)) });
  }
  await fleet.setSize(STAGES[0]!);
  const wanted = quick ? QUERIES_QUICK : QUERIES;
  tell(`what ${wanted} queries have the database do`);
  const done = await runQueries(fleet, url, wanted, load, idle[0]!);
  await fleet.setSize({ routers: 0, proxies: 0 });
  return { ...done, idle };
}

/** A database of a server of its own that counts statements; so nothing else is counted with them. */
async function countingDatabase(site: Site): Promise<string | undefined> {
  const binaries = findServerBinaries();
  if (binaries === undefined) return undefined;
  const server = await startPostgresqlServer(binaries);
  site.atEnd(() => server.remove());
  await onServer(server.url, `alter system set shared_preload_libraries = 'pg_stat_statements'`);
  await server.stop();
  await server.start();
  const url = await createDatabase(server.url);
  await onServer(url, 'create extension pg_stat_statements');
  return url;
}

async function watchIdle({ routers }: Fleet, database: string): Promise<Watched> {
  const cpu = () => routers.reduce((sum, { pid }) => sum + (usageOf(pid)?.cpuSeconds ?? NaN), 0);
  await pause(COUNTED_AFTER_MS);
  const [before, cpuBefore, from] = [await readCounters(database), cpu(), performance.now()];
  await pause(IDLE_MS);
  const work = difference(await readCounters(database), before);
  const seconds = (performance.now() - from) / 1000;
  const sessions = await countSessions(database);
  return { seconds, sessions, work, routerCpuSeconds: cpu() - cpuBefore };
}

async function runQueries(
  { routers, proxies }: Fleet,
  database: string,
  wanted: number,
  load: Load,
  idle: Watched,
): Promise<Omit<DatabaseOutcome, 'idle'>> {
  await onServer(database, 'select pg_stat_statements_reset()');
  const [from, before] = [performance.now(), await readCounters(database)];
  const work = { kind: 'queries', variation: 'same', pages: 1, pageBytes: 0 } as const;
  const job = { url: proxies[0]!.url, clients: CLIENTS, warmMs: 0, measureMs: 5000, work };
  let queries = 0;
  while (queries < wanted && performance.now() - from < LONGEST_MS)
    queries += (await load.run({ ...job, processes: {} })).queries;
  await pause(COUNTED_AFTER_MS);
  const all = difference(await readCounters(database), before);
  const seconds = (performance.now() - from) / 1000;
  const [decision, query] = [
    await bytesOfRows(database, 'decision'),
    await bytesOfRows(database, 'query'),
  ];
  return {
    queries,
    work: without(all, idle, seconds),
    statements: await readStatements(database),
    bytesOfRow: { decision, query },
    dropped: (await droppedBy(routers[0]!.url)) + (await droppedBy(proxies[0]!.url)),
  };
}

/** What idle services would have done in the same time is not what the queries did. */
function without(all: Counters, idle: Watched, seconds: number): Counters {
  const entries = Object.entries(all) as [keyof Counters, number][];
  return Object.fromEntries(
    entries.map(([name, value]) => [name, value - (idle.work[name] / idle.seconds) * seconds]),
  ) as unknown as Counters;
}

async function droppedBy(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const lines = text.matchAll(/^switchyard_\w+_dropped_total(?:\{[^}]*\})? (\d+)/gm);
  return [...lines].reduce((sum, [, count]) => sum + Number(count), 0);
}
