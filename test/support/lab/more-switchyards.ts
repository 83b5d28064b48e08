import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { theLab } from './lab';
import { freePorts } from '../free-ports';
import { waitUntilReady } from './processes';
import { seesHealthy, startService, type ClusterToServe } from './switchyard-process';

/**
 * A Switchyard that sends every statement to the group of blue and green, for the clients that
 * cannot send X-Trino-Routing-Group. The first test that asks starts it; the tear-down ends it.
 */
export async function spreadingProxy(): Promise<string> {
  return (await spreading()).proxyUrl;
}

/** That proxy, and a second one of the same router-service. */
export async function spreadingProxies(): Promise<string[]> {
  const { folder } = theLab();
  const { proxyUrl, routerUrl } = await spreading();
  const second = await once('spreading-second', async (name) => {
    const [port] = await freePorts(1);
    const url = `http://127.0.0.1:${port}`;
    const frontProxy = { listen: `127.0.0.1:${port}`, routerUrls: [routerUrl] };
    startService(folder, name, 'front-proxy', { frontProxy });
    await waitUntilReady(folder, name, async () => (await fetch(`${url}/readyz`)).ok);
    return { proxyUrl: url };
  });
  return [proxyUrl, second.proxyUrl];
}

function spreading(): Promise<Urls> {
  const { blue, green } = theLab();
  const clusters = [
    { name: 'blue', url: blue.url, routingGroups: ['spread'] },
    { name: 'green', url: green.url, routingGroups: ['spread'] },
  ];
  const ruleSet = { defaultRoutingGroup: 'spread', rules: [] };
  return once('spreading', (name) =>
    start(name, clusters, ruleSet, (routerUrl) => seesHealthy(routerUrl, clusters)),
  );
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
  const { proxyUrl } = await once('refusing', (name) =>
    start(name, clusters, ruleSet, seesUnhealthy),
  );
  return proxyUrl;
}

interface Urls {
  proxyUrl: string;
  routerUrl: string;
}

/** Starts something unless another test file did; its URLs stand in the lab's folder. */
async function once<T>(name: string, make: (name: string) => Promise<T>): Promise<T> {
  const started = join(theLab().folder, `${name}.urls.json`);
  if (existsSync(started)) return JSON.parse(readFileSync(started, 'utf8')) as T;
  const urls = await make(name);
  writeFileSync(started, JSON.stringify(urls));
  return urls;
}

async function start(
  name: string,
  clusters: ClusterToServe[],
  ruleSet: object,
  isReady: (routerUrl: string) => Promise<boolean>,
): Promise<Urls> {
  const { folder } = theLab();
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
  return { proxyUrl: `http://127.0.0.1:${proxyPort}`, routerUrl };
}

async function seesUnhealthy(routerUrl: string): Promise<boolean> {
  const response = await fetch(`${routerUrl}/v1/clusters`);
  const { clusters } = (await response.json()) as { clusters: { health: { state: string } }[] };
  return clusters.length > 0 && clusters.every(({ health }) => health.state === 'UNHEALTHY');
}
