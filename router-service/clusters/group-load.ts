import type { ClusterRecord } from '../../protocol/decision';
import type { GroupLoad } from '../../rules/fact-input';

/** Sums of what the coordinators of each routing group tell; a group of which none tells is left out. */
export function groupLoad(
  clusters: readonly Pick<ClusterRecord, 'routingGroups' | 'health'>[],
): GroupLoad {
  const running = new Map<string, number>();
  const queued = new Map<string, number>();
  for (const { routingGroups, health } of clusters) {
    if (health.load === undefined) continue;
    for (const group of routingGroups) {
      running.set(group, (running.get(group) ?? 0) + health.load.running);
      queued.set(group, (queued.get(group) ?? 0) + health.load.queued);
    }
  }
  return { running: Object.fromEntries(running), queued: Object.fromEntries(queued) };
}
