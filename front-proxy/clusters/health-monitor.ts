import type { HealthConfig } from '../../config/health-section';
import type { Cluster } from '../../protocol/cluster';
import { machineNow } from '../../runtime/machine-clock';
import type { Milliseconds } from '../../runtime/units';
import type { ClusterDirectory } from './cluster-directory';
import { healthSettings, type HealthSettings } from './health-settings';
import { nextVerdict } from './health-thresholds';
import { createLook } from './monitors/create-look';

/** A look that speaks against a healthy cluster is repeated after this pause, if not earlier. */
const DOUBT_PAUSE_MS = 1000;

/** Looks at every cluster, each on its own clock, and tells the directory what it saw. */
export function createHealthMonitor(directory: ClusterDirectory, health: HealthConfig) {
  const clocks = new Map<string, Clock>();
  const stopped = new AbortController();

  /** One look after the other; each resolves to the pause before the next. */
  function createLooks({ name, url }: Cluster, settings: HealthSettings, key: string) {
    const { look, load } = createLook(url, settings, stopped.signal);
    const isCurrent = () => !stopped.signal.aborted && clocks.get(name)?.key === key;
    let against = 0;
    return async (): Promise<Milliseconds> => {
      const seen = await look();
      const known = directory.get(name);
      if (known === undefined || !isCurrent()) return settings.intervalMs;
      const verdict = nextVerdict({ state: known.seen.state, against }, seen, settings);
      ({ against } = verdict);
      directory.setHealth(name, verdict.state, verdict.reason);
      if (seen.refusesForwarded) directory.setForwarding(name, 'REFUSED');
      else if (known.forwarding === 'REFUSED') directory.setForwarding(name, 'UNKNOWN');
      if (seen.state !== 'HEALTHY') {
        const isDoubtful = verdict.state === 'HEALTHY';
        return isDoubtful ? Math.min(settings.intervalMs, DOUBT_PAUSE_MS) : settings.intervalMs;
      }
      const askedAt = machineNow();
      const told = await load(seen);
      if (isCurrent()) directory.setLoad(name, told, askedAt);
      return settings.intervalMs;
    };
  }

  function follow(): void {
    const wanted = new Map(directory.all().map(({ cluster }) => [cluster.name, cluster]));
    for (const [name, clock] of clocks) {
      const cluster = wanted.get(name);
      if (cluster !== undefined && keyOf(cluster) === clock.key) continue;
      clock.stop();
      clocks.delete(name);
    }
    for (const [name, cluster] of wanted) {
      if (clocks.has(name)) continue;
      const key = keyOf(cluster);
      const clock = createClock(createLooks(cluster, healthSettings(health, cluster), key), key);
      clocks.set(name, clock);
      clock.start();
    }
  }

  directory.on('changed', follow);
  follow();

  return {
    /** Looks at one cluster now instead of at its next turn, for example after a failed request. */
    lookNow(name: string): void {
      clocks.get(name)?.start();
    },
    /** Resolves when every cluster that is known now has been looked at once. */
    async firstLook(): Promise<void> {
      await Promise.all([...clocks.values()].map((clock) => clock.firstTick()));
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

/** What a clock is made for; another one needs another clock. */
function keyOf({ url, healthCheck }: Cluster): string {
  return JSON.stringify([url, healthCheck]);
}

type Clock = ReturnType<typeof createClock>;

/** Runs `work` again and again, with the pause that it asks for after each end: it never overlaps itself. */
function createClock(work: () => Promise<Milliseconds>, key: string) {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let first: Promise<void> | undefined;
  let isStopped = false;

  function tick(): Promise<void> {
    clearTimeout(timer);
    running ??= work().then((pauseMs) => {
      running = undefined;
      if (!isStopped) timer = setTimeout(() => void tick(), pauseMs);
    });
    first ??= running;
    return running;
  }

  return {
    key,
    start: () => void tick(),
    firstTick: () => first ?? tick(),
    stop(): void {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
