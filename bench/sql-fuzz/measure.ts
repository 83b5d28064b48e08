import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { setTimeout as pause } from 'node:timers/promises';

const RESOLUTION_MS = 1;

/** What some work came to, and how long it kept the event loop from anything else at most. */
export interface Measured<T> {
  result: T;
  ms: number;
  blockedMs: number;
}

/** Runs the work with an eye on the event loop; nothing else should run meanwhile. */
export async function measured<T>(work: () => Promise<T>): Promise<Measured<T>> {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  // A delay is only seen between two ticks of the monitor, so it has to tick before the work begins.
  await pause(5 * RESOLUTION_MS);
  const startedAt = performance.now();
  const result = await work();
  const ms = performance.now() - startedAt;
  await pause(3 * RESOLUTION_MS);
  delay.disable();
  return { result, ms, blockedMs: Math.max(0, delay.max / 1e6 - RESOLUTION_MS) };
}

/** Memory in bytes after garbage was collected. */
export function memoryNow(): { heapUsed: number; rss: number } {
  collectGarbage();
  const { heapUsed, rss } = process.memoryUsage();
  return { heapUsed, rss };
}

let collect: (() => void) | undefined;

function collectGarbage(): void {
  if (collect === undefined) {
    setFlagsFromString('--expose-gc');
    collect = runInNewContext('gc') as () => void;
  }
  collect();
}
