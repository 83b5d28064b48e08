import type { QueryReport } from './decision';

/** Two reports of one query as one, `later` came after: what it leaves out stays, and no ended query runs again. */
export function completed(earlier: QueryReport, later: QueryReport): QueryReport {
  return {
    queryId: earlier.queryId,
    decisionId: later.decisionId ?? earlier.decisionId,
    cluster: later.cluster,
    routingGroup: later.routingGroup ?? earlier.routingGroup,
    reason: later.reason ?? earlier.reason,
    user: later.user ?? earlier.user,
    source: later.source ?? earlier.source,
    state: later.state === 'RUNNING' ? earlier.state : later.state,
    error: later.error ?? earlier.error,
    submittedAt: later.submittedAt ?? earlier.submittedAt,
    finishedAt: later.finishedAt ?? earlier.finishedAt,
  };
}
