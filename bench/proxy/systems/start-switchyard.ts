import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { environment } from '../../../runtime/environment';
import {
  freePorts,
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
  return { url: `http://${listen}`, pid: pidOf(site.folder, name) };
}

/**
 * Both services with everything on: decisions over HTTP, 20 rules, history, metrics.
 * @param mark begins the names of their files
 */
export async function startSwitchyard(site: Site, mark = 'switchyard'): Promise<System> {
  const clusters = site.coordinators.map(({ name, url }) => ({
    name,
    url,
    routingGroups: ['adhoc', 'etl'],
  }));
  const router = await startRouter(site, `${mark}-router-service`, 20, { clusters });
  const [port] = await freePorts(1);
  const listen = `127.0.0.1:${port}`;
  const frontProxy = { listen, routerUrls: [router.url] };
  const name = `${mark}-front-proxy`;
  startService(site, name, 'front-proxy', { frontProxy, log: { level: 'warn' } });
  const url = `http://${listen}`;
  const { folder } = site;
  await waitUntilReady(folder, name, () => isReady(url));
  await waitUntilReady(folder, name, () => seesHealthy(router.url, clusters.length));
  const proxy = pidOf(folder, name);
  return { name: 'switchyard', url, processes: { proxy, router: router.pid } };
}

async function databaseOf({ folder, postgresqlUrl }: Site, name: string): Promise<object> {
  if (postgresqlUrl === undefined) return { directory: join(folder, `${name}-database`) };
  return { url: await createDatabase(postgresqlUrl) };
}

function startService(
  { folder, cores, profiles }: Site,
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
  const args = [...profiling, main, command, '--config', file];
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
