import type { Config } from '../config/schema';
import type { Logger } from '../runtime/log';
import type { RunningService } from '../runtime/running-service';
import { createShutdown, type Shutdown } from '../runtime/shutdown';
import { openNodeState } from './node-state';
import { openForwarder } from './open-forwarder';
import { serve, type Served } from './serve';
import { startWorkers } from './workers/primary';
import { workerCount } from './workers/worker-count';

/** Starts the front-proxy; resolves when it listens and every known cluster was looked at once. */
export async function startFrontProxy(config: Config, log: Logger): Promise<RunningService> {
  const shutdown = createShutdown(log);
  const workers = workerCount(config.frontProxy.workers);
  try {
    const start = workers === 1 ? startAlone : startWorkers;
    const { server, notice } = await start(config, log, shutdown);
    const listener = { service: 'front-proxy', setting: 'frontProxy.listen' };
    const url = await server.listen(config.frontProxy.listen, listener);
    log.info({ workers, url }, 'front-proxy started');
    return { url, announceStop: () => void notice(), close: () => shutdown.run() };
  } catch (err) {
    await shutdown.run();
    throw err;
  }
}

/** All in this process. */
async function startAlone(config: Config, log: Logger, shutdown: Shutdown): Promise<Served> {
  const forwarder = openForwarder(config, shutdown);
  const state = openNodeState({ config, log, forwarder, shutdown });
  await state.firstLook();
  return serve({ config, log, forwarder, state, metrics: state.metrics, shutdown });
}
