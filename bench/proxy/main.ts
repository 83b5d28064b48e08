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
  readRecorded,
  record,
  RESULTS,
  thisMachine,
  writeChart,
  writeResult,
  writeScaling,
  type Result,
} from './report/result-file';
import { costsOf, costsTable, fleetsTable } from './report/scaling';
import { soakFigures, soakTables } from './report/soak-table';
import { print, tell } from './report/tell';
import { decisionTable, trafficTables } from './report/traffic-table';
import { startSystems } from './start-systems';
import { versionsOf } from './systems/versions';
import { type Site, type System } from './systems/system';
import { withSite } from './systems/with-site';

async function run(plan: Plan, site: Site): Promise<void> {
  const load = startLoad(site.cores.rest);
  site.atEnd(() => load.close());
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
    versions: await versionsOf(site, systems),
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
  if (plan.record) {
    record(result);
    const costs = costsOf(traffic, database);
    if (costs) writeScaling({ costs: costsTable(costs), fleets: fleetsTable(costs) });
  }
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

async function main(): Promise<void> {
  const plan = planOf(process.argv.slice(2));
  if (typeof plan === 'string') return print(plan);
  const profiles = plan.profile ? RESULTS : undefined;
  await withSite({ profiles, nodeOptions: [] }, (site) => run(plan, site));
}

void main();
