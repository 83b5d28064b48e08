import type { IncomingMessage } from 'node:http';
import { affinitySegment } from '../protocol/affinity-path';
import { nameCluster } from '../protocol/transaction-id';
import { originOf } from './client-origin';
import { cookieMark, nameCookies, ownCookies } from './cluster-cookies';
import { forwardedHeaders } from './forwarded-headers';
import type { ProxyContext } from './proxy-context';

/** The headers of a client's request as the coordinator of `cluster` gets them. */
export function headersFor(
  { config, trustedProxies }: ProxyContext,
  cluster: string,
  request: IncomingMessage,
): string[] {
  const { affinityPrefix } = config.frontProxy;
  const origin = originOf(request, trustedProxies);
  if (affinityPrefix === '') return forwardedHeaders(request.rawHeaders, origin, undefined);
  const cookies = ownCookies(
    request.rawHeaders,
    cookieMark(cluster, affinityPrefix),
    affinityPrefix,
  );
  return forwardedHeaders(cookies, origin, affinitySegment(cluster, affinityPrefix));
}

/** The headers of the coordinator's answer as the client gets them: what it sends back names the cluster. */
export function answerHeaders(
  { config }: ProxyContext,
  cluster: string,
): (rawHeaders: readonly string[]) => readonly string[] {
  const { affinityPrefix } = config.frontProxy;
  return (rawHeaders) => {
    const named = nameCluster(rawHeaders, cluster);
    return affinityPrefix === '' ? named : nameCookies(named, cookieMark(cluster, affinityPrefix));
  };
}
