import type { Config } from '../../config/schema';
import { completed } from '../../protocol/completed-report';
import type { QueryReport } from '../../protocol/decision';
import type { Logger } from '../../runtime/log';
import type { Metrics } from '../../runtime/metrics';
import { badInput, notFound } from '../../runtime/service-error';
import type { Database } from '../database/database';
import { createBackgroundWriter } from './background-writer';
import {
  decisionJson,
  insertDecisions,
  placeOfDecision,
  readDecision,
  readDecisions,
  type DecisionFilter,
} from './decision-store';
import type { Place } from './place';
import {
  placeOfQuery,
  readQueries,
  readQuery,
  upsertQueries,
  type QueryFilter,
} from './query-store';
import type { RecordedDecision, RecordedQuery } from './recorded';
import { startRetention } from './retention';
import { createRoom, createWaitingRows } from './waiting-rows';
import { writeRows } from './write-rows';

export type { RecordedDecision, RecordedQuery };

const MAX_LIMIT = 1_000;
// Characters of all rows that wait; the configured count alone would not bound long statements.
const MAX_WAITING_LENGTH = 64_000_000;
/** So many are written before the interval is over: they fill the room within a second at full load. */
const MANY_ROWS = 1_000;

/** What was decided and what became of the queries; written in the background. */
export interface History {
  /** Never throws and never waits; without room the decision is dropped and counted. */
  recordDecision(decision: RecordedDecision): void;
  /** Writes first where so many rows have no room, so that who tells much waits for the database; not one that fails. */
  makeRoom(rows: number): Promise<void>;
  /** The same for queries; reports of one query complete each other, in whichever order. */
  recordQueries(reports: QueryReport[]): void;
  dropped(): number;
  buffered(): number;
  decisions(filter: DecisionFilter): Promise<RecordedDecision[]>;
  decision(id: string): Promise<RecordedDecision>;
  queries(filter: QueryFilter): Promise<RecordedQuery[]>;
  query(id: string): Promise<RecordedQuery>;
  /** Writes what waits now; resolves as well when the database is away (see `buffered`). */
  flush(): Promise<void>;
  close(): Promise<void>;
}

interface Needed {
  db: Database;
  log: Logger;
  config: Config['history'];
  metrics: Metrics;
}

export function createHistory({ db, log, config, metrics }: Needed): History {
  const room = createRoom(config.bufferSize, MAX_WAITING_LENGTH);
  const decisions = createWaitingRows<string>(room);
  const queries = createWaitingRows<QueryReport>(room);
  const drops = countDrops(metrics);
  metrics.gauge('history_buffered', 'Rows of history that wait to be written.', [], (gauge) =>
    gauge.set(room.rows()),
  );

  const refused = (kind: DropKind) => (err: unknown) => {
    drops.add(kind);
    log.warn({ err, kind }, 'dropped a row of history that the database refused');
  };

  async function write(): Promise<void> {
    const both = [
      writeRows({
        waiting: decisions,
        write: (rows) => insertDecisions(db, rows),
        onRefused: refused('decision'),
      }),
      writeRows({
        waiting: queries,
        write: (reports) => upsertQueries(db, onePerQuery(reports)),
        onRefused: refused('query'),
      }),
    ];
    // Both come to their end before the next round, even when one of them fails.
    const failed = (await Promise.allSettled(both)).find(({ status }) => status === 'rejected');
    if (failed?.status === 'rejected') throw failed.reason;
  }

  const { flushInterval: intervalMs } = config;
  const writer = createBackgroundWriter({ log, intervalMs, write, buffered: room.rows });
  const retention = startRetention(db, log, config.retention);

  return {
    recordDecision(decision) {
      try {
        const row = decisionJson(decision, config.statements);
        if (!decisions.add(row, row.length)) drops.add('decision');
        if (room.rows() >= MANY_ROWS) writer.hurry();
      } catch (err) {
        // Only a caller's input that is no JSON leads here; the answer must not suffer from it.
        refused('decision')(err);
      }
    },
    async makeRoom(rows) {
      if (room.rows() + rows > config.bufferSize && !writer.isFailing()) await writer.flush();
    },
    recordQueries(reports) {
      for (const report of reports) {
        if (!queries.add(report, lengthOf(report))) drops.add('query');
      }
      if (room.rows() >= MANY_ROWS) writer.hurry();
    },
    dropped: drops.total,
    buffered: room.rows,
    decisions: async (filter) =>
      readDecisions(db, bounded(filter), await placeBefore(filter.before, placeOfDecision)),
    decision: async (id) => (await readDecision(db, id)) ?? missing('decision', id),
    queries: async (filter) =>
      readQueries(db, bounded(filter), await placeBefore(filter.before, placeOfQuery)),
    query: async (id) => (await readQuery(db, id)) ?? missing('query', id),
    flush: writer.flush,
    async close() {
      await retention.close();
      await writer.close();
      if (room.rows() > 0)
        log.error({ rows: room.rows() }, 'history was lost: it could not be written');
    },
  };

  async function placeBefore(
    before: string | undefined,
    find: (db: Database, id: string) => Promise<Place | undefined>,
  ): Promise<Place | undefined> {
    if (before === undefined) return undefined;
    const place = await find(db, before);
    if (place) return place;
    const message =
      'must be the id of the last entry of the page before, which is not kept any more';
    throw badInput([{ path: 'before', message }]);
  }
}

type DropKind = 'decision' | 'query';

function countDrops(metrics: Metrics) {
  const counter = metrics.counter(
    'history_dropped_total',
    'Rows of history that were dropped: no room, or refused by the database.',
    ['kind'],
  );
  let total = 0;
  for (const kind of ['decision', 'query']) counter.inc({ kind }, 0);
  return {
    add(kind: DropKind): void {
      total += 1;
      counter.inc({ kind });
    },
    total: () => total,
  };
}

/** One statement can write a row only once. */
function onePerQuery(reports: readonly QueryReport[]): QueryReport[] {
  const byId = new Map<string, QueryReport>();
  for (const report of reports) {
    const earlier = byId.get(report.queryId);
    byId.set(report.queryId, earlier ? completed(earlier, report) : report);
  }
  return [...byId.values()];
}

function lengthOf(report: QueryReport): number {
  let length = 0;
  for (const field in report) length += report[field as keyof QueryReport]?.length ?? 0;
  return length;
}

function bounded<Filter extends { limit: number }>(filter: Filter): Filter {
  return { ...filter, limit: Math.min(Math.max(Math.trunc(filter.limit), 1), MAX_LIMIT) };
}

function missing(what: string, id: string): never {
  throw notFound(what, id, 'it is not yet written, older than history.retention, or never was');
}
