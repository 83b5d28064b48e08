import type { ClusterLoad } from '../../../protocol/cluster';
import type { HealthSettings } from '../health-settings';

/** What one look at a coordinator showed. */
export interface Look {
  state: 'HEALTHY' | 'PENDING' | 'UNHEALTHY';
  reason: string;
  /** Whether it answers 406 to X-Forwarded-* headers. */
  refusesForwarded?: boolean;
  load?: ClusterLoad;
}

/** A coordinator that says it has started, and how to ask it more. */
export interface Target {
  url: string;
  settings: HealthSettings;
  refusesForwarded: boolean;
  signal: AbortSignal;
}

export function unhealthy(reason: string): Look {
  return { state: 'UNHEALTHY', reason };
}
