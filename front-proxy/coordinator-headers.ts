import { affinitySegment } from '../protocol/affinity-path';
import { warningsSegment, type CarriedWarning } from '../protocol/carried-warnings';
import { nameCluster } from '../protocol/transaction-id';
import { originOf } from './client-origin';
import { cookieMark, nameCookies, ownCookies } from './cluster-cookies';
import { FieldSection } from '../runtime/lean-http/field-section';
import type { Cluster } from '../protocol/cluster';
import type { Forwarding, KnownCluster } from './clusters/cluster-directory';
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
  const own =
    isNamed && request.headers.cookie !== undefined
      ? ownCookies(request.rawHeaders, cookieMark(name, affinityPrefix), affinityPrefix)
      : request.rawHeaders;
  if (forwarding === 'REFUSED') return endToEndHeaders(own);
  const segment = isNamed
    ? affinitySegment(name, affinityPrefix) + warningsSegment(warnings)
    : undefined;
  return forwardedHeaders(own, originOf(request, trustedProxies), segment);
}

interface KnownSection {
  socket: unknown;
  cluster: Cluster;
  forwarding: Forwarding;
  section: FieldSection;
}

/** A client sends the same headers again and again, and the lean server knows them. */
const knownSections = new WeakMap<readonly string[], KnownSection[]>();
/** A client's statements go to one cluster after the other. */
const MAX_CLUSTERS = 8;

/** The same with Host, made once for all that a connection asks of a cluster. */
export function headerSectionFor(
  context: ProxyContext,
  known: KnownCluster,
  request: ClientRequest,
  warnings: readonly CarriedWarning[],
): FieldSection {
  const { rawHeaders, socket } = request;
  const { cluster, forwarding } = known;
  const before = knownSections.get(rawHeaders) ?? [];
  if (warnings.length === 0)
    for (const each of before)
      if (each.cluster === cluster && each.forwarding === forwarding && each.socket === socket)
        return each.section;
  const { host } = new URL(cluster.url);
  const headers = headersFor(context, known, request, warnings);
  const section = new FieldSection(['Host', host, ...headers]);
  if (warnings.length > 0) return section;
  const others = before.length < MAX_CLUSTERS ? before : before.slice(1);
  knownSections.set(rawHeaders, [...others, { socket, cluster, forwarding, section }]);
  return section;
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
