import type { Logger } from '../../runtime/log';

interface Writer {
  log: Logger;
  intervalMs: number;
  /** Rejects when not all could be written. */
  write: () => Promise<void>;
  buffered: () => number;
}

/** Writes again and again with a pause; logs once when writing begins to fail and once when it is over. */
export function createBackgroundWriter({ log, intervalMs, write, buffered }: Writer) {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  let failing = false;
  let closed = false;
  let isWriting = false;

  async function writeOnce(): Promise<void> {
    try {
      await write();
      if (failing) log.info('history is written again');
      failing = false;
    } catch (err) {
      if (!failing)
        log.warn({ err, buffered: buffered() }, 'cannot write history; it waits in memory');
      failing = true;
    }
  }

  /** One after the other, so that no row is written twice at a time. */
  function flush(): Promise<void> {
    running = running.then(writeOnce);
    return running;
  }

  function later(): void {
    if (closed) return;
    timer = setTimeout(writeAndGoOn, intervalMs);
    timer.unref();
  }

  function writeAndGoOn(): void {
    isWriting = true;
    void flush().then(() => {
      isWriting = false;
      later();
    });
  }

  later();
  return {
    flush,
    /** Whether the last write was none. */
    isFailing: () => failing,
    /** Writes before the pause is over, as much waits; a database that fails is left to its pause. */
    hurry(): void {
      if (closed || isWriting || failing) return;
      clearTimeout(timer);
      writeAndGoOn();
    },
    async close(): Promise<void> {
      closed = true;
      clearTimeout(timer);
      await flush();
    },
  };
}
