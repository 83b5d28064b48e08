import type { Config } from '../config/schema';
import { headerValue, TRINO } from '../protocol/headers';
import type { ClusterRegistry } from './clusters/cluster-registry';

/** The group that the client asks for, where that is allowed and some cluster serves it. */
export function hintedRoutingGroup(
  request: { headers: Readonly<Record<string, string>> },
  routing: Config['routing'],
  clusters: Pick<ClusterRegistry, 'list'>,
): string | undefined {
  if (!routing.routingGroupHeader) return undefined;
  const hint = headerValue(request.headers, TRINO.routingGroup);
  if (hint === undefined) return undefined;
  const isServed = clusters
    .list()
    .clusters.some(({ routingGroups }) => routingGroups.includes(hint));
  return isServed ? hint : undefined;
}
