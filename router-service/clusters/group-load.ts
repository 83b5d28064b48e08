import type { ClusterRecord } from '../../protocol/decision';
import type { GroupLoad } from '../../rules/fact-input';

/** Sums of what the coordinators of each routing group tell; a group of which none tells is left out. */
export function groupLoad(
  clusters: readonly Pick<ClusterRecord, 'routingGroups' | 'health'>[],
): GroupLoad {
  const running: Record<string, number> = {};
  const queued: Record<string, number> = {};
  for (const { routingGroups, health } of clusters) {
    if (health.load === undefined) continue;
    for (const group of routingGroups) {
      running[group] = (running[group] ?? 0) + health.load.running;
      queued[group] = (queued[group] ?? 0) + health.load.queued;
    }
  }
  return { running, queued };
}
