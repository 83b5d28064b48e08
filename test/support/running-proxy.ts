import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { configSchema, type Config } from '../../config/schema';
import {
  startSimulatedCoordinator,
  type SimulatedCoordinator,
  type SimulatedOptions,
} from '../../demo/simulated-coordinator';
import { startFrontProxy } from '../../front-proxy/service';
import type { ProxyReport } from '../../protocol/decision';
import { createLog } from '../../runtime/log';
import type { RunningService } from '../../runtime/running-service';
import { startProxyProcess, type ProxyProcess } from './proxy-process';
import { TEST_WORKERS } from './test-workers';

type ConfigInput = Parameters<typeof configSchema.parse>[0] & object;

/** An address where nothing listens: port 9 (discard) is never open on a test machine. */
export const NOBODY = 'http://127.0.0.1:9';

/** Undoes, last first, what a test opened. */
export function createCleanup() {
  const undos: (() => unknown)[] = [];
  return {
    add: <T>(opened: T, undo: () => unknown): T => {
      undos.push(undo);
      return opened;
    },
    async run(): Promise<void> {
      for (const undo of undos.splice(0).reverse()) await undo();
    },
  };
}

export type Cleanup = ReturnType<typeof createCleanup>;

export async function simulated(
  cleanup: Cleanup,
  options: SimulatedOptions,
): Promise<SimulatedCoordinator> {
  const coordinator = await startSimulatedCoordinator(options);
  return cleanup.add(coordinator, () => coordinator.stop());
}

interface ClusterInput {
  name: string;
  url: string;
  routingGroups?: string[];
  admission?: string;
  weight?: number;
  healthCheck?: ConfigInput;
  maxRunningQueries?: number;
}

interface Overrides {
  frontProxy?: ConfigInput;
  routing?: ConfigInput;
  shutdown?: ConfigInput;
  health?: ConfigInput;
  routingGroups?: ConfigInput[];
  queue?: ConfigInput;
}

/** A proxy on a free port in front of the given clusters; by default no router answers it. */
export async function runningProxy(
  cleanup: Cleanup,
  clusters: ClusterInput[],
  overrides: Overrides = {},
  log = createLog('front-proxy', 'silent'),
): Promise<RunningService> {
  const config = configOf(clusters, overrides);
  const start = config.frontProxy.workers === 1 ? startFrontProxy : startProxyProcess;
  const proxy = await start(config, log);
  return cleanup.add(proxy, () => proxy.close());
}

/** The same as two workers in processes of their own. */
export async function proxyOfTwoWorkers(
  cleanup: Cleanup,
  clusters: ClusterInput[],
  overrides: Overrides = {},
  log = createLog('front-proxy', 'silent'),
): Promise<ProxyProcess> {
  const frontProxy = { workers: 2, ...overrides.frontProxy };
  const proxy = await startProxyProcess(configOf(clusters, { ...overrides, frontProxy }), log);
  return cleanup.add(proxy, () => proxy.close());
}

function configOf(clusters: ClusterInput[], overrides: Overrides): Config {
  return configSchema.parse({
    shutdown: { readyzDelay: '0ms' },
    ...overrides,
    clusters: clusters.map((cluster) => ({ routingGroups: ['adhoc'], ...cluster })),
    frontProxy: {
      listen: '127.0.0.1:0',
      routerUrls: [NOBODY],
      workers: TEST_WORKERS,
      ...overrides.frontProxy,
    },
    health: { interval: '200ms', ...overrides.health },
  });
}

/** A router that decides as it is told; for what the real one cannot be made to do. */
export interface ScriptedRouter {
  url: string;
  routed: { statement: string; headers: Record<string, string>; user?: string }[];
  reports: ProxyReport[];
  /** Answers /v1/route with this, or never when undefined. */
  decision: object | undefined;
}

export async function scriptedRouter(cleanup: Cleanup, decision?: object): Promise<ScriptedRouter> {
  const router: ScriptedRouter = { url: '', routed: [], reports: [], decision };
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const lines = Buffer.concat(chunks).toString().split('\n').filter(Boolean);
      if (request.url === '/v1/reports') {
        router.reports.push(JSON.parse(lines.join('\n')) as ProxyReport);
        response.writeHead(204).end();
      } else if (request.url === '/v1/route/batch') {
        for (const line of lines)
          router.routed.push(JSON.parse(line) as ScriptedRouter['routed'][number]);
        const { decision: route } = router;
        if (route === undefined) return;
        response.end(lines.map((_, at) => `${JSON.stringify({ at, route })}\n`).join(''));
      } else {
        response.writeHead(503).end();
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  router.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return cleanup.add(router, () => {
    server.closeAllConnections();
    server.close();
  });
}
