import { startProxy, startRouter, clustersOf } from '../systems/start-switchyard';
import { type Site } from '../systems/system';

interface Service {
  url: string;
  pid: number;
  stop(): Promise<void>;
}

/** Routers on one database, and proxies that ask all of them; there can be more or fewer at any time. */
export function createFleet(site: Site, databaseUrl: string) {
  const routers: Service[] = [];
  const proxies: Service[] = [];
  const more = { database: { url: databaseUrl }, clusters: clustersOf(site) };

  return {
    routers: routers as readonly Service[],
    proxies: proxies as readonly Service[],
    async setSize(wanted: { routers: number; proxies: number }): Promise<void> {
      while (proxies.length > wanted.proxies) await proxies.pop()!.stop();
      while (routers.length > wanted.routers) await routers.pop()!.stop();
      while (routers.length < wanted.routers)
        routers.push(await startRouter(site, `fleet-router-${routers.length}`, 20, more));
      const urls = routers.map(({ url }) => url);
      while (proxies.length < wanted.proxies)
        proxies.push(await startProxy(site, `fleet-proxy-${proxies.length}`, urls));
    },
  };
}

export type Fleet = ReturnType<typeof createFleet>;
