import { proxyReportSchema, reportAnswerSchema } from '../../protocol/decision';
import type { ClusterRegistry } from '../clusters/cluster-registry';
import type { History } from '../history/history';
import type { Places } from '../places/places';
import { jsonBody } from './body-spec';
import { type Endpoint, endpoint } from './endpoint';

/** POST /v1/reports: what a proxy saw since its last report. */
export function reportEndpoints(
  clusters: ClusterRegistry,
  history: History,
  places: Pick<Places, 'ended' | 'seen'>,
): Endpoint[] {
  return [
    endpoint({
      method: 'post',
      path: '/v1/reports',
      tag: 'clusters',
      summary: 'Tell what a proxy saw: health, coordinators, queries',
      role: 'operate',
      body: jsonBody(proxyReportSchema),
      answers: {
        200: { description: 'Noted; what the proxies have in common.', schema: reportAnswerSchema },
      },
      async handle({ body }) {
        clusters.reportHealth(body.proxyId, body.clusterHealth);
        const answer = clusters.reportWork(body);
        await history.makeRoom(body.queries.length);
        history.recordQueries(body.queries);
        const ended = body.queries.filter(({ state }) => state !== 'RUNNING');
        await places.seen(body.seen.map(({ queryId }) => queryId));
        await places.ended(ended.map(({ queryId }) => queryId));
        // Last, as it needs the database: a proxy that repeats the report harms nothing.
        await clusters.learnCoordinators(body.coordinators);
        return { status: 200, body: answer };
      },
    }),
  ];
}
