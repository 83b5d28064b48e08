import axios from 'axios';
import type { HealthState } from '../../protocol/cluster';
import type { Milliseconds } from '../../runtime/units';
import { askCoordinator } from './ask-coordinator';
import { askLoad } from './ask-load';
import type { ClusterDirectory } from './cluster-directory';

interface MonitorOptions {
  intervalMs: Milliseconds;
  timeoutMs: Milliseconds;
}

/** Looks at `/v1/info` of every cluster, each on its own clock, and tells the directory what it saw. */
export function createHealthMonitor(
  directory: ClusterDirectory,
  { intervalMs, timeoutMs }: MonitorOptions,
) {
  const clocks = new Map<string, Clock>();
  const stopped = new AbortController();

  async function look(name: string, url: string): Promise<void> {
    const { state, reason, refusesForwarded } = await askInfo(url, timeoutMs, stopped.signal);
    const known = directory.get(name);
    if (stopped.signal.aborted || known?.cluster.url !== url) return;
    directory.setHealth(name, state, reason);
    if (refusesForwarded) directory.setForwarding(name, 'REFUSED');
    else if (known.forwarding === 'REFUSED') directory.setForwarding(name, 'UNKNOWN');
    if (state !== 'HEALTHY') return;
    const load = await askLoad(url, timeoutMs, stopped.signal);
    const isCurrent = !stopped.signal.aborted && directory.get(name)?.cluster.url === url;
    if (isCurrent) directory.setLoad(name, load);
  }

  function follow(): void {
    const wanted = new Map(directory.all().map(({ cluster }) => [cluster.name, cluster.url]));
    for (const [name, clock] of clocks) {
      if (wanted.get(name) === clock.url) continue;
      clock.stop();
      clocks.delete(name);
    }
    for (const [name, url] of wanted) {
      if (!clocks.has(name))
        clocks.set(
          name,
          startClock(url, () => look(name, url), intervalMs),
        );
    }
  }

  directory.on('changed', follow);
  follow();

  return {
    /** Looks at one cluster now instead of at its next turn, for example after a failed request. */
    lookNow(name: string): void {
      clocks.get(name)?.tick();
    },
    /** Resolves when every cluster that is known now has been looked at once. */
    async firstLook(): Promise<void> {
      await Promise.all([...clocks.values()].map((clock) => clock.firstTick));
    },
    close(): void {
      directory.off('changed', follow);
      stopped.abort();
      for (const clock of clocks.values()) clock.stop();
      clocks.clear();
    },
  };
}

export type HealthMonitor = ReturnType<typeof createHealthMonitor>;

type Clock = ReturnType<typeof startClock>;

/** Runs `work` now, and again `intervalMs` after each end, so that slow work never overlaps itself. */
function startClock(url: string, work: () => Promise<void>, intervalMs: Milliseconds) {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let isStopped = false;

  function tick(): Promise<void> {
    clearTimeout(timer);
    running ??= work().finally(() => {
      running = undefined;
      if (!isStopped) timer = setTimeout(() => void tick(), intervalMs);
    });
    return running;
  }

  return {
    url,
    firstTick: tick(),
    tick: () => void tick(),
    stop(): void {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}

interface Look {
  state: HealthState;
  reason: string;
  refusesForwarded?: boolean;
}

/**
 * Judges a coordinator by its public `/v1/info`: `starting: false` is healthy. The look also tells
 * whether it refuses X-Forwarded-* headers. Never rejects.
 */
async function askInfo(url: string, timeoutMs: Milliseconds, signal: AbortSignal): Promise<Look> {
  const get = (headers: Record<string, string>) =>
    askCoordinator(`${url}/v1/info`, headers, timeoutMs, signal);
  try {
    const asForwarded = await get({ 'X-Forwarded-Proto': new URL(url).protocol.slice(0, -1) });
    if (asForwarded.status !== 406) return judge(asForwarded.status, asForwarded.data);
    const plain = await get({});
    return { ...judge(plain.status, plain.data), refusesForwarded: plain.status !== 406 };
  } catch (error) {
    return { state: 'UNHEALTHY', reason: `/v1/info failed: ${reasonOf(error, timeoutMs)}` };
  }
}

function judge(status: number, info: unknown): Look {
  if (status !== 200) return { state: 'UNHEALTHY', reason: `/v1/info answered ${status}` };
  const starting = (info as { starting?: unknown } | null)?.starting;
  if (starting === false) return { state: 'HEALTHY', reason: '/v1/info answered' };
  if (starting === true) return { state: 'PENDING', reason: 'the coordinator is starting' };
  return { state: 'UNHEALTHY', reason: '/v1/info is not that of a Trino coordinator' };
}

function reasonOf(error: unknown, timeoutMs: Milliseconds): string {
  if (axios.isCancel(error)) return `no answer in ${timeoutMs} ms`;
  if (axios.isAxiosError(error)) return error.code ?? error.message;
  return String(error);
}
