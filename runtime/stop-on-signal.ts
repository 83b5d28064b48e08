import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from './log';
import { createShutdown, type Shutdown } from './shutdown';
import type { Milliseconds } from './units';

// One Ctrl-C arrives twice under npm: from the terminal, and passed on by npm.
const SAME_PRESS_MS = 500;
/** Ctrl-C may have ended a child before this process hears of it. */
const SIGNAL_ON_ITS_WAY_MS = 500;
/** What is left to do when the last answer is sent: last reports, history that waits, connections. */
const CLEANUP_MS = 15_000;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs what `start` opens until a signal comes, then undoes it and exits with 0; with 1 after a
 * second Ctrl-C, a deadline, or a start that failed (once `explain` has told why). `closingMs` is what
 * the services may take for the answers that still run.
 */
export async function runUntilStopped(
  log: Logger,
  start: (shutdown: Shutdown) => Promise<unknown>,
  explain: (err: unknown) => void,
  closingMs: Milliseconds,
): Promise<void> {
  const shutdown = createShutdown(log);
  let stoppingSince: number | undefined;

  async function stop(exitCode: number): Promise<void> {
    stoppingSince = performance.now();
    const deadlineMs = closingMs + CLEANUP_MS;
    const late = setTimeout(() => {
      log.error({ deadlineMs }, 'did not close in time and was ended');
      process.exit(1);
    }, deadlineMs);
    await shutdown.run();
    clearTimeout(late);
    process.exit(exitCode);
  }

  function onSignal(signal: NodeJS.Signals): void {
    if (stoppingSince === undefined) {
      log.info({ signal }, 'stopping');
      void stop(0);
    } else if (signal === 'SIGINT' && performance.now() - stoppingSince > SAME_PRESS_MS) {
      log.error('ended before everything was closed, as asked by a second signal');
      process.exit(1);
    }
  }

  for (const signal of SIGNALS) process.on(signal, onSignal);
  try {
    await start(shutdown);
  } catch (err) {
    // What a signal interrupted has not failed.
    await sleep(SIGNAL_ON_ITS_WAY_MS);
    if (stoppingSince !== undefined) return;
    explain(err);
    await stop(1);
  }
}
