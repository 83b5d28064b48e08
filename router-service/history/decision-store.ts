import type { DecidedStatement, Reason } from '../../protocol/decision';
import type { Database } from '../database/database';
import { isStorable, storableJson, storableText } from '../database/storable';
import { joinedJson, lastingJson } from '../lasting-json';
import { START, type Place } from './place';
import type { RecordedDecision } from './recorded';

// A row beyond this loses what is only needed for a replay, then its text.
const MAX_ROW_LENGTH = 2_000_000;
const MAX_STATEMENT_LENGTH = 1_000_000;

export interface DecisionFilter {
  limit: number;
  /** Id of the last decision of the page before. */
  before?: string;
  user?: string;
  source?: string;
  routingGroup?: string;
  rule?: string;
  reason?: string;
}

interface DecisionRow {
  id: string;
  decided_at: Date;
  reason: Reason;
  routing_group: string;
  rule: string | null;
  message: string | null;
  rule_set_revision: number;
  statement: DecidedStatement | null;
  user_name: string | null;
  source: string | null;
  client_tags: string[];
  remote_address: string | null;
  statement_text: string | null;
  input: object | null;
}

const COLUMNS = `id, decided_at, reason, routing_group, rule, message, rule_set_revision, statement,
  user_name, source, client_tags, remote_address, statement_text, input`;

/** The decision as one JSON row for `insertDecisions`; throws when its input is no JSON. */
export function decisionJson(decision: RecordedDecision, withStatement: boolean): string {
  const json = joinedJson(
    JSON.stringify(ownColumns(decision, withStatement)),
    sharedJson(decision),
  );
  return isStorable(json) && json.length <= MAX_ROW_LENGTH
    ? json
    : reducedJson(decision, withStatement);
}

/** What is new in each decision. */
function ownColumns(decision: RecordedDecision, withStatement: boolean) {
  return {
    id: decision.id,
    decided_at: decision.decidedAt,
    reason: decision.reason,
    routing_group: decision.routingGroup,
    rule: decision.rule,
    message: decision.message,
    rule_set_revision: decision.ruleSetRevision,
    user_name: decision.user,
    source: decision.source,
    client_tags: decision.clientTags,
    remote_address: decision.remoteAddress,
    statement_text: withStatement
      ? decision.statementText?.slice(0, MAX_STATEMENT_LENGTH)
      : undefined,
  };
}

/** What it may have in common with others, which was made into JSON with the first of them. */
function sharedJson({ statement, input, moment = {} }: RecordedDecision): string {
  const seen = input && joinedJson(JSON.stringify(moment), lastingJson(input));
  return joinedJson(
    statement ? `{"statement":${lastingJson(statement)}}` : '{}',
    seen ? `{"input":${seen}}` : '{}',
  );
}

/** The row without what the database cannot store, or has no room for. */
function reducedJson(decision: RecordedDecision, withStatement: boolean): string {
  const { statement, moment, input } = decision;
  const row = { ...ownColumns(decision, withStatement), statement };
  const json = storableJson({ ...row, input: input && { ...moment, ...input } });
  if (json.length <= MAX_ROW_LENGTH) return json;
  const shorter = storableJson(row);
  if (shorter.length <= MAX_ROW_LENGTH) return shorter;
  return storableJson({ ...row, statement_text: undefined });
}

/** Inserts many rows at once; those that are there already stay as they are. */
export async function insertDecisions(db: Database, rows: readonly string[]): Promise<void> {
  await db.query(
    `insert into decision (${COLUMNS})
     select ${COLUMNS} from jsonb_to_recordset($1::jsonb) as told (id text, decided_at timestamptz,
       reason text, routing_group text, rule text, message text, rule_set_revision integer,
       statement jsonb, user_name text, source text, client_tags text[], remote_address text,
       statement_text text, input jsonb)
     on conflict (id) do nothing`,
    [`[${rows.join(',')}]`],
  );
}

/** Decisions before a place, newest first. */
export async function readDecisions(
  db: Database,
  filter: DecisionFilter,
  { at, id }: Place = START,
): Promise<RecordedDecision[]> {
  const rows = await db.query<DecisionRow>(
    `select ${COLUMNS} from decision
     where (decided_at, id) < ($1::timestamptz, $2)
       and ($3::text is null or user_name = $3)
       and ($4::text is null or source = $4)
       and ($5::text is null or routing_group = $5)
       and ($6::text is null or rule = $6)
       and ($7::text is null or reason = $7)
     order by decided_at desc, id desc
     limit $8`,
    [
      at,
      id,
      ...[filter.user, filter.source, filter.routingGroup, filter.rule, filter.reason].map(
        (value) => (value === undefined ? null : storableText(value)),
      ),
      filter.limit,
    ],
  );
  return rows.map(decisionOf);
}

export async function readDecision(
  db: Database,
  id: string,
): Promise<RecordedDecision | undefined> {
  const [row] = await db.query<DecisionRow>(`select ${COLUMNS} from decision where id = $1`, [
    storableText(id),
  ]);
  return row && decisionOf(row);
}

/** Where a decision stands in the order of time. */
export async function placeOfDecision(db: Database, id: string): Promise<Place | undefined> {
  const [place] = await db.query<Place>(
    'select decided_at::text as at, id from decision where id = $1',
    [storableText(id)],
  );
  return place;
}

function decisionOf(row: DecisionRow): RecordedDecision {
  return {
    id: row.id,
    decidedAt: row.decided_at.toISOString(),
    reason: row.reason,
    routingGroup: row.routing_group,
    ...(row.rule !== null && { rule: row.rule }),
    ...(row.message !== null && { message: row.message }),
    ruleSetRevision: row.rule_set_revision,
    ...(row.statement !== null && { statement: row.statement }),
    ...(row.user_name !== null && { user: row.user_name }),
    ...(row.source !== null && { source: row.source }),
    clientTags: row.client_tags,
    ...(row.remote_address !== null && { remoteAddress: row.remote_address }),
    ...(row.statement_text !== null && { statementText: row.statement_text }),
    ...(row.input !== null && { input: row.input }),
  };
}
