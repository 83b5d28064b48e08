/** `20260101_000000_00001_abcde`: what Trino made of a statement. */
export type QueryId = string & { readonly brand: 'QueryId' };

/** Last part of a query id; one for each start of a coordinator process. */
export type CoordinatorId = string & { readonly brand: 'CoordinatorId' };

// Trino's QueryIdGenerator: date, time, a counter and five base-32 characters of the coordinator.
const QUERY_ID = /^\d{8}_\d{6}_\d{5,}_([a-z0-9]{5})$/;

/** The text as a query id, or undefined when it has not the form of one. */
export function parseQueryId(text: string): QueryId | undefined {
  return QUERY_ID.test(text) ? (text as QueryId) : undefined;
}

export function coordinatorIdOf(queryId: QueryId): CoordinatorId {
  return queryId.slice(queryId.lastIndexOf('_') + 1) as CoordinatorId;
}
