import { splitAffinity } from '../protocol/affinity-path';
import type { ClientRequest } from './client-request';
import type { KnownCluster } from './clusters/cluster-directory';
import type { ProxyContext } from './proxy-context';

/** The cluster whose page made the request, as the browser's Referer tells it. */
export function refererCluster(
  { config, directory }: ProxyContext,
  request: ClientRequest,
): KnownCluster | undefined {
  const { referer } = request.headers;
  if (referer === undefined || !URL.canParse(referer)) return undefined;
  const { pathname } = new URL(referer);
  const named = splitAffinity(pathname, config.frontProxy.affinityPrefix);
  return named && directory.get(named.cluster);
}
