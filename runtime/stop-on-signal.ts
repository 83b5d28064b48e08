import type { Logger } from './log';
import { createShutdown, type Shutdown } from './shutdown';

const DEADLINE_MS = 10_000;
// One Ctrl-C arrives twice under npm: from the terminal, and passed on by npm.
const SAME_PRESS_MS = 500;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs what `start` opens until a signal comes, then undoes it and exits with 0; with 1 after a
 * second Ctrl-C, a deadline, or a start that failed (once `explain` has told why).
 */
export async function runUntilStopped(
  log: Logger,
  start: (shutdown: Shutdown) => Promise<unknown>,
  explain: (err: unknown) => void,
): Promise<void> {
  const shutdown = createShutdown(log);
  let stoppingSince: number | undefined;

  async function stop(exitCode: number): Promise<void> {
    stoppingSince = Date.now();
    const late = setTimeout(() => {
      log.error({ deadlineMs: DEADLINE_MS }, 'did not close in time and was ended');
      process.exit(1);
    }, DEADLINE_MS);
    await shutdown.run();
    clearTimeout(late);
    process.exit(exitCode);
  }

  function onSignal(signal: NodeJS.Signals): void {
    if (stoppingSince === undefined) {
      log.info({ signal }, 'stopping');
      void stop(0);
    } else if (signal === 'SIGINT' && Date.now() - stoppingSince > SAME_PRESS_MS) {
      log.error('ended before everything was closed, as asked by a second signal');
      process.exit(1);
    }
  }

  for (const signal of SIGNALS) process.on(signal, onSignal);
  try {
    await start(shutdown);
  } catch (err) {
    // What a signal interrupted has not failed.
    if (stoppingSince !== undefined) return;
    explain(err);
    await stop(1);
  }
}
