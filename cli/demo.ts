import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Config } from '../config/schema';
import { startSimulatedCoordinator } from '../demo/simulated-coordinator';
import type { Cluster } from '../protocol/cluster';
import type { Logger } from '../runtime/log';
import type { Shutdown } from '../runtime/shutdown';
import { sendDemoStatement } from './demo-statement';
import { startSwitchyard, type SwitchyardUrls } from './start';

const CLUSTERS = [
  { name: 'sim-adhoc-1', routingGroup: 'adhoc' },
  { name: 'sim-adhoc-2', routingGroup: 'adhoc' },
  { name: 'sim-etl-1', routingGroup: 'etl' },
];

const STATEMENTS = [
  { source: 'airflow', statement: 'select 1' },
  { source: 'trino-cli', statement: 'select 1' },
];

/** Runs Switchyard in front of simulated clusters, on a database that is deleted at the end. */
export async function runDemo(
  config: Config,
  log: Logger,
  shutdown: Shutdown,
  print: (text: string) => void,
): Promise<void> {
  print('Starting three SIMULATED Trino clusters (they speak the protocol and run no SQL) …\n');
  const directory = await mkdtemp(join(tmpdir(), 'switchyard-demo-'));
  shutdown.opened('demo database', () => rm(directory, { recursive: true, force: true }));
  const clusters = await Promise.all(CLUSTERS.map((cluster) => simulate(cluster, shutdown)));
  const urls = await startSwitchyard(demoConfig(config, directory, clusters), log, shutdown);
  print(welcome(urls, clusters));
  for (const { source, statement } of STATEMENTS) {
    print(`  ${await sendDemoStatement(urls, source, statement)}\n`);
  }
  print(nextSteps(urls));
}

async function simulate(
  { name, routingGroup }: (typeof CLUSTERS)[number],
  shutdown: Shutdown,
): Promise<Cluster> {
  const coordinator = await startSimulatedCoordinator({ cluster: name });
  shutdown.opened(name, () => coordinator.stop());
  const { url } = coordinator;
  return { name, url, routingGroups: [routingGroup], admission: 'ACTIVE', weight: 1 };
}

/** Addresses and rules may come from a file; clusters and database are always the demo's own. */
function demoConfig(config: Config, directory: string, clusters: Cluster[]): Config {
  const shutdown = { ...config.shutdown, readyzDelay: 0 };
  return { ...config, clusters, database: { directory }, log: { level: 'warn' }, shutdown };
}

function welcome({ proxy, router }: SwitchyardUrls, clusters: readonly Cluster[]): string {
  const lines = clusters.map(
    ({ name, url, routingGroups }) => `  ${name.padEnd(12)} ${url}  group ${routingGroups.join()}`,
  );
  return `
Switchyard's demo is ready. The clusters are simulated: no SQL runs, no data is read.

  Trino clients: ${proxy}
  API and docs:  ${router}/docs

Simulated clusters:
${lines.join('\n')}

Two statements, just sent through ${proxy}:
`;
}

function nextSteps({ proxy, router }: SwitchyardUrls): string {
  return `
Paste into another terminal:
  # Send a statement; its answer names the next page (nextUri)
  curl -s ${proxy}/v1/statement -H 'X-Trino-User: me' -H 'X-Trino-Source: airflow' -d 'select 1'
  # Send one and follow nextUri to the end; the row tells the cluster
  page=$(curl -s ${proxy}/v1/statement -H 'X-Trino-User: me' -H 'X-Trino-Source: airflow' -d 'select 1')
  while next=$(echo "$page" | grep -o '"nextUri":"[^"]*' | cut -d'"' -f4); [ -n "$next" ]; do
    page=$(curl -s "$next"); echo "$page"; done
  # Ask where a statement would go, and why
  curl -s ${router}/v1/route -H 'Content-Type: application/json' \\
    -d '{"statement": "select 1", "user": "me", "source": "airflow"}'

Ctrl-C stops it and deletes the demo's database.
`;
}
