import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { theLab } from './lab';
import { freePorts, waitUntilReady } from './processes';
import { seesHealthy, startService, type ClusterToServe } from './switchyard-process';

/**
 * A Switchyard that sends every statement to the group of blue and green, for the clients that
 * cannot send X-Trino-Routing-Group. The first test that asks starts it; the tear-down ends it.
 */
export function spreadingProxy(): Promise<string> {
  const { blue, green } = theLab();
  const clusters = [
    { name: 'blue', url: blue.url, routingGroups: ['spread'] },
    { name: 'green', url: green.url, routingGroups: ['spread'] },
  ];
  const ruleSet = { defaultRoutingGroup: 'spread', rules: [] };
  return startOnce('spreading', clusters, ruleSet, (routerUrl) => seesHealthy(routerUrl, clusters));
}

/**
 * A Switchyard that can serve nobody: the only cluster is down, and statements of source
 * `unwelcome` are refused by a rule.
 */
export async function refusingProxy(): Promise<string> {
  const [port] = await freePorts(1);
  const clusters = [
    { name: 'violet', url: `http://127.0.0.1:${port}`, routingGroups: ['nightly'] },
  ];
  const conditions = { all: [{ fact: 'source', operator: 'equal', value: 'unwelcome' }] };
  const event = { type: 'reject', params: { message: 'Come back at 8 o’clock' } };
  const rules = [{ name: 'closed', conditions, event }];
  const ruleSet = { defaultRoutingGroup: 'nightly', rules };
  return startOnce('refusing', clusters, ruleSet, (routerUrl) => seesUnhealthy(routerUrl));
}

async function startOnce(
  name: string,
  clusters: ClusterToServe[],
  ruleSet: object,
  isReady: (routerUrl: string) => Promise<boolean>,
): Promise<string> {
  const { folder } = theLab();
  const started = join(folder, `${name}.url`);
  if (existsSync(started)) return readFileSync(started, 'utf8');
  const [proxyPort, routerPort] = await freePorts(2);
  const routerUrl = `http://127.0.0.1:${routerPort}`;
  const rules = join(folder, `${name}-rules.json`);
  writeFileSync(rules, JSON.stringify(ruleSet));
  startService(folder, name, 'start', {
    frontProxy: {
      listen: `127.0.0.1:${proxyPort}`,
      routerUrls: [routerUrl],
      // Nothing that is down here comes back.
      clusterWait: '300ms',
    },
    routerService: { listen: `127.0.0.1:${routerPort}` },
    database: { directory: join(folder, `${name}-database`) },
    clusters,
    ruleSet: rules,
  });
  await waitUntilReady(folder, name, () => isReady(routerUrl), 60_000);
  const proxyUrl = `http://127.0.0.1:${proxyPort}`;
  writeFileSync(started, proxyUrl);
  return proxyUrl;
}

async function seesUnhealthy(routerUrl: string): Promise<boolean> {
  const response = await fetch(`${routerUrl}/v1/clusters`);
  const { clusters } = (await response.json()) as { clusters: { health: { state: string } }[] };
  return clusters.length > 0 && clusters.every(({ health }) => health.state === 'UNHEALTHY');
}
