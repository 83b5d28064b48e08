import type { HealthConfig } from '../../config/health-section';
import type { Cluster } from '../../protocol/cluster';
import type { Monitor } from '../../protocol/health-check';
import { duration, type Milliseconds } from '../../runtime/units';

/** How one cluster is looked at. */
export interface HealthSettings {
  monitor: Monitor;
  intervalMs: Milliseconds;
  timeoutMs: Milliseconds;
  rise: number;
  fall: number;
  minimum: Readonly<Record<string, number>>;
  maximum: Readonly<Record<string, number>>;
  statement: string;
  user: string;
  password?: string;
}

/** What the configuration says, where the cluster itself says nothing else. */
export function healthSettings(
  health: HealthConfig,
  { name, healthCheck = {} }: Pick<Cluster, 'name' | 'healthCheck'>,
): HealthSettings {
  const { interval, timeout, ...own } = healthCheck;
  const { monitor, rise, fall, minimum, maximum, statement } = health;
  const { user, password } = health.credentials.find(({ cluster }) => cluster === name) ?? health;
  return {
    ...{ monitor, rise, fall, minimum, maximum, statement },
    ...own,
    intervalMs: interval === undefined ? health.interval : duration.parse(interval),
    timeoutMs: timeout === undefined ? health.timeout : duration.parse(timeout),
    user,
    ...(password !== undefined && { password }),
  };
}
