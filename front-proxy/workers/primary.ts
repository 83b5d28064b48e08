import cluster, { type Worker } from 'node:cluster';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '../../config/schema';
import type { Logger } from '../../runtime/log';
import { ServiceError } from '../../runtime/service-error';
import type { Shutdown } from '../../runtime/shutdown';
import { createStopNotice } from '../../runtime/stop-notice';
import { openForwarder } from '../open-forwarder';
import type { Served } from '../serve';
import { createChannel, type Channel } from './channel';
import { openHub, type Hub } from './hub';
import type { ToWorker } from './replica';
import { workerCount } from './worker-count';

const WORKER = join(__dirname, 'worker-main.js');
/** One that served so long died of something new, and is replaced at once. */
const SERVED_WELL_MS = 10_000;
const LONGEST_PAUSE_MS = 10_000;

interface Launched {
  channel: Channel<ToWorker>;
  /** The URL of all workers; rejects where it cannot start. */
  ready: Promise<string>;
  /** How the process ended. */
  exited: Promise<string>;
  /** Lets running answers end, then ends the process. */
  close(): Promise<void>;
}

/**
 * Starts the workers, which share one port and the state that this process keeps for them; one that dies
 * is replaced. Connections go to them in turn.
 */
export async function startWorkers(
  config: Config,
  log: Logger,
  shutdown: Shutdown,
): Promise<Served> {
  const forwarder = openForwarder(config, shutdown);
  const hub = openHub({ config, log, forwarder, shutdown });
  await hub.firstLook();
  // The inspector's port is already taken by this process.
  const execArgv = process.execArgv.filter((arg) => !arg.startsWith('--inspect'));
  cluster.setupPrimary({ exec: WORKER, args: [], execArgv, serialization: 'advanced' });
  const count = workerCount(config.frontProxy.workers);
  const closing = new AbortController();
  const current: Launched[] = [];
  const slots: Promise<void>[] = [];
  shutdown.opened('workers', async () => {
    closing.abort();
    await Promise.all(current.map((worker) => worker.close()));
    await Promise.all(slots);
  });
  for (let i = 0; i < count; i += 1) current.push(launch(hub, config, i + 1));
  const urls = await Promise.all(current.map(({ ready }) => ready));
  for (const slot of current.keys()) slots.push(keepRunning(slot));

  async function keepRunning(slot: number): Promise<void> {
    let pauseMs = 0;
    for (;;) {
      const startedAt = performance.now();
      const how = await current[slot]?.exited;
      if (closing.signal.aborted) return;
      const servedWell = performance.now() - startedAt > SERVED_WELL_MS;
      pauseMs = servedWell ? 0 : Math.min(Math.max(500, pauseMs * 2), LONGEST_PAUSE_MS);
      log.error({ worker: slot + 1, how, restartInMs: pauseMs }, 'a worker died');
      await sleep(pauseMs, undefined, { signal: closing.signal }).catch(() => undefined);
      if (closing.signal.aborted) return;
      const next = launch(hub, config, slot + 1);
      current[slot] = next;
      await next.ready.then(
        () => log.warn({ worker: slot + 1 }, 'another worker took its place'),
        (err: unknown) => log.error({ err, worker: slot + 1 }, 'could not replace a worker'),
      );
    }
  }

  const notice = createStopNotice(config.shutdown.readyzDelay, () =>
    hub.tellAll('node', 'announceStop'),
  );
  shutdown.opened('readiness', notice);
  return { url: urls[0] ?? '', notice };
}

function launch(hub: Hub, config: Config, number: number): Launched {
  const worker = cluster.fork();
  const channel: Channel<ToWorker> = createChannel<ToWorker>(
    peerOf(worker),
    hub.handlersFor(() => channel),
  );
  const exited = new Promise<string>((resolve) => {
    worker.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
    worker.once('error', (err) => {
      if (worker.process.pid === undefined) resolve(err.message);
    });
  });
  void exited.then(() => {
    hub.leave(channel);
    channel.close();
  });
  const order = { config, worker: number, snapshot: hub.join(channel) };
  const ready = channel.ask('node', 'start', [order]).catch((err: Error) => {
    // A worker that cannot listen is of no use.
    worker.process.kill('SIGKILL');
    throw new ServiceError('START_FAILED', 500, err.message);
  });
  void hub.tellOpenQueries(channel);
  return {
    channel,
    ready,
    exited,
    async close() {
      await channel.ask('node', 'close', []).catch(() => undefined);
      worker.process.kill('SIGKILL');
      await exited;
    },
  };
}

function peerOf(worker: Worker) {
  type Peer = Parameters<typeof createChannel>[0];
  return {
    // One that is gone is told by its exit.
    send: (messages) => {
      if (worker.isConnected()) worker.process.send(messages, undefined, {}, () => undefined);
    },
    onMessages: (take) => void worker.on('message', take),
  } satisfies Peer;
}
