import { GCProfiler } from 'node:v8';

/**
 * Counts bytes that are allocated on the JavaScript heap of this process until the returned function is
 * called: what the heap has grown by, and what was collected meanwhile.
 */
export function countAllocated(): () => number {
  // So that what is garbage already is not collected in between; needs --expose-gc.
  global.gc?.();
  const profiler = new GCProfiler();
  profiler.start();
  const before = process.memoryUsage().heapUsed;
  return () => {
    const after = process.memoryUsage().heapUsed;
    const { statistics } = profiler.stop();
    const collected = statistics.reduce(
      (sum, { beforeGC, afterGC }) =>
        sum + beforeGC.heapStatistics.usedHeapSize - afterGC.heapStatistics.usedHeapSize,
      0,
    );
    return after - before + collected;
  };
}
