import type { Logger } from '../../runtime/log';

interface Repeated {
  log: Logger;
  pauseMs: number;
  /** What is logged when the work begins to fail. */
  failure: string;
  work: () => Promise<void>;
}

/** Repeats the work with a pause; logs once when it begins to fail and once when it is over. */
export function repeatWork({ log, pauseMs, failure, work }: Repeated) {
  let failing = false;
  let closed = false;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();

  async function once(): Promise<void> {
    try {
      await work();
      if (failing) log.info({ was: failure }, 'healed');
      failing = false;
    } catch (err) {
      if (!failing && !closed) log.warn({ err }, failure);
      failing = true;
    }
  }

  function later(): void {
    if (closed) return;
    timer = setTimeout(() => {
      running = once();
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
