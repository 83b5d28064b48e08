import { createBoundedMap } from '../bounded-map';
import type { ClientOrigin } from '../client-origin';

/** How a client reaches a cluster, and under which hosts the cluster's coordinator may name itself. */
export interface ClientView {
  /** `http://proxy:8080` */
  origin: string;
  /** `/c~blue`, or empty where the prefix is switched off. */
  segment: string;
  /** Hosts, with a port that is not the scheme's own, that mean the coordinator. */
  hosts: ReadonlySet<string>;
  /** How nearly every URI begins that leads through us. */
  ownStart: string;
  /** How nearly every other one of the coordinator begins. */
  coordinatorStarts: readonly string[];
}

/** Views are the same for all requests of a client to a cluster, and URLs take long to read. */
const views = createBoundedMap<string, ClientView>(1000);

export function clientView(
  origin: Pick<ClientOrigin, 'proto' | 'host' | 'port'>,
  segment: string,
  clusterUrl: string,
): ClientView {
  const { proto, host, port } = origin;
  const key = `${proto} ${host} ${port} ${segment} ${clusterUrl}`;
  const known = views.get(key);
  if (known !== undefined) return known;
  const view = createView(origin, segment, clusterUrl);
  views.set(key, view);
  return view;
}

function createView(
  { proto, host, port }: Pick<ClientOrigin, 'proto' | 'host' | 'port'>,
  segment: string,
  clusterUrl: string,
): ClientView {
  const origin = new URL(`${proto}://${host}`);
  // X-Forwarded-Port counts for a host without a port, for Trino too.
  if (!/:\d+$/.test(host)) origin.port = port;
  return {
    origin: origin.origin,
    segment,
    hosts: new Set([new URL(clusterUrl).host, origin.host]),
    ownStart: `${origin.origin}${segment}/`,
    coordinatorStarts: [`${new URL(clusterUrl).origin}/`, `${origin.origin}/`],
  };
}

// Dots that go up, and what a URL parser leaves out or turns round.
const MAY_LEAD_ELSEWHERE = /\/\.|%2e|[\\\t\r\n]/i;

/** Whether a URI leads the client through us to the cluster. */
export function leadsThroughUs(uri: string, { origin, segment, ownStart }: ClientView): boolean {
  if (uri.startsWith(ownStart) && !MAY_LEAD_ELSEWHERE.test(uri)) return true;
  if (!URL.canParse(uri)) return false;
  const { origin: own, pathname } = new URL(uri);
  return own === origin && pathname.startsWith(`${segment}/`);
}

/**
 * A coordinator's URI as it leads the client through us; URIs of other hosts, such as those of an
 * object store, stay as they are. Paths without a host get the cluster's segment.
 */
export function throughUs(uri: string, view: ClientView): string {
  const { origin, segment } = view;
  if (uri.startsWith('/')) {
    return uri.startsWith(`${segment}/`) || uri.startsWith('//') ? uri : `${segment}${uri}`;
  }
  if (leadsThroughUs(uri, view) || !namesCoordinator(uri, view)) return uri;
  // What follows scheme and authority stays byte for byte.
  return `${origin}${segment}${uri.replace(/^https?:\/\/[^/?#]*/i, '')}`;
}

/** Whether a URI names the coordinator, by an address of its own or by ours. */
export function namesCoordinator(uri: string, { hosts, coordinatorStarts }: ClientView): boolean {
  if (coordinatorStarts.some((start) => uri.startsWith(start))) return true;
  return /^https?:\/\//i.test(uri) && URL.canParse(uri) && hosts.has(new URL(uri).host);
}
