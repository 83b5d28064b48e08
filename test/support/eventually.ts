import { setTimeout as pause } from 'node:timers/promises';

const PAUSE_MS = 100;
/** A machine that stood still is given this many looks after it went on. */
const FEWEST_CHECKS = 10;

/** Repeats a check until it passes; fails with its last error when the time is over. */
export async function eventually(
  check: () => void | Promise<void>,
  timeoutMs = 30_000,
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  for (let checks = 1; ; checks += 1) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > deadline && checks >= FEWEST_CHECKS) throw error;
    }
    await pause(PAUSE_MS);
  }
}
