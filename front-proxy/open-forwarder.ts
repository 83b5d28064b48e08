import type { Config } from '../config/schema';
import type { Shutdown } from '../runtime/shutdown';
import { createForwarder, type Forwarder } from './forward';
import { workerCount } from './workers/worker-count';

/** Connections to one coordinator, of all workers together; beyond them requests wait. */
const MAX_CONNECTIONS = 1024;

/** Opens the connections of one process; `shutdown` closes them. */
export function openForwarder({ frontProxy }: Config, shutdown: Shutdown): Forwarder {
  const forwarder = createForwarder({
    connectTimeoutMs: frontProxy.connectTimeout,
    responseTimeoutMs: frontProxy.responseTimeout,
    maxConnections: Math.ceil(MAX_CONNECTIONS / workerCount(frontProxy.workers)),
  });
  shutdown.opened('connections to coordinators', () => forwarder.close());
  return forwarder;
}
