import type { Reason } from '../../protocol/decision';
import type { Database } from '../database/database';
import { storableRows, storableText } from '../database/storable';
import { fieldsJson, type NamedFields } from '../lasting-json';
import { START, type Place } from './place';
import type { RecordedQuery } from './recorded';

export interface QueryFilter {
  limit: number;
  /** Id of the last query of the page before. */
  before?: string;
  user?: string;
  source?: string;
  cluster?: string;
  routingGroup?: string;
  state?: string;
}

interface QueryRow {
  query_id: string;
  decision_id: string | null;
  cluster: string;
  routing_group: string | null;
  reason: Reason | null;
  user_name: string | null;
  source: string | null;
  state: RecordedQuery['state'];
  error: string | null;
  submitted_at: Date | null;
  finished_at: Date | null;
}

const COLUMNS = `query_id, decision_id, cluster, routing_group, reason, user_name, source, state,
  error, submitted_at, finished_at`;

const ROW: NamedFields<RecordedQuery> = [
  ['query_id', 'queryId'],
  ['decision_id', 'decisionId'],
  ['cluster', 'cluster'],
  ['routing_group', 'routingGroup'],
  ['reason', 'reason'],
  ['user_name', 'user'],
  ['source', 'source'],
  ['state', 'state'],
  ['error', 'error'],
  ['submitted_at', 'submittedAt'],
  ['finished_at', 'finishedAt'],
];

/** Stores reports of different queries; each completes what is known by the rule of `completed`. */
export async function upsertQueries(
  db: Database,
  reports: readonly RecordedQuery[],
): Promise<void> {
  await db.query(
    `insert into query (${COLUMNS}, last_seen_at)
     select ${COLUMNS}, now() from jsonb_to_recordset($1::jsonb) as told (query_id text, decision_id text,
       cluster text, routing_group text, reason text, user_name text, source text, state text,
       error text, submitted_at timestamptz, finished_at timestamptz)
     -- In one order on all nodes, so that two of them never wait for each other.
     order by query_id
     on conflict (query_id) do update set
       decision_id = coalesce(excluded.decision_id, query.decision_id),
       cluster = excluded.cluster,
       routing_group = coalesce(excluded.routing_group, query.routing_group),
       reason = coalesce(excluded.reason, query.reason),
       user_name = coalesce(excluded.user_name, query.user_name),
       source = coalesce(excluded.source, query.source),
       state = case when excluded.state = 'RUNNING' then query.state else excluded.state end,
       error = coalesce(excluded.error, query.error),
       submitted_at = coalesce(excluded.submitted_at, query.submitted_at),
       finished_at = coalesce(excluded.finished_at, query.finished_at),
       last_seen_at = now()`,
    [storableRows(reports.map((report) => fieldsJson(report, ROW)))],
  );
}

/** Queries before a place, newest first. */
export async function readQueries(
  db: Database,
  filter: QueryFilter,
  { at, id }: Place = START,
): Promise<RecordedQuery[]> {
  const rows = await db.query<QueryRow>(
    `select ${COLUMNS} from query
     where (coalesce(submitted_at, reported_at), query_id) < ($1::timestamptz, $2)
       and ($3::text is null or user_name = $3)
       and ($4::text is null or source = $4)
       and ($5::text is null or cluster = $5)
       and ($6::text is null or routing_group = $6)
       and ($7::text is null or state = $7)
     order by coalesce(submitted_at, reported_at) desc, query_id desc
     limit $8`,
    [
      at,
      id,
      ...[filter.user, filter.source, filter.cluster, filter.routingGroup, filter.state].map(
        (value) => (value === undefined ? null : storableText(value)),
      ),
      filter.limit,
    ],
  );
  return rows.map(queryOf);
}

export async function readQuery(db: Database, id: string): Promise<RecordedQuery | undefined> {
  const [row] = await db.query<QueryRow>(`select ${COLUMNS} from query where query_id = $1`, [
    storableText(id),
  ]);
  return row && queryOf(row);
}

/** Where a query stands in the order of time. */
export async function placeOfQuery(db: Database, id: string): Promise<Place | undefined> {
  const [place] = await db.query<Place>(
    `select coalesce(submitted_at, reported_at)::text as at, query_id as id
     from query where query_id = $1`,
    [storableText(id)],
  );
  return place;
}

function queryOf(row: QueryRow): RecordedQuery {
  return {
    queryId: row.query_id,
    ...(row.decision_id !== null && { decisionId: row.decision_id }),
    cluster: row.cluster,
    ...(row.routing_group !== null && { routingGroup: row.routing_group }),
    ...(row.reason !== null && { reason: row.reason }),
    ...(row.user_name !== null && { user: row.user_name }),
    ...(row.source !== null && { source: row.source }),
    state: row.state,
    ...(row.error !== null && { error: row.error }),
    ...(row.submitted_at !== null && { submittedAt: row.submitted_at.toISOString() }),
    ...(row.finished_at !== null && { finishedAt: row.finished_at.toISOString() }),
  };
}
