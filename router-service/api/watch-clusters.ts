import { z } from 'zod';
import { clusterListSchema } from '../../protocol/decision';
import { duration } from '../../runtime/units';
import type { ClusterRegistry } from '../clusters/cluster-registry';
import type { RouterMetrics } from '../router-metrics';
import { type Answer, type Endpoint, endpoint } from './endpoint';
import { matchesEtag } from './etag';

// Longer waits are cut to this: proxies and load balancers in between drop silent connections.
const MAX_WAIT_MS = 60_000;

const watchQuery = z.object({
  wait: duration
    .optional()
    .describe('How long to wait for a change where If-None-Match is current; at most 60s.'),
});

/** GET /v1/clusters, which can wait for a change (a long poll by ETag). */
export function watchEndpoints(clusters: ClusterRegistry, metrics: RouterMetrics): Endpoint[] {
  return [
    endpoint({
      method: 'get',
      path: '/v1/clusters',
      tag: 'clusters',
      summary: 'All clusters with their health; waits for a change where asked to',
      role: 'view',
      query: watchQuery,
      requestHeaders: { 'If-None-Match': 'ETag of the list that the caller knows already.' },
      answers: {
        200: { description: 'The list; its ETag names this state.', schema: clusterListSchema },
        304: { description: 'Nothing changed, not even while waiting.' },
      },
      async handle(call) {
        const known = call.headers['if-none-match'];
        const wait = Math.min(call.query.wait ?? 0, MAX_WAIT_MS);
        if (wait > 0 && matchesEtag(known, clusters.etag())) {
          const changed = clusters.waitForChange(clusters.etag(), wait, call.signal);
          await metrics.whileWaiting(changed);
        }
        return listUnlessKnown(clusters, known);
      },
    }),
  ];
}

function listUnlessKnown(clusters: ClusterRegistry, known: string | undefined): Answer {
  const headers = { ETag: clusters.etag(), 'Cache-Control': 'no-cache' };
  if (matchesEtag(known, headers.ETag)) return { status: 304, headers };
  return { status: 200, headers, body: clusters.list() };
}
