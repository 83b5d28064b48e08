import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { environment } from '../../../runtime/environment';
import { freePorts } from '../../../test/support/free-ports';
import {
  endProcess,
  pidOf,
  startProcess,
  waitUntilReady,
} from '../../../test/support/lab/processes';
import { createDatabase } from '../../../test/support/postgresql-server';
import { onCores } from './cores';
import { ruleSetOf } from './rule-sets';
import { type Site, type System } from './system';

export interface RunningRouter {
  url: string;
  pid: number;
  stop(): Promise<void>;
}

/** A system of which the router can be asked, too, and which may end before the bench does. */
export interface RunningSwitchyard extends System {
  routerUrl: string;
  stop(): Promise<void>;
}

/** A router-service of its own with so many rules. */
export async function startRouter(
  site: Site,
  name: string,
  ruleCount: number,
  more: object = {},
): Promise<RunningRouter> {
  const [port] = await freePorts(1);
  const listen = `127.0.0.1:${port}`;
  const ruleSet = join(site.folder, `${name}-rules.json`);
  writeFileSync(ruleSet, JSON.stringify(ruleSetOf(ruleCount)));
  const config = {
    routerService: { listen },
    database: await databaseOf(site, name),
    ruleSet,
    log: { level: 'warn' },
    ...more,
  };
  startService(site, name, 'router-service', config);
  await waitUntilReady(site.folder, name, () => isReady(`http://${listen}`));
  const stop = () => endProcess(site.folder, name, 'SIGTERM');
  return { url: `http://${listen}`, pid: pidOf(site.folder, name), stop };
}

/**
 * Both services with everything on: decisions over HTTP, 20 rules, history, metrics.
 * @param mark begins the names of their files
 */
export async function startSwitchyard(site: Site, mark = 'switchyard'): Promise<RunningSwitchyard> {
  const clusters = clustersOf(site);
  const router = await startRouter(site, `${mark}-router-service`, 20, { clusters });
  const proxy = await startProxy(site, `${mark}-front-proxy`, [router.url]);
  await waitUntilReady(site.folder, proxy.name, () => seesHealthy(router.url, clusters.length));
  return {
    name: 'switchyard',
    url: proxy.url,
    processes: { proxy: proxy.pid, router: router.pid },
    routerUrl: router.url,
    async stop() {
      await proxy.stop();
      await router.stop();
    },
  };
}

/** The coordinators as the configuration of a router names them. */
export function clustersOf({ coordinators }: Site): object[] {
  const routingGroups = ['adhoc', 'etl'];
  return coordinators.map(({ name, url }) => ({ name, url, routingGroups }));
}

/** A front-proxy of its own that asks these routers. */
export async function startProxy(site: Site, name: string, routerUrls: readonly string[]) {
  const { folder } = site;
  const [port] = await freePorts(1);
  const listen = `127.0.0.1:${port}`;
  const frontProxy = { listen, routerUrls };
  startService(site, name, 'front-proxy', { frontProxy, log: { level: 'warn' } });
  const url = `http://${listen}`;
  await waitUntilReady(folder, name, () => isReady(url));
  const stop = () => endProcess(folder, name, 'SIGTERM');
  return { name, url, pid: pidOf(folder, name), stop };
}

async function databaseOf({ folder, postgresqlUrl }: Site, name: string): Promise<object> {
  if (postgresqlUrl === undefined) return { directory: join(folder, `${name}-database`) };
  return { url: await createDatabase(postgresqlUrl) };
}

function startService(
  { folder, cores, profiles, nodeOptions }: Site,
  name: string,
  command: 'front-proxy' | 'router-service',
  config: object,
): void {
  const file = join(folder, `${name}.yaml`);
  // JSON is YAML.
  writeFileSync(file, JSON.stringify(config, undefined, 2));
  const profiling =
    profiles === undefined
      ? []
      : ['--cpu-prof', `--cpu-prof-dir=${profiles}`, `--cpu-prof-name=${name}.cpuprofile`];
  const main = join(__dirname, '../../../cli/main.js');
  const args = [...nodeOptions, ...profiling, main, command, '--config', file];
  const env = { ...environment() };
  // The configuration names the database, whatever the shell around the bench is set to.
  delete env['DATABASE_URL'];
  startProcess(folder, name, ...onCores(cores.system, process.execPath, args), {
    cwd: folder,
    env,
  });
}

async function isReady(url: string): Promise<boolean> {
  return (await fetch(`${url}/readyz`)).ok;
}

async function seesHealthy(routerUrl: string, count: number): Promise<boolean> {
  const answer = await (await fetch(`${routerUrl}/v1/clusters`)).json();
  const { clusters } = answer as { clusters: { health: { state: string } }[] };
  return clusters.filter(({ health }) => health.state === 'HEALTHY').length === count;
}
