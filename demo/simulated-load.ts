import { sendJson, sendText } from './simulated-answer';
import { needUser, type Call, type CoordinatorState } from './simulated-call';

const QUERY_MANAGER = 'trino_execution_name_QueryManager_';
const HEAP_BYTES = 1_000_000_000;

/** `/v1/status`, which needs no credentials. */
export function statusOf({ cluster, startedAt, behaviour, queries }: CoordinatorState) {
  const busy = [...queries.values()].filter((query) => query.state === 'RUNNING').length;
  const cpu = behaviour.cpu ?? Math.min(busy / 10, 1);
  return {
    nodeId: `simulated-${cluster}`,
    nodeVersion: { version: '476' },
    environment: 'simulated',
    coordinator: true,
    uptime: `${((Date.now() - startedAt) / 1000).toFixed(2)}s`,
    externalAddress: '127.0.0.1',
    internalAddress: '127.0.0.1',
    processors: 4,
    processCpuLoad: cpu,
    systemCpuLoad: cpu,
    heapUsed: behaviour.heap * HEAP_BYTES,
    heapAvailable: HEAP_BYTES,
    nonHeapUsed: 100_000_000,
  };
}

export function sendStatus({ state, request, response }: Call): void {
  const { status } = state.behaviour;
  if (status === 'unavailable') return sendText(response, 503, 'Service Unavailable');
  if (status === 'answer') sendJson(request, response, JSON.stringify(statusOf(state)));
}

/** Of the real one's thousands of metrics, those that tell how busy it is, and those made up by a test. */
export function sendMetrics(call: Call): void | Promise<void> {
  const { state, request, response } = call;
  return needUser(call, () => {
    const { running, queued } = countsOf(state);
    const all = {
      [`${QUERY_MANAGER}RunningQueries`]: running,
      [`${QUERY_MANAGER}QueuedQueries`]: queued,
      ...state.behaviour.metrics,
    };
    const wanted = new URL(request.url ?? '/', 'http://any').searchParams.getAll('name[]');
    const lines = Object.entries(all)
      .filter(([name]) => wanted.length === 0 || wanted.includes(name))
      .map(([name, value]) => `# TYPE ${name} gauge\n${name} ${value.toFixed(1)}\n`);
    sendText(response, 200, `${lines.join('')}# EOF\n`);
  });
}

/** The numbers above the list of queries in the web UI. */
export function uiStats(state: CoordinatorState) {
  const { running, queued } = countsOf(state);
  return {
    runningQueries: running,
    blockedQueries: 0,
    queuedQueries: queued,
    activeCoordinators: 1,
    activeWorkers: 1,
    runningDrivers: 0,
    totalAvailableProcessors: 4,
    reservedMemory: 0,
    totalInputRows: 0,
    totalInputBytes: 0,
    totalCpuTimeSecs: 0,
  };
}

function countsOf({ behaviour, queries }: CoordinatorState) {
  if (behaviour.counts !== undefined) return behaviour.counts;
  const count = (wanted: string) =>
    [...queries.values()].filter(({ state }) => state === wanted).length;
  return { running: count('RUNNING'), queued: count('QUEUED') };
}
