import type { AnswerHead } from '../runtime/lean-http/answer-head';
import type { QueryReport, Reason } from '../protocol/decision';
import { TRINO, prestoName } from '../protocol/headers';
import { pathOf } from '../protocol/paths';
import { parseQueryId, type QueryId } from '../protocol/query-id';
import type { Affinity } from './affinity';
import type { PageNews } from './observe-page';
import type { OpenQueries } from './open-queries';
import type { OpenTransactions } from './open-transactions';
import type { Places } from './queue/places';

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

/** The transaction that a statement is part of. */
export interface TransactionUse {
  id: string;
  /** Whether the statement ends it. */
  ends: boolean;
}

/** A page as it was asked for and answered. */
export interface SeenPage {
  cluster: string;
  queryId: QueryId;
  /** Without the cluster's segment. */
  target: string;
  /** Of the coordinator's answer. */
  head: Pick<AnswerHead, 'status' | 'get'>;
  news: PageNews | undefined;
}

interface QueryLogOptions {
  affinity: Pick<Affinity, 'learnQuery'>;
  open: OpenQueries;
  transactions: Pick<OpenTransactions, 'seen' | 'ended'>;
  places: Pick<Places, 'seen' | 'ended'>;
  report: (query: QueryReport) => void;
  /** The coordinator did not know the query. */
  reportGone: (queryId: string) => void;
}

/** Turns what pages say into reports for the history, open queries and entries for affinity. */
export function createQueryLog(options: QueryLogOptions) {
  const { affinity, open, transactions, places, report } = options;

  return {
    /** The first page of a statement arrived; returns the query's id. */
    submitted(
      submission: Submission,
      news: PageNews | undefined,
      transaction?: TransactionUse,
    ): string | undefined {
      const queryId = parseQueryId(news?.id ?? '');
      if (news === undefined || queryId === undefined) return undefined;
      const { cluster } = submission;
      affinity.learnQuery(queryId, cluster);
      open.started({ queryId, cluster, page: news.isLast ? undefined : pageIn(news.uri) });
      if (news.isLast) open.ended(queryId, cluster);
      if (transaction !== undefined) {
        const note = transaction.ends ? transactions.ended : transactions.seen;
        note(transaction.id, cluster, queryId);
      }
      report(reportOf(submission, queryId, news));
      return queryId;
    },

    /** A later page arrived, or none any more; to the history only the last one is news. */
    paged({ cluster, queryId, target, head, news }: SeenPage): void {
      const { status } = head;
      if (status === 404 || status === 410) {
        open.gone(queryId);
        options.reportGone(queryId);
      }
      if (status !== 200) return;
      const begun = head.get(TRINO.startedTransactionId) ?? head.get(STARTED_PRESTO);
      if (begun !== undefined) transactions.seen(begun, cluster, queryId);
      places.seen(queryId);
      if (!news?.isLast) return open.seen(queryId, cluster, pathOf(target));
      open.ended(queryId, cluster);
      report(reportOf({ cluster }, queryId, news));
      places.ended(queryId);
    },

    canceled(cluster: string, id: string): void {
      open.ended(id, cluster);
      report({ queryId: id, cluster, state: 'CANCELED', finishedAt: new Date().toISOString() });
      places.ended(id);
    },
  };
}

export type QueryLog = ReturnType<typeof createQueryLog>;

const STARTED_PRESTO = prestoName(TRINO.startedTransactionId);

/** The path of a nextUri as the coordinator itself knows it, whatever stands before it. */
function pageIn(uri = ''): string | undefined {
  return /\/v1\/statement\/[^?#]+/.exec(uri)?.[0];
}

/** Field by field, as this is made for each query: to spread one object into another takes microseconds. */
function reportOf(
  {
    cluster,
    routingGroup,
    reason,
    decisionId,
    user,
    source,
    submittedAt,
  }: Partial<Submission> & Pick<Submission, 'cluster'>,
  queryId: QueryId,
  news: PageNews,
): QueryReport {
  const { state, error } = ending(news);
  const finishedAt = news.isLast ? new Date().toISOString() : undefined;
  return {
    queryId,
    decisionId,
    cluster,
    routingGroup,
    reason,
    user,
    source,
    state,
    error,
    submittedAt,
    finishedAt,
  };
}

function ending({ isLast, state, errorName }: PageNews): Pick<QueryReport, 'state' | 'error'> {
  if (!isLast) return { state: 'RUNNING' };
  if (errorName === 'USER_CANCELED') return { state: 'CANCELED' };
  if (errorName !== undefined || state === 'FAILED') return { state: 'FAILED', error: errorName };
  return { state: 'FINISHED' };
}
