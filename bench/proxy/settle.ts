import { setTimeout as sleep } from 'node:timers/promises';
import { usageOf } from './load/process-usage';
import { type System } from './systems/system';

const WATCHED_MS = 250;
const MAX_WAIT_MS = 10_000;
/** Of one core. */
const IDLE_SHARE = 0.08;

/**
 * Waits until the systems have done what they were left with, such as compiling what was called often or
 * writing history: it would take its time from the one that is measured next, as they share a core.
 */
export async function settle(systems: readonly System[]): Promise<void> {
  const pids = systems.flatMap(({ processes }) => Object.values(processes));
  const cpuSeconds = () => pids.reduce((sum, pid) => sum + (usageOf(pid)?.cpuSeconds ?? 0), 0);
  const deadline = performance.now() + MAX_WAIT_MS;
  for (let before = cpuSeconds(); performance.now() < deadline;) {
    await sleep(WATCHED_MS);
    const now = cpuSeconds();
    if (now - before < (IDLE_SHARE * WATCHED_MS) / 1000) return;
    before = now;
  }
}
