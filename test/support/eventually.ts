import { setTimeout as pause } from 'node:timers/promises';

/** Repeats a check until it passes; fails with its last error when the time is over. */
export async function eventually(check: () => Promise<void>, timeoutMs = 10_000): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
    await pause(100);
  }
}
