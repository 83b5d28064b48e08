import { fork, type ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '../../config/schema';
import type { Logger } from '../../runtime/log';
import { ServiceError } from '../../runtime/service-error';
import type { Shutdown } from '../../runtime/shutdown';
import { createStopNotice, type StopNotice } from '../../runtime/stop-notice';
import { openForwarder } from '../open-forwarder';
import { createChannel, type Channel } from './channel';
import { createHandOver, type HandOver, type Taker } from './hand-over';
import { openHub, type Hub, type ToPrimary } from './hub';
import type { ToWorker } from './replica';
import { workerCount } from './worker-count';

const WORKER = join(__dirname, 'worker-main.js');
/** One that served so long died of something new, and is replaced at once. */
const SERVED_WELL_MS = 10_000;
const LONGEST_PAUSE_MS = 10_000;

interface Launched {
  channel: Channel<ToWorker>;
  /** It answers requests; rejects where it cannot start. */
  ready: Promise<void>;
  /** How the process ended. */
  exited: Promise<string>;
  /** Lets running answers end, then ends the process. */
  close(): Promise<void>;
}

/**
 * Starts the workers, which share one port and the state that this process keeps for them; one that dies
 * is replaced.
 */
export async function startWorkers(
  config: Config,
  log: Logger,
  shutdown: Shutdown,
): Promise<{ server: HandOver; notice: StopNotice }> {
  const forwarder = openForwarder(config, shutdown);
  const hub = openHub({ config, log, forwarder, shutdown });
  await hub.firstLook();
  const handOver = createHandOver();
  const count = workerCount(config.frontProxy.workers);
  const closing = new AbortController();
  const current: Launched[] = [];
  const slots: Promise<void>[] = [];
  shutdown.opened('workers', async () => {
    closing.abort();
    handOver.close();
    await Promise.all(current.map((worker) => worker.close()));
    await Promise.all(slots);
  });
  const launchAt = (slot: number) => launch(hub, handOver, config, slot + 1);
  for (let slot = 0; slot < count; slot += 1) current.push(launchAt(slot));
  await Promise.all(current.map(({ ready }) => ready));
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
      const next = launchAt(slot);
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
  return { server: handOver, notice };
}

function launch(hub: Hub, handOver: HandOver, config: Config, number: number): Launched {
  const worker = forkWorker();
  const taker: Taker = {
    hand: (id, connection) => send(worker, id, connection),
  };
  const channel: Channel<ToWorker> = createChannel<ToWorker>(peerOf(worker), {
    ...hub.handlersFor(() => channel),
    connections: {
      taken: (id) => handOver.taken(taker, id),
    } satisfies ToPrimary['connections'],
  });
  onRefusal(worker, () => handOver.refused(taker));
  const exited = endOf(worker);
  void exited.then(() => {
    hub.leave(channel);
    channel.close();
    handOver.leave(taker);
  });
  const order = { config, worker: number, snapshot: hub.join(channel) };
  const started = channel.ask('node', 'start', [order]).catch((err: Error) => {
    worker.kill('SIGKILL');
    throw new ServiceError('START_FAILED', 500, err.message);
  });
  const ready = started.then(() => handOver.join(taker));
  void hub.tellOpenQueries(channel);
  return {
    channel,
    ready,
    exited,
    async close() {
      await channel.ask('node', 'close', []).catch(() => undefined);
      worker.kill('SIGKILL');
      await exited;
    },
  };
}

function forkWorker(): ChildProcess {
  // The inspector's port is already taken by this process.
  const execArgv = process.execArgv.filter((arg) => !arg.startsWith('--inspect'));
  return fork(WORKER, [], { execArgv, serialization: 'advanced' });
}

/**
 * Node tells by no public event that a socket did not reach the other process, and tries again only where
 * the sender keeps none. It sends one after the other: this is the first that was not taken.
 */
function onRefusal(worker: ChildProcess, then: () => void): void {
  worker.on('internalMessage', ({ cmd }: { cmd?: unknown }) => {
    if (cmd === 'NODE_HANDLE_NACK') then();
  });
}

/** How the process ended, when all that it said before was heard. */
async function endOf(worker: ChildProcess): Promise<string> {
  const how = await new Promise<string>((resolve) => {
    worker.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
    worker.on('error', (err) => {
      if (worker.pid === undefined) resolve(err.message);
    });
  });
  // Node does not tell `disconnect` of one to which a connection was on its way.
  while (worker.pid !== undefined && worker.connected) await nextTurn();
  return how;
}

function peerOf(worker: ChildProcess) {
  return {
    send: (messages) => send(worker, messages),
    onMessages: (take) => void worker.on('message', take),
  } satisfies Parameters<typeof createChannel>[0];
}

/** One that is gone is told by its exit. */
function send(worker: ChildProcess, message: object | number, connection?: Socket): void {
  if (worker.connected) worker.send(message, connection, { keepOpen: true }, () => undefined);
}
