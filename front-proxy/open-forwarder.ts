import type { Config } from '../config/schema';
import type { Shutdown } from '../runtime/shutdown';
import { createForwarder, type Forwarder } from './forward';
import { workerCount } from './workers/worker-count';

/**
 * Connections to one coordinator, of all workers together. A client that waits for a page holds one, as
 * Trino answers when there is news; beyond them requests wait.
 */
const MAX_CONNECTIONS = 4096;
/** Requests that wait for one of them; who comes later is told 503, which clients repeat. */
const MAX_WAITING = 16_384;

/** Opens the connections of one process; `shutdown` closes them. */
export function openForwarder({ frontProxy }: Config, shutdown: Shutdown): Forwarder {
  const workers = workerCount(frontProxy.workers);
  const forwarder = createForwarder({
    connectTimeoutMs: frontProxy.connectTimeout,
    responseTimeoutMs: frontProxy.responseTimeout,
    maxConnections: Math.ceil(MAX_CONNECTIONS / workers),
    maxWaiting: Math.ceil(MAX_WAITING / workers),
  });
  shutdown.opened('connections to coordinators', () => forwarder.close());
  return forwarder;
}
