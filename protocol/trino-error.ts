import { emptyStats } from './query-stats';

/** Errors of our own in Trino's words; clients print the message (StandardErrorCode of Trino). */
export const ERROR_CODES = {
  /** A rule refuses the statement. */
  REJECTED: { errorCode: 31, errorName: 'QUERY_REJECTED', errorType: 'USER_ERROR' },
  /** The statement is longer than we take. */
  TOO_LARGE: { errorCode: 35, errorName: 'QUERY_TEXT_TOO_LARGE', errorType: 'USER_ERROR' },
  /** No router-service decides, and the operator lets nothing pass undecided. */
  NO_DECISION: { errorCode: 65_549, errorName: 'SERVER_STARTING_UP', errorType: 'INTERNAL_ERROR' },
  /** No cluster of the group can take the statement now. */
  NO_CLUSTER: { errorCode: 65_541, errorName: 'NO_NODES_AVAILABLE', errorType: 'INTERNAL_ERROR' },
  /** As many statements wait as may. */
  QUEUE_FULL: {
    errorCode: 131_074,
    errorName: 'QUERY_QUEUE_FULL',
    errorType: 'INSUFFICIENT_RESOURCES',
  },
  /** It waited for longer than it may. */
  WAITED_TOO_LONG: {
    errorCode: 131_075,
    errorName: 'EXCEEDED_TIME_LIMIT',
    errorType: 'INSUFFICIENT_RESOURCES',
  },
  /** It waited, and no proxy has it any more. */
  ABANDONED: { errorCode: 2, errorName: 'ABANDONED_QUERY', errorType: 'USER_ERROR' },
} as const;

export type TrinoErrorCode = keyof typeof ERROR_CODES;

/**
 * A failed query's only page: HTTP 200 with `error` and without `nextUri`. The trino CLI, JDBC and
 * Python print the message. `id` looks like a query id so that clients can parse it.
 */
export function trinoErrorPage(id: string, code: TrinoErrorCode, message: string): string {
  const { errorCode, errorName, errorType } = ERROR_CODES[code];
  return JSON.stringify({
    id,
    infoUri: `about:blank#${id}`,
    stats: emptyStats('FAILED'),
    error: {
      message,
      errorCode,
      errorName,
      errorType,
      failureInfo: {
        type: 'io.trino.spi.TrinoException',
        message,
        suppressed: [],
        stack: [],
      },
    },
    warnings: [],
  });
}
