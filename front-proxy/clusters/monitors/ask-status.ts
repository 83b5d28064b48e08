import { askCoordinator } from './ask-coordinator';
import { unhealthy, type Look, type Target } from './look';

/**
 * `/v1/status` tells CPU and heap of the coordinator without credentials, also while it starts (seen
 * on 476). Rejects without an answer.
 */
export async function askStatus({ url, signal }: Target): Promise<Look> {
  const { status, data } = await askCoordinator(`${url}/v1/status`, { headers: {}, signal });
  if (status !== 200) return unhealthy(`/v1/status answered ${status}`);
  const { processCpuLoad, heapUsed, heapAvailable } = (data ?? {}) as Record<string, unknown>;
  const heap = ratio(Number(heapUsed) / Number(heapAvailable));
  if (heap === undefined) return unhealthy('/v1/status is not that of a Trino coordinator');
  const cpu = ratio(processCpuLoad);
  return {
    state: 'HEALTHY',
    reason: '/v1/status answered',
    load: { heap, ...(cpu !== undefined && { cpu }) },
  };
}

/** In hundredths: each change is told to the router. A JVM that cannot tell its CPU load says -1. */
function ratio(value: unknown): number | undefined {
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) return undefined;
  return Math.min(1, Math.round(value * 100) / 100);
}
