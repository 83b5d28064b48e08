import type { ObjectStore } from './object-store';
import { rowsOf, run } from '../statement-client';
import { eventually } from '../eventually';
import { startTrinoCoordinator } from './trino-coordinator';
import type { TrinoTools } from './trino-tools';

/** Where clients get segments from; values of protocol.spooling.retrieval-mode. */
export type RetrievalMode =
  'STORAGE' | 'COORDINATOR_STORAGE_REDIRECT' | 'COORDINATOR_PROXY' | 'WORKER_PROXY';

/** Starts a coordinator that spools results to the store; it is its own worker. */
export function startSpoolingCoordinator(
  folder: string,
  name: string,
  port: number,
  tools: TrinoTools,
  spooling: { mode: RetrievalMode; store: ObjectStore },
): Promise<void> {
  return startTrinoCoordinator(folder, name, port, tools, spoolingExtras(spooling));
}

/** Starts a second node of a cluster; resolves when its coordinator gives it work. */
export async function startSpoolingWorker(
  folder: string,
  name: string,
  { port, coordinatorPort }: { port: number; coordinatorPort: number },
  tools: TrinoTools,
  spooling: { mode: RetrievalMode; store: ObjectStore },
): Promise<void> {
  const { settings, files } = spoolingExtras(spooling);
  const coordinatorUrl = `http://127.0.0.1:${coordinatorPort}`;
  await startTrinoCoordinator(folder, name, port, tools, {
    settings: { ...settings, coordinator: 'false', 'discovery.uri': coordinatorUrl },
    files,
    isReady: async (url) => (await fetch(`${url}/v1/info`)).ok,
  });
  const workers = `SELECT node_id FROM system.runtime.nodes WHERE NOT coordinator`;
  await eventually(
    async () => expect(rowsOf(await run(coordinatorUrl, workers))).toEqual([[name]]),
    60_000,
  );
}

function spoolingExtras({ mode, store }: { mode: RetrievalMode; store: ObjectStore }) {
  return {
    settings: {
      'protocol.spooling.enabled': 'true',
      // Another key for each mode, so that a segment's identifier means nothing to a wrong cluster.
      'protocol.spooling.shared-secret-key': Buffer.alloc(32, mode).toString('base64'),
      'protocol.spooling.retrieval-mode': mode,
      // Results as small as these would come inside of their pages.
      'protocol.spooling.inlining.enabled': 'false',
      'protocol.spooling.initial-segment-size': '32kB',
      'protocol.spooling.maximum-segment-size': '64kB',
    },
    files: {
      // Trino looks for it in the etc folder of where it was started.
      'data/etc/spooling-manager.properties': {
        'spooling-manager.name': 'filesystem',
        'fs.s3.enabled': 'true',
        'fs.location': `s3://${store.bucket}/${mode}/`,
        's3.endpoint': store.url,
        's3.region': 'us-east-1',
        's3.path-style-access': 'true',
        's3.aws-access-key': 'test',
        's3.aws-secret-key': 'test',
      },
    },
  };
}
