import type { Config } from '../../../config/schema';
import type { Database } from '../../../router-service/database/database';
import {
  createHistory,
  type History,
  type RecordedDecision,
  type RecordedQuery,
} from '../../../router-service/history/history';
import { createLog, type Logger } from '../../../runtime/log';
import { createMetrics, type Metrics } from '../../../runtime/metrics';

const HOUR = 3_600_000;

/** A history that writes only when it is told to. */
export function historyOn(
  db: Database,
  config: Partial<Config['history']> = {},
  { log, metrics }: { log?: Logger; metrics?: Metrics } = {},
): History {
  return createHistory({
    db,
    log: log ?? createLog('test', 'silent'),
    metrics: metrics ?? createMetrics(),
    config: {
      bufferSize: 1_000,
      flushInterval: HOUR,
      retention: HOUR,
      statements: false,
      ...config,
    },
  });
}

export function decision(id: string, change: Partial<RecordedDecision> = {}): RecordedDecision {
  return {
    id,
    decidedAt: '2026-01-02T03:04:05.678Z',
    reason: 'DEFAULT',
    routingGroup: 'adhoc',
    ruleSetRevision: 1,
    clientTags: [],
    ...change,
  };
}

export function query(queryId: string, change: Partial<RecordedQuery> = {}): RecordedQuery {
  return { queryId, cluster: 'blue', state: 'RUNNING', ...change };
}
