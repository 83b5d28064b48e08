import type { ClientOrigin } from '../client-origin';

/** How a client reaches a cluster, and under which hosts the cluster's coordinator may name itself. */
export interface ClientView {
  /** `http://proxy:8080` */
  origin: string;
  /** `/c~blue`, or empty where the prefix is switched off. */
  segment: string;
  /** Hosts, with a port that is not the scheme's own, that mean the coordinator. */
  hosts: ReadonlySet<string>;
}

export function clientView(
  { proto, host, port }: ClientOrigin,
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
  };
}

/** Whether a URI leads the client through us to the cluster. */
export function leadsThroughUs(uri: string, { origin, segment }: ClientView): boolean {
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
export function namesCoordinator(uri: string, { hosts }: ClientView): boolean {
  return /^https?:\/\//i.test(uri) && URL.canParse(uri) && hosts.has(new URL(uri).host);
}
