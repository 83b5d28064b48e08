import type { ProxyReport, ReportAnswer } from '../../../protocol/decision';
import type { Database } from '../../database/database';
import {
  countProxies,
  readOpenWork,
  writeGone,
  writeProxies,
  writeSeen,
  writeTransactions,
  type OpenWork,
} from './open-work-store';

const MAX_WAITING = 50_000;
/** As many as one proxy has open, which may all be told within the pause of `share`. They take some 20 MB. */
const MAX_SEEN = 200_000;
const WRITE_AT_ONCE = 1_000;
/** Counts that were read longer ago, as the database is away, tell nothing. */
const OUTDATED_MS = 30_000;
const PROXY_KNOWN_MS = 60_000;
const PROXY_REPEAT_MS = 10_000;
const GONE_KNOWN_MS = 30_000;

type Counts = Pick<OpenWork, 'queries' | 'oldest' | 'transactions'>;

const NOTHING: Counts = { queries: 0, oldest: null, transactions: 0 };

/**
 * What runs on each cluster for clients of any proxy. Reports wait in memory and are written by `share`,
 * which also reads the counts; every query is counted once, however many proxies paged it.
 */
export function createOpenWork(now: () => number = Date.now) {
  const seen = new Map<string, string>();
  /** With the time when it was told. */
  const gone = new Map<string, number>();
  const transactions = new Map<string, ProxyReport['transactions'][number]>();
  const proxies = new Map<string, { reportedAt: number; writtenAt: number }>();
  let proxyCount = 1;
  let counts = new Map<string, Counts>();
  let readAt = -Infinity;

  /** Writes the entries in turns; what was not written waits on. */
  async function write<Key, Value>(
    waiting: Map<Key, Value>,
    store: (entries: [Key, Value][]) => Promise<void>,
  ): Promise<void> {
    const entries = [...waiting];
    for (let at = 0; at < entries.length; at += WRITE_AT_ONCE) {
      const batch = entries.slice(at, at + WRITE_AT_ONCE);
      await store(batch);
      for (const [key, value] of batch) if (waiting.get(key) === value) waiting.delete(key);
    }
  }

  /** A query whose first report still waits to be written has no row yet, and would be open by it later. */
  async function forgetGone(db: Pick<Database, 'query'>): Promise<void> {
    const ids = [...gone.keys()];
    const found = new Set(ids.length === 0 ? [] : await writeGone(db, ids));
    for (const [id, since] of gone) {
      if (found.has(id) || since < now() - GONE_KNOWN_MS) gone.delete(id);
    }
  }

  async function writeReports(db: Pick<Database, 'query'>): Promise<void> {
    await forgetGone(db);
    await write(seen, (entries) =>
      writeSeen(
        db,
        entries.map(([queryId, cluster]) => ({ queryId, cluster })),
      ),
    );
    await write(transactions, (entries) =>
      writeTransactions(
        db,
        entries.map(([, news]) => news),
      ),
    );
    const due = [...proxies].filter(
      ([, { reportedAt, writtenAt }]) => reportedAt - writtenAt >= PROXY_REPEAT_MS,
    );
    if (due.length > 0)
      await writeProxies(
        db,
        due.map(([id]) => id),
      );
    for (const [, proxy] of due) proxy.writtenAt = proxy.reportedAt;
  }

  function ownProxies(): number {
    for (const [id, { reportedAt }] of proxies) {
      if (reportedAt < now() - PROXY_KNOWN_MS) proxies.delete(id);
    }
    return proxies.size;
  }

  return {
    note(report: Pick<ProxyReport, 'proxyId' | 'seen' | 'gone' | 'transactions'>): void {
      const { proxyId } = report;
      const writtenAt = proxies.get(proxyId)?.writtenAt ?? -Infinity;
      proxies.set(proxyId, { reportedAt: now(), writtenAt });
      for (const queryId of report.gone) {
        seen.delete(queryId);
        if (gone.size < MAX_WAITING) gone.set(queryId, now());
      }
      for (const { queryId, cluster } of report.seen) {
        gone.delete(queryId);
        if (seen.size < MAX_SEEN) seen.set(queryId, cluster);
      }
      for (const news of report.transactions) {
        if (transactions.size < MAX_WAITING) transactions.set(news.transaction, news);
      }
    },

    /** As last read. */
    of: (cluster: string): Counts => counts.get(cluster) ?? NOTHING,

    /** What proxies are told. */
    forProxies(): Pick<ReportAnswer, 'openQueries' | 'proxies'> {
      const all = Math.max(ownProxies(), proxyCount, 1);
      if (readAt < now() - OUTDATED_MS) return { proxies: all };
      const open = [...counts].map(([cluster, { queries }]) => [cluster, queries] as const);
      return { openQueries: Object.fromEntries(open), proxies: all };
    },

    /** Writes what was reported here and reads what all proxies reported. */
    async share(db: Pick<Database, 'query'>): Promise<void> {
      await writeReports(db);
      proxyCount = await countProxies(db);
      const rows = await readOpenWork(db);
      counts = new Map(rows.map((row) => [row.cluster, row]));
      readAt = now();
    },
  };
}
