import { freePorts } from '../free-ports';
import { endProcess, signalProcess, waitUntilReady } from '../lab/processes';
import { seesHealthy, startService, type ClusterToServe } from '../lab/switchyard-process';
import { findServerBinaries, startPostgresqlServer } from '../postgresql-server';
import { startFaultyLink } from './faulty-link';
import { createWorld } from './process-world';
import { startTcpBalancer } from './tcp-balancer';

export const SERVICES = ['router-1', 'router-2', 'proxy-1', 'proxy-2'] as const;
export type Service = (typeof SERVICES)[number];

interface SiteSections {
  frontProxy?: object;
  health?: object;
  history?: object;
}

/** A Switchyard as teams run it, each service a process of its own, with everything that tests may break. */
export type SwitchyardSite = Awaited<ReturnType<typeof startSwitchyardSite>>;

/**
 * Starts PostgreSQL, two routers and two proxies, and a plain TCP load balancer in front of these. What
 * the routers and their database send goes over links that may be broken. Files go into the folder.
 */
export async function startSwitchyardSite(
  folder: string,
  clusters: ClusterToServe[],
  sections: SiteSections = {},
) {
  const binaries = findServerBinaries();
  if (binaries === undefined) {
    throw new Error('The fault suite stops its database; install PostgreSQL (Debian: postgresql)');
  }
  const undos: (() => unknown)[] = [];
  const database = await startPostgresqlServer(binaries);
  undos.push(() => database.remove());
  const databaseLink = await startFaultyLink(Number(new URL(database.url).port));
  undos.push(() => databaseLink.close());
  const ports = await portsOf(SERVICES);
  const routerLinks = [
    await startFaultyLink(ports['router-1']),
    await startFaultyLink(ports['router-2']),
  ];
  undos.push(() => Promise.all(routerLinks.map((link) => link.close())));
  const urlOf = (name: Service) => `http://127.0.0.1:${ports[name]}`;
  const routerUrls = routerLinks.map(({ port }) => `http://127.0.0.1:${port}`);
  const worlds = Object.fromEntries(
    SERVICES.map((name) => [name, createWorld(folder, name)]),
  ) as Record<Service, ReturnType<typeof createWorld>>;
  const config = {
    // Shorter than usual, so that each way to an end is gone within seconds.
    frontProxy: {
      ...{ routerUrls, connectTimeout: '2s', submitTimeout: '9s', responseTimeout: '6s' },
      // A machine that is busy with other tests may be slow for a while.
      clusterWait: '30s',
      ...sections.frontProxy,
    },
    health: {
      ...{ interval: '500ms', timeout: '2s' },
      ...{ ejection: { baseTime: '1s', maxTime: '2s' }, slowStart: { window: '0s' } },
      ...sections.health,
    },
    database: { url: withPort(database.url, databaseLink.port) },
    history: sections.history,
    routing: { defaultRoutingGroup: 'adhoc' },
    clusters,
  };
  const running = new Set<Service>();

  async function start(name: Service): Promise<void> {
    const listen = `127.0.0.1:${ports[name]}`;
    const isRouter = name.startsWith('router');
    const own = isRouter
      ? { ...config, routerService: { listen } }
      : { ...config, frontProxy: { ...config.frontProxy, listen } };
    startService(folder, name, isRouter ? 'router-service' : 'front-proxy', own, worlds[name].env);
    running.add(name);
    await waitUntilReady(folder, name, async () => (await fetch(`${urlOf(name)}/readyz`)).ok);
  }

  async function end(name: Service, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    running.delete(name);
    await endProcess(folder, name, signal);
  }

  undos.push(() => Promise.all([...running].map((name) => end(name, 'SIGKILL'))));
  await Promise.all(SERVICES.map(start));
  await waitUntilReady(folder, 'router-1', () => seesHealthy(urlOf('router-1'), clusters));
  const balancer = await startTcpBalancer([urlOf('proxy-1'), urlOf('proxy-2')]);
  undos.push(() => balancer.close());
  return {
    /** Of the load balancer. */
    url: balancer.url,
    urlOf,
    /** Of the routers, by links that may break. */
    routerUrls,
    balancer,
    database,
    databaseLink,
    routerLinks,
    worlds,
    start,
    /** Kills the process without warning. */
    kill: (name: Service) => end(name, 'SIGKILL'),
    /** Lets it end as an operator does. */
    stop: (name: Service) => end(name, 'SIGTERM'),
    pause: (name: Service) => signalProcess(folder, name, 'SIGSTOP'),
    resume: (name: Service) => signalProcess(folder, name, 'SIGCONT'),
    async close(): Promise<void> {
      for (const undo of undos.reverse()) await undo();
    },
  };
}

async function portsOf<Name extends string>(names: readonly Name[]): Promise<Record<Name, number>> {
  const ports = await freePorts(names.length);
  return Object.fromEntries(names.map((name, at) => [name, ports[at]])) as Record<Name, number>;
}

function withPort(url: string, port: number): string {
  return Object.assign(new URL(url), { port: String(port) }).href;
}
