import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { ClusterHealth } from '../../protocol/cluster';
import type { ProxyReport } from '../../protocol/decision';
import type { Database } from '../database/database';
import { storableJson, storableText } from '../database/storable';

const OUTDATED_MS = 60_000;
// An unchanged report is shared again before other nodes take it for outdated.
const REPEAT_MS = 20_000;
const MAX_REASON_LENGTH = 1_000;

interface Known {
  health: ClusterHealth;
  proxyId: string;
  reportedAt: number;
}

interface HealthRow {
  cluster: string;
  state: ClusterHealth['state'];
  reason: string;
  since: Date;
  running_queries: number | null;
  queued_queries: number | null;
  cpu_load: number | null;
  heap_load: number | null;
  ejected_until: Date | null;
  reported_by: string;
  reported_at: string;
  age_ms: number;
}

/**
 * What proxies last said of each cluster. Reports count at once on this node; `share` carries them
 * to the other nodes and theirs here. Times go as ages, so clocks that differ do no harm.
 */
export function createClusterHealth(now: () => number = steadyTime) {
  const known = new Map<string, Known>();
  const shared = new Map<string, Known>();
  const read = new Map<string, string>();
  const node = randomUUID();

  function isNews(cluster: string, latest: Known): boolean {
    const last = shared.get(cluster);
    if (last === undefined || latest.reportedAt - last.reportedAt >= REPEAT_MS) return true;
    return latest.reportedAt > last.reportedAt && !isSame(latest.health, last.health);
  }

  function take(row: HealthRow, readAt: number): void {
    const { cluster } = row;
    // A row's age is measured anew at each look; only the first one counts, or old news grow young.
    if (read.get(cluster) === row.reported_at) return;
    read.set(cluster, row.reported_at);
    const theirs = knownOf(row, readAt);
    if (theirs.reportedAt <= (known.get(cluster)?.reportedAt ?? -1)) return;
    known.set(cluster, theirs);
    shared.set(cluster, theirs);
  }

  return {
    report(proxyId: string, reports: ProxyReport['clusterHealth']): void {
      const reportedAt = now();
      for (const { cluster, health } of reports) {
        const reason = storableText(health.reason.slice(0, MAX_REASON_LENGTH));
        known.set(cluster, { health: { ...health, reason }, proxyId, reportedAt });
      }
    },

    /** Health of a cluster; UNKNOWN when no proxy spoke of it in the last minute. */
    of(cluster: string, since: string): ClusterHealth {
      const last = known.get(cluster);
      if (last === undefined)
        return { state: 'UNKNOWN', reason: 'no proxy has reported yet', since };
      if (now() - last.reportedAt <= OUTDATED_MS) return last.health;
      const reportedAt = new Date(last.reportedAt).toISOString();
      return {
        state: 'UNKNOWN',
        reason: 'the last report is over a minute old',
        since: reportedAt,
      };
    },

    /** Writes what the other nodes do not know yet and reads what they wrote. */
    async share(db: Pick<Database, 'query'>): Promise<void> {
      const news = [...known].filter(([cluster, latest]) => isNews(cluster, latest));
      if (news.length > 0) {
        await writeHealth(db, node, news, now());
        for (const [cluster, latest] of news) shared.set(cluster, latest);
      }
      const readAt = now();
      for (const row of await readHealth(db, node)) take(row, readAt);
    },

    /** Forgets clusters that are no more. */
    keepOnly(clusters: ReadonlySet<string>): void {
      for (const map of [known, shared, read]) {
        for (const cluster of map.keys()) if (!clusters.has(cluster)) map.delete(cluster);
      }
    },
  };
}

/** The time of day by a clock that nobody sets: by one that jumps, all reports would be old or from later. */
function steadyTime(): number {
  return performance.timeOrigin + performance.now();
}

function isSame(a: ClusterHealth, b: ClusterHealth): boolean {
  return (
    a.state === b.state &&
    a.reason === b.reason &&
    a.ejectedUntil === b.ejectedUntil &&
    Date.parse(a.since) === Date.parse(b.since) &&
    isDeepStrictEqual(a.load, b.load)
  );
}

function knownOf(row: HealthRow, now: number): Known {
  const { state, reason, since, reported_by: proxyId, age_ms: ageMs } = row;
  const ejectedUntil = row.ejected_until?.toISOString();
  const load = loadOf(row);
  const health: ClusterHealth = {
    ...{ state, reason, since: since.toISOString() },
    ...(ejectedUntil !== undefined && { ejectedUntil }),
    ...(load !== undefined && { load }),
  };
  return { health, proxyId, reportedAt: now - Math.max(ageMs, 0) };
}

function loadOf(row: HealthRow): ClusterHealth['load'] {
  const { running_queries: running, queued_queries: queued, cpu_load: cpu, heap_load: heap } = row;
  const load = {
    ...(running !== null && { running }),
    ...(queued !== null && { queued }),
    ...(cpu !== null && { cpu }),
    ...(heap !== null && { heap }),
  };
  return Object.keys(load).length === 0 ? undefined : load;
}

async function writeHealth(
  db: Pick<Database, 'query'>,
  node: string,
  news: [string, Known][],
  now: number,
): Promise<void> {
  const rows = news.map(([cluster, { health, proxyId, reportedAt }]) => ({
    cluster,
    state: health.state,
    reason: health.reason,
    since: health.since,
    running_queries: health.load?.running,
    queued_queries: health.load?.queued,
    cpu_load: health.load?.cpu,
    heap_load: health.load?.heap,
    ejected_until: health.ejectedUntil,
    reported_by: proxyId,
    age_ms: now - reportedAt,
  }));
  await db.query(
    `insert into cluster_health (cluster, state, reason, since, running_queries,
       queued_queries, cpu_load, heap_load, ejected_until, reported_by, node, reported_at)
     select cluster, state, reason, since, running_queries, queued_queries, cpu_load, heap_load,
       ejected_until, reported_by, $2, now() - make_interval(secs => age_ms / 1000)
     from jsonb_to_recordset($1::jsonb) as told (cluster text, state text, reason text,
       since timestamptz, running_queries integer, queued_queries integer, cpu_load double precision,
       heap_load double precision, ejected_until timestamptz, reported_by text, age_ms double precision)
     where exists (select from cluster where cluster.name = told.cluster)
     order by cluster
     on conflict (cluster) do update set
       state = excluded.state, reason = excluded.reason, since = excluded.since,
       running_queries = excluded.running_queries, queued_queries = excluded.queued_queries,
       cpu_load = excluded.cpu_load, heap_load = excluded.heap_load,
       ejected_until = excluded.ejected_until, reported_by = excluded.reported_by, node = excluded.node, reported_at = excluded.reported_at
     where cluster_health.reported_at < excluded.reported_at`,
    [storableJson(rows), node],
  );
}

/** What other nodes wrote. */
function readHealth(db: Pick<Database, 'query'>, node: string): Promise<HealthRow[]> {
  return db.query<HealthRow>(
    `select cluster, state, reason, since, running_queries, queued_queries, cpu_load, heap_load,
       ejected_until, reported_by, reported_at::text as reported_at,
       (extract(epoch from clock_timestamp() - reported_at) * 1000)::double precision as age_ms
     from cluster_health where node <> $1`,
    [node],
  );
}
