import { existsSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { copyMadeDatabase } from '../pglite-directory';
import { TEST_WORKERS } from '../test-workers';
import { freePorts } from '../free-ports';
import { startProcess, waitUntilReady } from './processes';

export interface ClusterToServe {
  name: string;
  url: string;
  routingGroups: string[];
}

/** Starts Switchyard as people do, in front of the clusters; waits until it sees them healthy. */
export async function startSwitchyard(
  folder: string,
  clusters: ClusterToServe[],
): Promise<{ proxyUrl: string; routerUrl: string }> {
  const [proxyPort, routerPort] = await freePorts(2);
  const proxyUrl = `http://127.0.0.1:${proxyPort}`;
  const routerUrl = `http://127.0.0.1:${routerPort}`;
  const config = {
    frontProxy: { listen: `127.0.0.1:${proxyPort}`, routerUrls: [routerUrl] },
    routerService: { listen: `127.0.0.1:${routerPort}` },
    database: { directory: join(folder, 'database') },
    history: { statements: true },
    clusters,
  };
  startService(folder, 'switchyard', 'start', config);
  await waitUntilReady(folder, 'switchyard', () => seesHealthy(routerUrl, clusters), 60_000);
  await waitUntilReady(folder, 'switchyard', async () => (await fetch(`${proxyUrl}/readyz`)).ok);
  return { proxyUrl, routerUrl };
}

/** Starts a service of the compiled program; its files in the folder bear the name. */
export function startService(
  folder: string,
  name: string,
  command: 'start' | 'front-proxy' | 'router-service',
  config: {
    frontProxy?: object;
    database?: { directory?: string; url?: string };
    [section: string]: unknown;
  },
  variables: Record<string, string> = {},
): void {
  const { directory } = config.database ?? {};
  if (directory !== undefined && !existsSync(directory)) copyMadeDatabase(directory);
  const file = join(folder, `${name}.yaml`);
  const frontProxy = { workers: TEST_WORKERS, ...config.frontProxy };
  // JSON is YAML.
  writeFileSync(file, JSON.stringify({ ...config, frontProxy }, null, 2));
  const checkout = resolve(__dirname, '../../..');
  const env: NodeJS.ProcessEnv = { ...process.env, ...variables };
  // The configuration names the database, whatever the shell around the tests is set to.
  delete env.DATABASE_URL;
  const main = join(checkout, 'dist/cli/main.js');
  startProcess(folder, name, process.execPath, [main, command, '--config', file], {
    cwd: folder,
    env,
  });
}

/** Whether the router-service was told that all of the clusters are healthy. */
export async function seesHealthy(
  routerUrl: string,
  clusters: readonly { name: string }[],
): Promise<boolean> {
  const response = await fetch(`${routerUrl}/v1/clusters`);
  const list = (await response.json()) as {
    clusters: { name: string; health: { state: string } }[];
  };
  const healthy = list.clusters.filter(({ health }) => health.state === 'HEALTHY');
  return clusters.every(({ name }) => healthy.some((cluster) => cluster.name === name));
}
