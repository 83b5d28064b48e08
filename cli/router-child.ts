import type { Config } from '../config/schema';
import { startRouterService } from '../router-service/service';
import { createLog } from '../runtime/log';
import type { RunningService } from '../runtime/running-service';
import { explainFailure } from './explain-failure';

export type ToRouter = { config: Config } | { isStopping: true };
export type FromRouter = { url: string } | { failure: string };

/** Counts only where the parent is dead, which has a deadline of its own. */
const CLEANUP_MS = 15_000;

/**
 * The forked router-service: takes the configuration from its parent, tells its URL or why it could
 * not start, and closes when the parent lets go of it, which includes the parent's death.
 */
export function runRouterChild(): void {
  let running: Promise<RunningService> | undefined;
  let closingMs = 0;

  // Ctrl-C reaches the whole group; the parent decides when this process may close.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => undefined);
  process.on('message', (message: ToRouter) => {
    if (!('config' in message)) {
      void running?.then((service) => service.announceStop?.());
      return;
    }
    const { config } = message;
    closingMs = config.shutdown.readyzDelay + config.shutdown.deadline;
    running = startRouterService(config, createLog('router-service', config.log.level));
    running.then(
      ({ url }) => tell({ url }),
      (err: unknown) => tell({ failure: explainFailure(err) }, () => process.exit(1)),
    );
  });
  process.once('disconnect', () => void close(running, closingMs + CLEANUP_MS));
}

// A parent that is gone no longer needs to be told.
function tell(message: FromRouter, then = () => {}): void {
  if (process.connected) process.send?.(message, undefined, {}, then);
  else then();
}

async function close(
  running: Promise<RunningService> | undefined,
  deadlineMs: number,
): Promise<void> {
  setTimeout(() => process.exit(1), deadlineMs);
  try {
    await (await running)?.close();
    process.exit(0);
  } catch {
    process.exit(1);
  }
}
