import { affinitySegment } from '../protocol/affinity-path';
import { warningsSegment, type CarriedWarning } from '../protocol/carried-warnings';
import { nameCluster } from '../protocol/transaction-id';
import { originOf } from './client-origin';
import { cookieMark, nameCookies, ownCookies } from './cluster-cookies';
import type { KnownCluster } from './clusters/cluster-directory';
import { endToEndHeaders, forwardedHeaders } from './forwarded-headers';
import type { ProxyContext } from './proxy-context';
import type { ClientRequest } from './client-request';

/** The headers of a client's request as the coordinator of a cluster gets them. */
export function headersFor(
  { config, trustedProxies }: ProxyContext,
  { cluster: { name }, forwarding }: KnownCluster,
  request: ClientRequest,
  warnings: readonly CarriedWarning[] = [],
): string[] {
  const { affinityPrefix } = config.frontProxy;
  const isNamed = affinityPrefix !== '';
  const own = isNamed
    ? ownCookies(request.rawHeaders, cookieMark(name, affinityPrefix), affinityPrefix)
    : request.rawHeaders;
  if (forwarding === 'REFUSED') return endToEndHeaders(own);
  const segment = isNamed
    ? affinitySegment(name, affinityPrefix) + warningsSegment(warnings)
    : undefined;
  return forwardedHeaders(own, originOf(request, trustedProxies), segment);
}

/** The headers of the coordinator's answer with what the client sends back naming the cluster. */
export function nameInHeaders(
  { config }: ProxyContext,
  cluster: string,
  rawHeaders: readonly string[],
): readonly string[] {
  const { affinityPrefix } = config.frontProxy;
  const named = nameCluster(rawHeaders, cluster);
  return affinityPrefix === '' ? named : nameCookies(named, cookieMark(cluster, affinityPrefix));
}
