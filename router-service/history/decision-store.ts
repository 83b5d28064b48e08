import type { DecidedStatement, Reason } from '../../protocol/decision';
import type { Database } from '../database/database';
import { storableRows, storableText } from '../database/storable';
import { fieldsJson, joinedJson, lastingJson, type NamedFields } from '../lasting-json';
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

/** What is stored of each decision but its `input`. */
const ROW: NamedFields<RecordedDecision> = [
  ['id', 'id'],
  ['decided_at', 'decidedAt'],
  ['reason', 'reason'],
  ['routing_group', 'routingGroup'],
  ['rule', 'rule'],
  ['message', 'message'],
  ['rule_set_revision', 'ruleSetRevision'],
  ['user_name', 'user'],
  ['source', 'source'],
  ['client_tags', 'clientTags'],
  ['remote_address', 'remoteAddress'],
  ['statement', 'statement'],
];
const ROW_WITH_TEXT: NamedFields<RecordedDecision> = [...ROW, ['statement_text', 'statementText']];
const MOMENT: NamedFields<NonNullable<RecordedDecision['moment']>> = [
  ['now', 'now'],
  ['groups', 'groups'],
  ['load', 'load'],
];

/** The decision as one JSON row for `insertDecisions`; throws when its input is no JSON. */
export function decisionJson(decision: RecordedDecision, withStatement: boolean): string {
  const { statementText = '', input, moment } = decision;
  const kept =
    statementText.length > MAX_STATEMENT_LENGTH
      ? { ...decision, statementText: statementText.slice(0, MAX_STATEMENT_LENGTH) }
      : decision;
  const row = fieldsJson(kept, withStatement ? ROW_WITH_TEXT : ROW);
  const seen = input && joinedJson(moment ? fieldsJson(moment, MOMENT) : '{}', lastingJson(input));
  const json = seen ? joinedJson(row, `{"input":${seen}}`) : row;
  if (json.length <= MAX_ROW_LENGTH) return json;
  return row.length <= MAX_ROW_LENGTH ? row : fieldsJson(kept, ROW);
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
    [storableRows(rows)],
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
