/** Holds an ETag and lets callers wait until it is another one. */
export function createEtagWaiters() {
  const waiting = new Set<() => void>();
  let current = '""';
  let closed = false;

  function wakeAll(): void {
    for (const wake of [...waiting]) wake();
  }

  return {
    etag: () => current,

    moveTo(etag: string): void {
      if (etag === current) return;
      current = etag;
      wakeAll();
    },

    /** Resolves when the ETag differs from the given one, when time is over, or on abort or close. */
    waitForChange(etag: string, timeoutMs: number, signal: AbortSignal): Promise<void> {
      if (closed || etag !== current || signal.aborted) return Promise.resolve();
      return new Promise((resolve) => {
        const wake = () => {
          waiting.delete(wake);
          clearTimeout(timer);
          signal.removeEventListener('abort', wake);
          resolve();
        };
        const timer = setTimeout(wake, timeoutMs);
        waiting.add(wake);
        signal.addEventListener('abort', wake, { once: true });
      });
    },

    close(): void {
      closed = true;
      wakeAll();
    },
  };
}
