import type { ClusterRecord } from '../../protocol/decision';
import type { GroupLoad } from '../../rules/fact-input';

/** Sums of what the coordinators of each routing group tell; a group of which none tells is left out. */
export function groupLoad(
  clusters: readonly Pick<ClusterRecord, 'routingGroups' | 'health'>[],
): GroupLoad {
  const running = new Map<string, number>();
  const queued = new Map<string, number>();
  for (const { routingGroups, health } of clusters) {
    const { load = {} } = health;
    for (const group of routingGroups) {
      add(running, group, load.running);
      add(queued, group, load.queued);
    }
  }
  return { running: Object.fromEntries(running), queued: Object.fromEntries(queued) };
}

function add(sums: Map<string, number>, group: string, count: number | undefined): void {
  if (count !== undefined) sums.set(group, (sums.get(group) ?? 0) + count);
}
