import { startLoadBalancer } from '../lab/load-balancer';
import { endProcess, freePorts, waitUntilReady } from '../lab/processes';
import { seesHealthy, startService, type ClusterToServe } from '../lab/switchyard-process';
import { findServerBinaries, startPostgresqlServer } from '../postgresql-server';

/** A Switchyard as teams run it: each service a process of its own, whose end it must survive. */
export interface ChaosSwitchyard {
  /** Of a load balancer in front of both proxies. */
  url: string;
  /** Kills the process without warning. */
  kill(name: Service): Promise<void>;
  start(name: Service): Promise<void>;
  stopDatabase(): Promise<void>;
  startDatabase(): Promise<void>;
  close(): Promise<void>;
}

type Service = 'proxy-1' | 'proxy-2' | 'router';

const NAMES: readonly Service[] = ['router', 'proxy-1', 'proxy-2'];

/** Starts PostgreSQL, a router-service and two front-proxies; their files go into the folder. */
export async function startChaosSwitchyard(
  folder: string,
  clusters: ClusterToServe[],
  defaultRoutingGroup: string,
): Promise<ChaosSwitchyard> {
  const binaries = findServerBinaries();
  if (binaries === undefined) {
    throw new Error(
      'The chaos journey stops its database; install PostgreSQL (Debian: postgresql)',
    );
  }
  const database = await startPostgresqlServer(binaries);
  const [routerPort = 0, ...proxyPorts] = await freePorts(3);
  const routerUrl = `http://127.0.0.1:${routerPort}`;
  const ports: Record<Service, number> = {
    router: routerPort,
    'proxy-1': proxyPorts[0] ?? 0,
    'proxy-2': proxyPorts[1] ?? 0,
  };
  const urlOf = (name: Service) => `http://127.0.0.1:${ports[name]}`;
  const running = new Set<Service>();
  const config = {
    frontProxy: { routerUrls: [routerUrl] },
    health: { interval: '500ms' },
    routerService: { listen: `127.0.0.1:${routerPort}` },
    database: { url: database.url },
    routing: { defaultRoutingGroup },
    clusters,
  };

  async function start(name: Service): Promise<void> {
    const frontProxy = { ...config.frontProxy, listen: `127.0.0.1:${ports[name]}` };
    const command = name === 'router' ? 'router-service' : 'front-proxy';
    startService(folder, name, command, { ...config, frontProxy });
    running.add(name);
    await waitUntilReady(folder, name, async () => (await fetch(`${urlOf(name)}/readyz`)).ok);
  }

  async function end(name: Service, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    running.delete(name);
    await endProcess(folder, name, signal);
  }

  for (const name of NAMES) await start(name);
  await waitUntilReady(folder, 'router', () => seesHealthy(routerUrl, clusters));
  const balancer = await startLoadBalancer([urlOf('proxy-1'), urlOf('proxy-2')]);
  return {
    url: balancer.url,
    start,
    kill: (name) => end(name, 'SIGKILL'),
    stopDatabase: database.stop,
    startDatabase: database.start,
    async close() {
      balancer.close();
      await Promise.all([...running].map((name) => end(name, 'SIGTERM')));
      await database.remove();
    },
  };
}
