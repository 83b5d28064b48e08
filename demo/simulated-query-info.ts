import type { SimulatedQuery } from './simulated-query';

const ZERO_TIMES = ['planningTime', 'analysisTime', 'totalCpuTime', 'totalScheduledTime'];
const ZERO_SIZES = ['rawInputDataSize', 'physicalInputDataSize', 'userMemoryReservation'];

/** A query as GET /v1/query lists it: the fields of Trino's BasicQueryInfo that people read. */
export function queryInfo(query: SimulatedQuery, self: string) {
  const elapsed = (query.endedAt ?? new Date()).getTime() - query.submittedAt.getTime();
  return {
    queryId: query.id,
    session: {
      queryId: query.id,
      user: query.user,
      originalUser: query.user,
      principal: query.user,
      source: query.headers['x-trino-source'],
      catalog: query.headers['x-trino-catalog'],
      schema: query.headers['x-trino-schema'],
      userAgent: query.headers['user-agent'],
      clientTags: tagsOf(query),
      start: query.submittedAt.toISOString(),
      timeZone: 'UTC',
    },
    resourceGroupId: ['global'],
    state: query.state,
    scheduled: query.scheduled,
    self: `${self}/v1/query/${query.id}`,
    query: query.statement,
    queryStats: {
      createTime: query.submittedAt.toISOString(),
      lastHeartbeat: query.lastHeartbeat.toISOString(),
      endTime: query.endedAt?.toISOString(),
      queuedTime: '0.00ms',
      elapsedTime: `${elapsed}.00ms`,
      executionTime: `${elapsed}.00ms`,
      ...Object.fromEntries(ZERO_TIMES.map((name) => [name, '0.00ms'])),
      ...Object.fromEntries(ZERO_SIZES.map((name) => [name, '0B'])),
      fullyBlocked: false,
      blockedReasons: [],
    },
    ...(query.error && {
      errorType: query.error.errorType,
      errorCode: {
        code: query.error.errorCode,
        name: query.error.errorName,
        type: query.error.errorType,
        fatal: true,
      },
    }),
    retryPolicy: 'NONE',
  };
}

function tagsOf(query: SimulatedQuery): string[] {
  const header = query.headers['x-trino-client-tags'];
  const text = Array.isArray(header) ? (header[0] ?? '') : (header ?? '');
  return text.split(',').flatMap((tag) => (tag.trim() === '' ? [] : [tag.trim()]));
}
