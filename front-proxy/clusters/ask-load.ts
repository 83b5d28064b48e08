import type { ClusterLoad } from '../../protocol/cluster';
import type { Milliseconds } from '../../runtime/units';
import { askCoordinator } from './ask-coordinator';

const RUNNING = 'trino_execution_name_QueryManager_RunningQueries';
const QUEUED = 'trino_execution_name_QueryManager_QueuedQueries';

/**
 * How many queries a coordinator runs and queues, by its OpenMetrics page, which a coordinator without
 * authentication shows to any user name (seen on 476). Undefined when it does not tell. Never rejects.
 */
export async function askLoad(
  url: string,
  timeoutMs: Milliseconds,
  signal: AbortSignal,
): Promise<ClusterLoad | undefined> {
  try {
    const { status, data } = await askCoordinator(
      `${url}/metrics?name[]=${RUNNING}&name[]=${QUEUED}`,
      { 'X-Trino-User': 'switchyard' },
      timeoutMs,
      signal,
    );
    if (status !== 200 || typeof data !== 'string') return undefined;
    const [running, queued] = [valueOf(RUNNING, data), valueOf(QUEUED, data)];
    return running === undefined || queued === undefined ? undefined : { running, queued };
  } catch {
    return undefined;
  }
}

function valueOf(metric: string, text: string): number | undefined {
  const value = new RegExp(`^${metric} (\\S+)$`, 'm').exec(text)?.[1];
  const count = Math.round(Number(value));
  return Number.isFinite(count) && count >= 0 ? count : undefined;
}
