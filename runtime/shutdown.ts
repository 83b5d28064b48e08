import type { Logger } from './log';

export type Undo = () => Promise<unknown> | unknown;

/** Remembers how to undo what was opened and undoes it once, last opened first. */
export function createShutdown(log: Logger) {
  const undos: { what: string; undo: Undo }[] = [];
  let done: Promise<void> | undefined;

  async function undoAll(): Promise<void> {
    for (const { what, undo } of undos.reverse()) {
      try {
        await undo();
      } catch (err) {
        log.error({ err, what }, 'could not close on shutdown');
      }
    }
  }

  return {
    opened(what: string, undo: Undo): void {
      undos.push({ what, undo });
    },
    run(): Promise<void> {
      return (done ??= undoAll());
    },
  };
}

export type Shutdown = ReturnType<typeof createShutdown>;
