import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endProcesses, killProcesses } from '../../test/support/lab/processes';
import { findServerBinaries, startPostgresqlServer } from '../../test/support/postgresql-server';
import { usageOf } from './load/process-usage';
import { startLoad } from './load/start-load';
import { measureDecisions } from './measure-decisions';
import { measureDatabase } from './measure-database';
import { measureGrowth } from './measure-growth';
import { measureOpen } from './measure-open';
import { measureSoak } from './measure-soak';
import { measureTraffic } from './measure-traffic';
import { planOf, type Part, type Plan } from './options';
import { chartTable } from './report/chart-table';
import { comparisonOf } from './report/compare';
import { databaseFigures, databaseTables } from './report/database-table';
import { figuresOf } from './report/figures';
import { openFigures, openTables } from './report/open-table';
import {
  packageVersion,
  readRecorded,
  record,
  RESULTS,
  thisMachine,
  writeChart,
  writeResult,
  type Result,
} from './report/result-file';
import { soakFigures, soakTables } from './report/soak-table';
import { decisionTable, trafficTables } from './report/traffic-table';
import { startSystems } from './start-systems';
import { splitCores } from './systems/cores';
import { haproxyVersion } from './systems/start-haproxy';
import { startCoordinators } from './systems/start-coordinators';
import { type Site, type System } from './systems/system';

type Undo = () => void | Promise<unknown>;

async function run(plan: Plan, opened: Undo[]): Promise<void> {
  const site = await prepare(plan, opened);
  const load = startLoad(site.cores.rest);
  opened.push(() => load.close());
  const systems = plan.shapes.length === 0 ? [] : await startSystems(plan.systems, site, tell);
  const idle = idleMemory(systems);
  const traffic = await measureTraffic(plan, systems, load, tell);
  const has = (part: Part) => plan.parts.includes(part);
  const decisions = has('decisions') ? await measureDecisions(plan, site, load, tell) : [];
  const growth = has('growth') ? await measureGrowth(site, load, tell) : [];
  const open = has('open') ? await measureOpen(plan, site, load, tell) : [];
  const database = has('database') ? await measureDatabase(plan, site, load, tell) : undefined;
  const soak = has('soak') ? await measureSoak(plan.soak, site, tell) : undefined;
  for (const chart of growth) writeChart(chart);
  const result: Result = {
    date: new Date().toISOString(),
    machine: thisMachine(site.cores.system !== undefined),
    versions: versions(site),
    ...{ traffic, decisions, growth, open, database, soak },
    figures: [
      ...figuresOf({ traffic, decisions, idle }),
      ...openFigures(open),
      ...(database ? databaseFigures(database) : []),
      ...(soak ? soakFigures(soak) : []),
    ],
  };
  if (traffic.length > 0) print(trafficTables(plan.shapes, traffic));
  if (decisions.length > 0) print(decisionTable(decisions));
  for (const chart of growth) print(chartTable(chart));
  if (open.length > 0) print(openTables(open));
  if (database) print(databaseTables(database));
  if (soak) print(soakTables(soak));
  print(comparisonOf(result.figures, readRecorded()));
  print(`\nEverything is in ${writeResult(result)}`);
  if (plan.record) record(result);
}

async function prepare(plan: Plan, opened: Undo[]): Promise<Site> {
  const folder = mkdtempSync(join(tmpdir(), 'switchyard-bench-'));
  opened.push(() => rmSync(folder, { recursive: true, force: true }));
  // Last resort, should this process end otherwise.
  process.once('exit', () => killProcesses(folder));
  const binaries = findServerBinaries();
  tell(
    binaries === undefined ? 'no PostgreSQL here: the embedded database' : 'starting PostgreSQL',
  );
  const postgresql = binaries === undefined ? undefined : await startPostgresqlServer(binaries);
  if (postgresql !== undefined) opened.push(() => postgresql.remove());
  opened.push(() => endProcesses(folder));
  const cores = splitCores();
  const { helper, coordinators } = await startCoordinators(cores.rest, 2);
  opened.push(() => helper.disconnect());
  const profiles = plan.profile ? RESULTS : undefined;
  const atEnd = (undo: Undo) => void opened.push(undo);
  return { folder, coordinators, cores, postgresqlUrl: postgresql?.url, profiles, atEnd };
}

function idleMemory(systems: readonly System[]): Record<string, number> {
  const processes = systems.find(({ name }) => name === 'switchyard')?.processes ?? {};
  return Object.fromEntries(
    Object.entries(processes).flatMap(([name, pid]) => {
      const usage = usageOf(pid);
      return usage === undefined ? [] : [[name, usage.rssBytes / 1e6]];
    }),
  );
}

function versions({ postgresqlUrl }: Site): Record<string, string> {
  const haproxy = haproxyVersion();
  return {
    switchyard: packageVersion(),
    node: process.version,
    database: postgresqlUrl === undefined ? 'embedded' : 'PostgreSQL',
    ...(haproxy && { haproxy }),
    'trino-gateway': '20',
  };
}

function tell(what: string): void {
  process.stderr.write(
    `bench: ${String(Math.round(performance.now() / 1000)).padStart(4)} s  ${what}\n`,
  );
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

async function main(): Promise<void> {
  const plan = planOf(process.argv.slice(2));
  if (typeof plan === 'string') return print(plan);
  const opened: Undo[] = [];
  let undone: Promise<void> | undefined;
  const undo = () => (undone ??= undoAll(opened));
  // Ctrl+C: everything that was started ends, too.
  for (const [signal, status] of ENDING)
    process.on(signal, () => void undo().finally(() => process.exit(status)));
  try {
    await run(plan, opened);
  } catch (error) {
    // What a signal interrupts fails, as its processes are gone; that is no news.
    if (undone === undefined) {
      process.stderr.write(`${(error as Error).stack}\n`);
      process.exitCode = 1;
    }
  }
  await undo();
}

const ENDING = [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const;

/** The last first; goes on where one of them fails, so that nothing is left behind. */
async function undoAll(opened: Undo[]): Promise<void> {
  for (let undo = opened.pop(); undo !== undefined; undo = opened.pop()) {
    try {
      await undo();
    } catch (error) {
      tell(`could not clean up: ${(error as Error).message}`);
    }
  }
}

void main();
