import type { Logger } from '../../runtime/log';
import { startPgliteThread, type PgliteThread } from './pglite-thread';

/** Opening costs seconds of work, and whoever asks meanwhile is told the reason of the last try. */
const REOPEN_PAUSE_MS = 5_000;

/**
 * The thread of the embedded database, started anew when it was lost, as PostgreSQL gives up when it
 * cannot write its log (a full disk); what was committed is there again. Calls come one at a time.
 */
export async function keepPgliteThread(
  directory: string,
  onNotification: (channel: string, payload: string) => void,
  log: Logger,
  channels: () => readonly string[],
) {
  let thread = await startPgliteThread(directory, onNotification);
  let failed: { at: number; err: unknown } | undefined;
  let isClosed = false;

  async function reopen(): Promise<PgliteThread> {
    if (failed !== undefined && performance.now() < failed.at + REOPEN_PAUSE_MS) throw failed.err;
    try {
      const next = await startPgliteThread(directory, onNotification);
      for (const channel of channels()) await next.script(`listen "${channel}"`);
      failed = undefined;
      log.info('opened the embedded database again');
      return next;
    } catch (err) {
      if (failed === undefined) log.error({ err }, 'lost the embedded database');
      failed = { at: performance.now(), err };
      throw err;
    }
  }

  return {
    /** One that answers; rejects while none can be started. */
    async live(): Promise<PgliteThread> {
      // Its folder may belong to another process by now.
      if (isClosed) throw new Error('the embedded database is closed');
      if (thread.hasEnded()) thread = await reopen();
      return thread;
    },
    close(): Promise<void> {
      isClosed = true;
      return thread.close();
    },
  };
}

export type KeptThread = Awaited<ReturnType<typeof keepPgliteThread>>;
