import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { FromWorker, ToWorker } from './pglite-messages';

// Tests run the TypeScript as it stands; a thread needs the compiled file.
const COMPILED = __filename.endsWith('.ts')
  ? join(__dirname, '../../dist/router-service/database')
  : __dirname;

// A database that could not write to its disk may never answer again.
const ANSWER_TIMEOUT_MS = 30_000;

interface Pending {
  resolve: (rows: object[]) => void;
  reject: (err: Error) => void;
  timer: NodeJS.Timeout;
}

type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never;

/** Starts the thread of the embedded database; calls after its end reject with the reason. */
export async function startPgliteThread(
  directory: string,
  onNotification: (channel: string, payload: string) => void,
) {
  const worker = new Worker(join(COMPILED, 'pglite-worker.js'), { workerData: { directory } });
  const pending = new Map<number, Pending>();
  let lastId = 0;
  let ended: Error | undefined;

  function end(reason: Error): void {
    ended ??= reason;
    for (const { reject, timer } of pending.values()) {
      clearTimeout(timer);
      reject(ended);
    }
    pending.clear();
  }

  function giveUp(): void {
    end(new Error(`no answer in ${ANSWER_TIMEOUT_MS} ms`));
    void worker.terminate();
  }

  function take(id: number): Pending | undefined {
    const waiting = pending.get(id);
    pending.delete(id);
    clearTimeout(waiting?.timer);
    return waiting;
  }

  const opened = new Promise<void>((resolve, reject) => {
    worker.on('message', (message: FromWorker) => {
      if (message.kind === 'opened') resolve();
      else if (message.kind === 'failed') reject(new Error(message.message));
      else if (message.kind === 'rows') take(message.id)?.resolve(message.rows);
      else if (message.kind === 'error') take(message.id)?.reject(errorOf(message));
      else onNotification(message.channel, message.payload);
    });
    worker.on('error', (err) => {
      end(err instanceof Error ? err : new Error(String(err)));
      reject(err);
    });
    worker.on('exit', (code) => {
      end(new Error(`its thread ended with code ${code}`));
      reject(new Error(`its thread ended with code ${code}`));
    });
  });

  function ask(message: WithoutId<ToWorker>): Promise<object[]> {
    if (ended) return Promise.reject(ended);
    const id = ++lastId;
    return new Promise((resolve, reject) => {
      pending.set(id, { resolve, reject, timer: setTimeout(giveUp, ANSWER_TIMEOUT_MS) });
      worker.postMessage({ ...message, id });
    });
  }

  try {
    await opened;
  } catch (err) {
    await worker.terminate();
    throw err;
  }
  return {
    query: (sql: string, params: unknown[]) => ask({ kind: 'query', sql, params }),
    script: async (sql: string) => void (await ask({ kind: 'script', sql })),
    /** Whether no call can work any more. */
    hasEnded: () => ended !== undefined,
    async close(): Promise<void> {
      await ask({ kind: 'close' }).catch(() => undefined);
      end(new Error('it is closed'));
      await worker.terminate();
    },
  };
}

export type PgliteThread = Awaited<ReturnType<typeof startPgliteThread>>;

function errorOf({ message, code, severity }: FromWorker & { kind: 'error' }): Error {
  return Object.assign(new Error(message), { code, severity });
}
