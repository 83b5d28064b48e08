import { completed } from '../protocol/completed-report';
import type { QueryReport } from '../protocol/decision';
import { ownText } from './own-text';

/**
 * What 5,000 queries a second need while no router answers for 10 s: some 45 MB (850 bytes each, measured).
 * More are dropped and counted.
 */
const MAX_WAITING = 50_000;

/** What is to be told of queries: one report of each, in the order in which they were first told. */
export function createWaitingReports(onDropped: (reports: number) => void) {
  const waiting = new Map<string, QueryReport>();

  return {
    add(report: QueryReport): void {
      const earlier = waiting.get(report.queryId);
      if (earlier === undefined && waiting.size >= MAX_WAITING) return onDropped(1);
      const whole = earlier === undefined ? withOwnTexts(report) : completed(earlier, report);
      waiting.set(whole.queryId, whole);
    },

    take(limit: number): QueryReport[] {
      const taken: QueryReport[] = [];
      for (const [queryId, report] of waiting) {
        if (taken.length === limit) break;
        taken.push(report);
        waiting.delete(queryId);
      }
      return taken;
    },

    /** No router took these; what came since completes them. They were counted in once, so none is dropped. */
    giveBack(reports: readonly QueryReport[]): void {
      for (const report of reports) {
        const later = waiting.get(report.queryId);
        waiting.set(report.queryId, later === undefined ? report : completed(report, later));
      }
    },
  };
}

/** These are cut from heads and pages, and all but the id are told at the start alone; the others are not. */
function withOwnTexts(report: QueryReport): QueryReport {
  const { queryId, user, source } = report;
  return {
    queryId: ownText(queryId),
    decisionId: report.decisionId,
    cluster: report.cluster,
    routingGroup: report.routingGroup,
    reason: report.reason,
    user: user && ownText(user),
    source: source && ownText(source),
    state: report.state,
    error: report.error,
    submittedAt: report.submittedAt,
    finishedAt: report.finishedAt,
  };
}
