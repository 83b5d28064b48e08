import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import type { FromWorker, ToWorker } from './pglite-messages';

/** Runs the embedded database away from the thread that answers requests, one call after the other. */
async function serve(port: NonNullable<typeof parentPort>, directory: string): Promise<void> {
  const answer = (message: FromWorker) => port.postMessage(message);
  const db = await PGlite.create(directory);
  db.onNotification((channel, payload) => answer({ kind: 'notification', channel, payload }));
  let before: Promise<void> = Promise.resolve();
  port.on('message', (message: ToWorker) => {
    before = before.then(() => handle(db, message, answer));
  });
  answer({ kind: 'opened' });
}

async function handle(
  db: PGlite,
  message: ToWorker,
  answer: (message: FromWorker) => void,
): Promise<void> {
  const { id } = message;
  try {
    answer({ kind: 'rows', id, rows: await run(db, message) });
  } catch (err) {
    // Only plain errors keep their message on the way, so the SQLSTATE travels beside it.
    const { message: text, code, severity } = err as Error & { code?: string; severity?: string };
    answer({ kind: 'error', id, message: text, code, severity });
  }
}

async function run(db: PGlite, message: ToWorker): Promise<object[]> {
  if (message.kind === 'close') {
    await db.close();
    return [];
  }
  if (message.kind === 'query') {
    return (await db.query<object>(message.sql, message.params)).rows;
  }
  await db.exec(message.sql);
  return [];
}

async function start(): Promise<void> {
  if (parentPort === null) throw new Error('pglite-worker.ts runs as a worker thread only');
  const { directory } = workerData as { directory: string };
  const port = parentPort;
  try {
    await serve(port, directory);
  } catch (err) {
    port.postMessage({ kind: 'failed', message: String(err) } satisfies FromWorker);
  }
}

void start();
