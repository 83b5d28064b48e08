import type { Config } from '../config/schema';
import type { SwitchyardUrls } from './start';

/** What a person sees once both services listen: where they are, and what to try next. */
export function banner(
  config: Config,
  urls: SwitchyardUrls,
  configFile: string | undefined,
): string {
  const { database, clusters } = config;
  const names = clusters.map(({ name, routingGroups }) => `${name} (${routingGroups.join(', ')})`);
  const state = database.url === undefined ? `embedded, in ${database.directory}` : 'PostgreSQL';
  const facts = [
    ['Trino clients', urls.proxy],
    ['API and docs', `${urls.router}/docs`],
    ['Configuration', configFile ?? 'none, all defaults (config.example.yaml explains them)'],
    ['Database', state],
    ['Clusters', names.length === 0 ? 'none declared in the configuration' : names.join(', ')],
  ];
  const lines = facts.map(([what, value]) => `  ${`${what}:`.padEnd(15)} ${value}`);
  const head = ['', 'Switchyard is ready.', '', ...lines, ''];
  return [...head, ...nextSteps(config, urls), '', 'Ctrl-C stops it.', ''].join('\n');
}

function nextSteps(config: Config, urls: SwitchyardUrls): string[] {
  const addCluster =
    config.clusters.length > 0
      ? []
      : [
          '  # Add a cluster: put the URL of a Trino coordinator of yours here',
          ...addClusterCall(config, urls.router),
        ];
  return [
    'Paste into another terminal:',
    ...addCluster,
    '  # Ask where a statement would go, and why',
    `  curl -s ${urls.router}/v1/route -H 'Content-Type: application/json' \\`,
    `    -d '{"statement": "select 1", "user": "me", "source": "airflow"}'`,
    '  # Send a statement, as a Trino client does',
    `  curl -s ${urls.proxy}/v1/statement -H 'X-Trino-User: me' -d 'select 1'`,
  ];
}

function addClusterCall({ tokens, routing }: Config, router: string): string[] {
  const cluster = {
    name: 'blue',
    url: 'http://127.0.0.1:8081',
    routingGroups: [routing.defaultRoutingGroup],
  };
  return [
    `  curl -s ${router}/v1/clusters -H 'Content-Type: application/json' \\`,
    ...(tokens.length > 0 ? [`    -H "Authorization: Bearer $ADMIN_TOKEN" \\`] : []),
    `    -d '${JSON.stringify(cluster)}'`,
  ];
}
