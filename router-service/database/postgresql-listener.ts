import { Client, type ClientConfig, type Notification } from 'pg';
import type { Logger } from '../../runtime/log';

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 10_000;

type OnNotify = (payload: string) => void;

/**
 * LISTEN on a connection of its own, which is opened again after every loss. Each channel is then
 * called back once with '', as notifications may have been missed.
 */
export function createListener(config: ClientConfig, log: Logger) {
  const channels = new Map<string, Set<OnNotify>>();
  let client: Client | undefined;
  let connecting: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let pauseMs = FIRST_PAUSE_MS;
  let lost = false;
  let closed = false;

  async function connect(): Promise<void> {
    const next = new Client(config);
    next.on('error', (err) => onLost(next, err));
    next.on('end', () => onLost(next, new Error('the connection ended')));
    next.on('notification', onNotification);
    client = next;
    try {
      await next.connect();
      for (const channel of channels.keys()) await next.query(`listen "${channel}"`);
      onConnected();
    } catch (err) {
      onLost(next, err);
    }
  }

  function onConnected(): void {
    pauseMs = FIRST_PAUSE_MS;
    timer = undefined;
    if (!lost) return;
    lost = false;
    log.info('listens to the database again');
    for (const channel of channels.keys()) callBack(channel, '');
  }

  function onLost(from: Client, err: unknown): void {
    if (client !== from) return;
    client = undefined;
    from.end().catch(() => undefined);
    if (closed) return;
    if (!lost)
      log.warn({ err }, 'lost the connection that listens to the database; polling serves');
    lost = true;
    // Nodes that lost the same server should not come back in step.
    timer = setTimeout(ensureConnected, pauseMs * (0.5 + Math.random() / 2));
    timer.unref();
    pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
  }

  function ensureConnected(): Promise<void> {
    if (client !== undefined && connecting === undefined) return Promise.resolve();
    connecting ??= connect().finally(() => (connecting = undefined));
    return connecting;
  }

  function onNotification({ channel, payload }: Notification): void {
    callBack(channel, payload ?? '');
  }

  function callBack(channel: string, payload: string): void {
    for (const onNotify of channels.get(channel) ?? []) onNotify(payload);
  }

  async function unlisten(channel: string, onNotify: OnNotify): Promise<void> {
    const callbacks = channels.get(channel);
    if (callbacks === undefined || !callbacks.delete(onNotify) || callbacks.size > 0) return;
    channels.delete(channel);
    await client?.query(`unlisten "${channel}"`).catch(() => undefined);
  }

  return {
    /** Resolves after the first try, whether it worked or not; further tries follow by themselves. */
    async listen(channel: string, onNotify: OnNotify): Promise<() => Promise<void>> {
      await connecting;
      const known = channels.get(channel);
      if (known) known.add(onNotify);
      else channels.set(channel, new Set([onNotify]));
      if (client === undefined && timer === undefined) await ensureConnected();
      else if (!known) await client?.query(`listen "${channel}"`).catch(() => undefined);
      return () => unlisten(channel, onNotify);
    },
    async close(): Promise<void> {
      closed = true;
      clearTimeout(timer);
      const last = client;
      client = undefined;
      await connecting;
      await last?.end().catch(() => undefined);
    },
  };
}
