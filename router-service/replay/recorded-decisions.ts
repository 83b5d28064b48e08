import type { Reason } from '../../protocol/decision';
import type { Database } from '../database/database';
import { START, type Place } from '../history/place';

/** Which recorded decisions are meant: the newest `last` ones of a time. */
export interface Period {
  last: number;
  from?: string;
  to?: string;
}

/** What a replay needs of one recorded decision. */
export interface Recorded {
  id: string;
  /** As PostgreSQL writes it, to the microsecond. */
  at: string;
  decidedAt: Date;
  reason: Reason;
  routingGroup: string;
  rule?: string;
  user?: string;
  source?: string;
  statementText?: string;
  /** The facts as they were recorded, of whatever version; undefined when there was no room for them. */
  input?: unknown;
}

interface RecordedRow {
  id: string;
  at: string;
  decided_at: Date;
  reason: Reason;
  routing_group: string;
  rule: string | null;
  user_name: string | null;
  source: string | null;
  statement_text: string | null;
  input: unknown;
}

const IN_PERIOD = `($1::timestamptz is null or decided_at >= $1)
  and ($2::timestamptz is null or decided_at < $2)`;

/** How many decisions a period holds. */
export async function countRecorded(
  db: Pick<Database, 'query'>,
  { from, to, last }: Period,
): Promise<number> {
  const [row] = await db.query<{ count: number }>(
    `select count(*)::integer as count
     from (select 1 from decision where ${IN_PERIOD} limit $3) as recorded`,
    [from ?? null, to ?? null, last],
  );
  return row?.count ?? 0;
}

/** Decisions of a period before a place, newest first. */
export async function readRecorded(
  db: Pick<Database, 'query'>,
  { from, to }: Period,
  limit: number,
  { at, id }: Place = START,
): Promise<Recorded[]> {
  const rows = await db.query<RecordedRow>(
    `select id, decided_at::text as at, decided_at, reason, routing_group, rule, user_name, source,
       statement_text, input
     from decision
     where ${IN_PERIOD} and (decided_at, id) < ($3::timestamptz, $4)
     order by decided_at desc, id desc
     limit $5`,
    [from ?? null, to ?? null, at, id, limit],
  );
  return rows.map(recordedOf);
}

function recordedOf(row: RecordedRow): Recorded {
  return {
    id: row.id,
    at: row.at,
    decidedAt: row.decided_at,
    reason: row.reason,
    routingGroup: row.routing_group,
    ...(row.rule !== null && { rule: row.rule }),
    ...(row.user_name !== null && { user: row.user_name }),
    ...(row.source !== null && { source: row.source }),
    ...(row.statement_text !== null && { statementText: row.statement_text }),
    ...(row.input !== null && { input: row.input }),
  };
}
