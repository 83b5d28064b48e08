import { z } from 'zod';
import { METRICS_TYPE } from '../../runtime/metrics';
import type { RouterMetrics } from '../router-metrics';
import { type Endpoint, endpoint } from './endpoint';
import type { Readiness } from './readiness';

const readySchema = z.object({
  ready: z.boolean(),
  reasons: z.array(z.string()),
  warnings: z.array(z.string()),
});

const common = { method: 'get', tag: 'operations', role: 'everyone' } as const;

/** What operators and their tools look at. */
export function operationsEndpoints(readiness: Readiness, metrics: RouterMetrics): Endpoint[] {
  const livez = endpoint({
    ...common,
    path: '/livez',
    summary: 'Whether the process answers',
    answers: { 200: { description: 'It does.', schema: z.object({ alive: z.literal(true) }) } },
    handle: () => ({ status: 200, body: { alive: true } }),
  });
  const readyz = endpoint({
    ...common,
    path: '/readyz',
    summary: 'Whether decisions can be asked for',
    answers: {
      200: { description: 'Ready, perhaps with warnings.', schema: readySchema },
      503: { description: 'Not ready, with the reasons.', schema: readySchema },
    },
    async handle() {
      const report = await readiness.report();
      return { status: report.ready ? 200 : 503, body: report };
    },
  });
  const metricsText = endpoint({
    ...common,
    path: '/metrics',
    summary: 'Metrics for Prometheus',
    answers: { 200: { description: 'Prometheus text.', contentType: 'text/plain' } },
    handle: async () => ({
      status: 200,
      headers: { 'Content-Type': METRICS_TYPE },
      content: await metrics.base.text(),
    }),
  });
  return [livez, readyz, metricsText];
}
