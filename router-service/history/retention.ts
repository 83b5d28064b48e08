import type { Logger } from '../../runtime/log';
import type { Database } from '../database/database';
import { pruneHistory } from './prune-history';

const SHORTEST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 600_000;

/** Deletes what is older than `retentionMs` in the background, often enough for that time. */
export function startRetention(db: Database, log: Logger, retentionMs: number) {
  const pauseMs = Math.min(Math.max(retentionMs / 20, SHORTEST_PAUSE_MS), LONGEST_PAUSE_MS);
  let closed = false;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();

  async function prune(): Promise<void> {
    try {
      const deleted = await pruneHistory(db, new Date(Date.now() - retentionMs));
      if (deleted > 0) log.debug({ deleted }, 'deleted old history');
    } catch (err) {
      // The next round deletes more; the writer has told already when the database is away.
      log.debug({ err }, 'could not delete old history');
    }
  }

  function later(): void {
    if (closed) return;
    timer = setTimeout(() => {
      running = prune();
      void running.then(later);
    }, pauseMs);
    timer.unref();
  }

  later();
  return {
    async close(): Promise<void> {
      closed = true;
      clearTimeout(timer);
      await running;
    },
  };
}
