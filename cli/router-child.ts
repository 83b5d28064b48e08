import type { Config } from '../config/schema';
import { startRouterService } from '../router-service/service';
import { createLog } from '../runtime/log';
import type { RunningService } from '../runtime/running-service';
import { explainFailure } from './explain-failure';

export type ToRouter = { config: Config };
export type FromRouter = { url: string } | { failure: string };

// As long as the parent waits; counts only where the parent is dead.
const CLOSE_DEADLINE_MS = 10_000;

/**
 * The forked router-service: takes the configuration from its parent, tells its URL or why it could
 * not start, and closes when the parent lets go of it, which includes the parent's death.
 */
export function runRouterChild(): void {
  let running: Promise<RunningService> | undefined;

  // Ctrl-C reaches the whole group; the parent decides when this process may close.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => undefined);
  process.once('message', ({ config }: ToRouter) => {
    running = startRouterService(config, createLog('router-service', config.log.level));
    running.then(
      ({ url }) => tell({ url }),
      (err: unknown) => tell({ failure: explainFailure(err) }, () => process.exit(1)),
    );
  });
  process.once('disconnect', () => void close(running));
}

// A parent that is gone no longer needs to be told.
function tell(message: FromRouter, then = () => {}): void {
  if (process.connected) process.send?.(message, undefined, {}, then);
  else then();
}

async function close(running: Promise<RunningService> | undefined): Promise<void> {
  setTimeout(() => process.exit(1), CLOSE_DEADLINE_MS);
  try {
    await (await running)?.close();
    process.exit(0);
  } catch {
    process.exit(1);
  }
}
