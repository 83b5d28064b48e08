import type { Milliseconds } from '../runtime/units';

/** What happened further back than these is not counted. */
const MAX_TIMES = 10_000;

/** When things happened on each cluster, newest last. */
export function createTimesOfClusters(now: () => Milliseconds) {
  const times = new Map<string, Milliseconds[]>();
  return {
    add(cluster: string): void {
      const of = times.get(cluster) ?? [];
      times.set(cluster, of);
      of.push(now());
      // Half at a time: shifting the array at each start would cost more than the memory.
      if (of.length > MAX_TIMES) of.splice(0, MAX_TIMES / 2);
    },
    since(cluster: string, time: Milliseconds): number {
      const of = times.get(cluster) ?? [];
      return of.length - firstFrom(of, time);
    },
  };
}

/** Index of the first of these rising times that is not before `time`. */
function firstFrom(times: readonly Milliseconds[], time: Milliseconds): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? 0) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
