import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endProcesses, killProcesses } from '../../test/support/lab/processes';
import { findServerBinaries, startPostgresqlServer } from '../../test/support/postgresql-server';
import { usageOf } from './load/process-usage';
import { startLoad } from './load/start-load';
import { measureDecisions } from './measure-decisions';
import { measureTraffic } from './measure-traffic';
import { measureGrowth } from './measure-growth';
import { planOf, type Plan } from './options';
import { comparisonOf } from './report/compare';
import { figuresOf } from './report/figures';
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
  const decisions = plan.decisions ? await measureDecisions(plan, site, load, tell) : [];
  if (plan.growth) for (const chart of await measureGrowth(site, load, tell)) writeChart(chart);
  const result: Result = {
    date: new Date().toISOString(),
    machine: thisMachine(site.cores.system !== undefined),
    versions: versions(site),
    traffic,
    decisions,
    figures: figuresOf({ traffic, decisions, idle }),
  };
  if (traffic.length > 0) print(trafficTables(plan.shapes, traffic));
  if (decisions.length > 0) print(decisionTable(decisions));
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
  return { folder, coordinators, cores, postgresqlUrl: postgresql?.url, profiles };
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
  process.stderr.write(`bench: ${what}\n`);
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

async function main(): Promise<void> {
  const plan = planOf(process.argv.slice(2));
  if (typeof plan === 'string') return print(plan);
  const opened: Undo[] = [];
  const undo = async () => {
    for (const each of opened.splice(0).reverse()) await each();
  };
  // Ctrl+C: everything that was started ends, too.
  process.once('SIGINT', () => void undo().finally(() => process.exit(130)));
  process.once('SIGTERM', () => void undo().finally(() => process.exit(143)));
  try {
    await run(plan, opened);
  } finally {
    await undo();
  }
}

void main();
