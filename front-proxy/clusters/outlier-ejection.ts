import type { HealthConfig } from '../../config/health-section';
import type { Logger } from '../../runtime/log';
import type { Milliseconds } from '../../runtime/units';
import type { ClusterDirectory, KnownCluster } from './cluster-directory';

interface EjectionOptions {
  directory: ClusterDirectory;
  settings: HealthConfig['ejection'];
  log: Logger;
  onEjected: (cluster: string) => void;
}

interface Record {
  /** Requests in a row without an answer. */
  failures: number;
  /** Ejections that count for the length of the next one. */
  times: number;
  /** When the last one ended, or will. */
  endsAt: number;
  timer?: NodeJS.Timeout;
}

/**
 * Leaves a cluster out at once when requests to it go without an answer in a row, before any look could
 * tell; each time twice as long, and never so that more than a share of one of its groups is out.
 */
export function createOutlierEjection({ directory, settings, log, onEjected }: EjectionOptions) {
  const { baseTime, maxTime, maxPercent } = settings;
  const records = new Map<string, Record>();

  function recordOf(name: string): Record {
    const record = records.get(name) ?? { failures: 0, times: 0, endsAt: 0 };
    records.set(name, record);
    return record;
  }

  function maySpare({ cluster }: KnownCluster): boolean {
    return cluster.routingGroups.every((routingGroup) => {
      const members = directory
        .inGroup(routingGroup)
        .filter((member) => member.cluster.admission === 'ACTIVE');
      const healthy = members.filter(({ health }) => health.state === 'HEALTHY').length;
      return (healthy - 1) * 100 >= members.length * (100 - maxPercent);
    });
  }

  function eject(name: string, record: Record, why: string): void {
    const now = performance.now();
    if (now >= record.endsAt + maxTime) record.times = 0;
    record.times += 1;
    const length = ejectionLength(record.times, baseTime, maxTime);
    record.endsAt = now + length;
    clearTimeout(record.timer);
    record.timer = setTimeout(() => directory.readmit(name), length);
    const failures = `${record.failures} requests in a row went without an answer (${why})`;
    const untilMs = Date.now() + length;
    const until = new Date(untilMs).toISOString();
    const reason = `ejected until ${until}, time ${record.times}: ${failures}`;
    record.failures = 0;
    directory.eject(name, { until: untilMs, reason });
    onEjected(name);
    log.warn({ cluster: name, until, times: record.times, why }, 'ejected a cluster');
  }

  const onHealth = (name: string) => {
    const record = records.get(name);
    if (record) record.failures = 0;
  };
  const onChanged = () => {
    for (const [name, { timer }] of records) {
      if (directory.get(name) !== undefined) continue;
      clearTimeout(timer);
      records.delete(name);
    }
  };
  directory.on('health', onHealth).on('changed', onChanged);

  return {
    /** A request to the cluster went without an answer. */
    failed(name: string, error: Error): void {
      const known = directory.get(name);
      if (known === undefined || settings.failures === 0) return;
      const record = recordOf(name);
      record.failures += 1;
      const isServing = known.health.state === 'HEALTHY' && known.cluster.admission === 'ACTIVE';
      if (record.failures < settings.failures || !isServing || !maySpare(known)) return;
      eject(name, record, (error as NodeJS.ErrnoException).code ?? error.message);
    },
    /** A request to the cluster was answered. */
    answered(name: string): void {
      const record = records.get(name);
      if (record) record.failures = 0;
    },
    close(): void {
      directory.off('health', onHealth).off('changed', onChanged);
      for (const { timer } of records.values()) clearTimeout(timer);
      records.clear();
    },
  };
}

export type OutlierEjection = ReturnType<typeof createOutlierEjection>;

/** Doubled with each time, up to the longest. */
export function ejectionLength(
  times: number,
  baseTime: Milliseconds,
  maxTime: Milliseconds,
): Milliseconds {
  return Math.min(baseTime * 2 ** Math.min(times - 1, 40), maxTime);
}
