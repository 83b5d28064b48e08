import type { Socket } from 'node:net';
import type { Config } from '../../config/schema';
import { createLog } from '../../runtime/log';
import { createMetrics } from '../../runtime/metrics';
import { createShutdown, type Shutdown } from '../../runtime/shutdown';
import { openForwarder } from '../open-forwarder';
import { serve, type Served } from '../serve';
import { createChannel, type Handlers } from './channel';
import type { Snapshot, ToPrimary } from './hub';
import { createReplica, type ToWorker } from './replica';

/** What the first message to a worker holds. */
export interface StartOrder {
  config: Config;
  /** Its number, for the log. */
  worker: number;
  snapshot: Snapshot;
}

/** A worker: answers requests on connections that the primary hands over, until that closes it. */
function runWorker(): void {
  const metrics = createMetrics();
  let shutdown: Shutdown | undefined;
  let served: Served | undefined;

  async function start({ config, worker, snapshot }: StartOrder): Promise<void> {
    const log = createLog('front-proxy', config.log.level).child({ worker });
    shutdown = createShutdown(log);
    const replica = createReplica(primary, snapshot);
    // At once: what was told since is next.
    Object.assign(handlers, replica.handlers, {
      node: { ...node, ...(replica.handlers['node'] as Pick<ToWorker['node'], 'takeNews'>) },
    });
    shutdown.opened('state of the workers', () => replica.close());
    metrics.withProcessMetrics();
    const forwarder = openForwarder(config, shutdown);
    const { state } = replica;
    served = serve({ config, log, forwarder, state, metrics, shutdown });
  }

  const node: Omit<ToWorker['node'], 'takeNews'> = {
    start,
    metricValues: metrics.values,
    announceStop: () => void served?.notice(),
    close: async () => shutdown?.run(),
  };
  const handlers: Handlers = { node };
  const primary = createChannel<ToPrimary>(
    {
      // A primary that is gone takes this process with it.
      send: (messages) => void process.send?.(messages, undefined, {}, () => undefined),
      onMessages: (take) =>
        void process.on('message', (messages) => {
          if (Array.isArray(messages)) take(messages);
        }),
    },
    handlers,
  );

  /** Before anything of it is read: what is not said to be taken goes to another worker. */
  function takeConnection(id: number, connection: Socket | undefined): void {
    primary.tell('connections', 'taken', id);
    primary.hurry();
    if (connection !== undefined) served?.server.take(connection);
  }

  process.on('message', (id, connection) => {
    if (typeof id === 'number') takeConnection(id, connection as Socket | undefined);
  });
  // None serves by what nobody keeps up to date.
  process.on('disconnect', () => process.exit());

  // Ctrl-C reaches the whole group; the primary decides when this process may close.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => undefined);
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
}

runWorker();
