import type { ClusterLoad } from '../../../protocol/cluster';
import type { Target } from './look';
import { askMetrics, type MetricValues } from './open-metrics';

const RUNNING = 'trino_execution_name_QueryManager_RunningQueries';
const QUEUED = 'trino_execution_name_QueryManager_QueuedQueries';

export const COUNTS: readonly string[] = [RUNNING, QUEUED];

/** How many queries a coordinator runs and queues; nothing when it does not tell. Never rejects. */
export async function askCounts(target: Target): Promise<ClusterLoad> {
  try {
    const values = await askMetrics(target, COUNTS);
    return 'status' in values ? {} : countsOf(values);
  } catch {
    return {};
  }
}

export function countsOf(values: MetricValues): ClusterLoad {
  const [running, queued] = [countOf(values.get(RUNNING)), countOf(values.get(QUEUED))];
  return running === undefined || queued === undefined ? {} : { running, queued };
}

export function countOf(value: unknown): number | undefined {
  const count = typeof value === 'number' ? Math.round(value) : NaN;
  return Number.isFinite(count) && count >= 0 ? count : undefined;
}
