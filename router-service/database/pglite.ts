import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Logger } from '../../runtime/log';
import type { Database } from './database';
import { databaseUnavailable, meansDatabaseAway } from './database-errors';
import { lockFolder } from './folder-lock';
import { migrate } from './migrate';
import { keepPgliteThread, type KeptThread } from './pglite-kept-thread';
import type { PgliteThread } from './pglite-thread';
import { createTurns } from './turns';

const REMEDY = 'see that its disk has room; it is opened again by itself';

type OnNotify = (payload: string) => void;

/**
 * Opens and migrates the embedded database in `directory`, which is made when it is missing.
 * Refuses a directory that another process has open, as PGlite would damage it.
 */
export async function openPglite(directory: string, log: Logger): Promise<Database> {
  await mkdir(directory, { recursive: true });
  const unlock = await lockFolder(directory);
  const channels = new Map<string, Set<OnNotify>>();
  const callBack = (channel: string, payload: string) => {
    for (const onNotify of channels.get(channel) ?? []) onNotify(payload);
  };
  try {
    // The folder is a level below, so that the lock stands beside what PostgreSQL calls its own.
    const kept = await keepPgliteThread(join(directory, 'pglite'), callBack, log, () => [
      ...channels.keys(),
    ]);
    await migrate(sessionOf(await kept.live()), log).catch(async (err) => {
      await kept.close();
      throw err;
    });
    return databaseOf(kept, channels, `in ${resolve(directory)}`, unlock);
  } catch (err) {
    await unlock();
    throw explain(err, `in ${resolve(directory)}`);
  }
}

function databaseOf(
  kept: KeptThread,
  channels: Map<string, Set<OnNotify>>,
  where: string,
  unlock: () => Promise<void>,
): Database {
  const turns = createTurns();
  const run = <T>(work: (session: Session) => Promise<T>): Promise<T> =>
    turns.take(async () => work(await liveSession(kept, where)));
  let closing: Promise<void> | undefined;

  async function close(): Promise<void> {
    await turns.take(() => kept.close());
    await unlock();
  }

  return {
    kind: 'pglite',
    query: <Row extends object>(sql: string, params?: unknown[]) =>
      run(({ query }) => query<Row>(sql, params)),
    transaction: (work) =>
      run(async ({ query, script }) => {
        await script('begin');
        try {
          const result = await work({ query });
          await script('commit');
          return result;
        } catch (err) {
          await script('rollback').catch(() => undefined);
          throw err;
        }
      }),
    async listen(channel, onNotify) {
      const callbacks = channels.get(channel) ?? new Set();
      channels.set(channel, callbacks.add(onNotify));
      await run(({ script }) => script(`listen "${channel}"`));
      return async () => void callbacks.delete(onNotify);
    },
    ping: () => run(({ script }) => script('select 1')),
    close: () => (closing ??= close()),
  };
}

type Session = Awaited<ReturnType<typeof liveSession>>;

/** One thread for all that a transaction does; errors tell where the database is. */
async function liveSession(kept: KeptThread, where: string) {
  const explainedAs = (err: unknown) => Promise.reject(explain(err, where));
  const session = sessionOf(await kept.live().catch(explainedAs));
  return {
    query: <Row extends object>(sql: string, params?: unknown[]): Promise<Row[]> =>
      session.query<Row>(sql, params).catch(explainedAs),
    script: (sql: string): Promise<void> => session.script(sql).catch(explainedAs),
  };
}

function sessionOf(thread: PgliteThread) {
  return {
    query: async <Row extends object>(sql: string, params: unknown[] = []) =>
      (await thread.query(sql, params)) as Row[],
    script: thread.script,
  };
}

function explain(err: unknown, where: string): unknown {
  return meansDatabaseAway(err) ? databaseUnavailable(where, REMEDY, err) : err;
}
