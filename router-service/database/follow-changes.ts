import type { Logger } from '../../runtime/log';
import { channelOf, readVersion, type Topic } from './change-counter';
import type { Database } from './database';

const POLL_MS = 1_000;

interface Followed {
  db: Database;
  log: Logger;
  topic: Topic;
  /** Reads the whole state anew and swaps it in. */
  read: () => Promise<void>;
  pollMs?: number;
}

/**
 * Keeps a copy in memory in step with the database: read once now (this may reject), then whenever
 * a notification or the version number, looked at each second, tells of a change. While the database
 * is away the copy stays as it is.
 */
export async function followChanges({ db, log, topic, read, pollMs = POLL_MS }: Followed) {
  let known = -1;
  let away = false;
  let closed = false;
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;

  async function readIfChanged(): Promise<void> {
    // The version comes first: a change between the two is then read twice, never missed.
    const version = await readVersion(db, topic);
    if (version === known) return;
    await read();
    known = version;
  }

  /** Resolves after a look at the database that began after this call. */
  function look(): Promise<void> {
    if (running === undefined) {
      running = readIfChanged().finally(() => (running = undefined));
      return running;
    }
    next ??= running
      .catch(() => undefined)
      .then(() => {
        next = undefined;
        return look();
      });
    return next;
  }

  async function follow(): Promise<void> {
    if (closed) return;
    try {
      await look();
      if (away) log.info({ topic }, 'reads changes from the database again');
      away = false;
    } catch (err) {
      if (!away && !closed)
        log.warn({ err, topic }, 'cannot read changes; the last known state serves');
      away = true;
    }
  }

  function pollLater(): void {
    if (closed) return;
    timer = setTimeout(() => void follow().then(pollLater), pollMs);
    timer.unref();
  }

  await look();
  const unlisten = await db.listen(channelOf(topic), () => void follow());
  await follow();
  pollLater();
  return {
    /** Looks for changes now; a database that is away is logged, not thrown. */
    refresh: follow,
    async close(): Promise<void> {
      closed = true;
      clearTimeout(timer);
      await unlisten();
      await running?.catch(() => undefined);
    },
  };
}

export type Follower = Awaited<ReturnType<typeof followChanges>>;
