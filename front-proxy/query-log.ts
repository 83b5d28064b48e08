import type { QueryReport, Reason } from '../protocol/decision';
import { parseQueryId } from '../protocol/query-id';
import type { Affinity } from './affinity';
import type { PageNews } from './observe-page';

/** What was known of a statement when it was submitted. */
export interface Submission {
  cluster: string;
  routingGroup?: string;
  reason?: Reason;
  decisionId?: string;
  user?: string;
  source?: string;
  submittedAt: string;
}

/** Turns what pages say into reports for the history and entries for affinity. */
export function createQueryLog(affinity: Affinity, report: (query: QueryReport) => void) {
  return {
    /** The first page of a statement arrived; returns the query's id. */
    submitted(submission: Submission, news: PageNews | undefined): string | undefined {
      const queryId = parseQueryId(news?.id ?? '');
      if (news === undefined || queryId === undefined) return undefined;
      affinity.learnQuery(queryId, submission.cluster);
      report({ ...submission, queryId, ...ending(news) });
      return queryId;
    },

    /** A later page arrived; only the last one is news. */
    paged(cluster: string, news: PageNews | undefined): void {
      const queryId = parseQueryId(news?.id ?? '');
      if (!news?.isLast || queryId === undefined) return;
      report({ queryId, cluster, ...ending(news) });
    },

    canceled(cluster: string, id: string): void {
      report({ queryId: id, cluster, state: 'CANCELED', finishedAt: new Date().toISOString() });
    },
  };
}

export type QueryLog = ReturnType<typeof createQueryLog>;

function ending(news: PageNews): Pick<QueryReport, 'state' | 'error' | 'finishedAt'> {
  if (!news.isLast) return { state: 'RUNNING' };
  const finishedAt = new Date().toISOString();
  if (news.errorName === 'USER_CANCELED') return { state: 'CANCELED', finishedAt };
  if (news.errorName !== undefined || news.state === 'FAILED') {
    return { state: 'FAILED', error: news.errorName, finishedAt };
  }
  return { state: 'FINISHED', finishedAt };
}
