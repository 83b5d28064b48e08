import { rowsOf, run } from '../statement-client';

/** A query as the coordinator that ran it remembers it. */
export interface RanQuery {
  queryId: string;
  user: string;
  source: string;
  state: string;
  errorCode: string | null;
  statement: string;
}

/** Asks a coordinator itself which queries of a user it ran. */
export async function queriesOf(coordinatorUrl: string, user: string): Promise<RanQuery[]> {
  const statement = `SELECT query_id, "user", source, state, error_code, query
    FROM system.runtime.queries WHERE "user" = '${user}' ORDER BY created`;
  const rows = rowsOf(await run(coordinatorUrl, statement, { 'X-Trino-User': 'recorder' }));
  return (rows as [string, string, string, string, string | null, string][]).map(
    ([queryId, name, source, state, errorCode, query]) => ({
      ...{ queryId, user: name, source, state, errorCode },
      statement: query,
    }),
  );
}
