import type { RuleSet } from '../../rules/schema';
import type { Database, Transaction } from '../database/database';
import { storableText } from '../database/storable';

type Queryable = Pick<Database, 'query'>;

export interface SummaryRow {
  revision: number;
  author: string;
  note: string;
  created_at: Date;
  activated_at: Date | null;
  active: boolean;
}

export interface RevisionRow extends SummaryRow {
  rule_set: RuleSet;
}

const SUMMARY = `revision, author, note, created_at,
  (select max(activated_at) from rule_set_activation a where a.revision = r.revision) as activated_at,
  revision = (select revision from rule_set_activation order by number desc limit 1) is true as active`;

export function readSummaries(db: Queryable): Promise<SummaryRow[]> {
  return db.query<SummaryRow>(`select ${SUMMARY} from rule_set_revision r order by revision desc`);
}

export async function readRevision(
  db: Queryable,
  revision: number,
): Promise<RevisionRow | undefined> {
  const [row] = await db.query<RevisionRow>(
    `select ${SUMMARY}, rule_set from rule_set_revision r where revision = $1`,
    [revision],
  );
  return row;
}

/** The active revision; undefined while none was ever activated. */
export async function readActive(db: Queryable): Promise<RevisionRow | undefined> {
  const [row] = await db.query<RevisionRow>(
    `select ${SUMMARY}, rule_set from rule_set_revision r
     where revision = (select revision from rule_set_activation order by number desc limit 1)`,
  );
  return row;
}

/** The rule set that the files last held; undefined when none ever came from files. */
export async function readNewestBy(db: Queryable, author: string): Promise<RuleSet | undefined> {
  const [row] = await db.query<Pick<RevisionRow, 'rule_set'>>(
    'select rule_set from rule_set_revision where author = $1 order by revision desc limit 1',
    [author],
  );
  return row?.rule_set;
}

export interface NewRevision {
  ruleSet: RuleSet;
  author: string;
  note: string;
}

/** Stores the next revision and returns its number. Numbers have no gaps: writers come one by one. */
export async function insertRevision(
  tx: Transaction,
  { ruleSet, author, note }: NewRevision,
): Promise<number> {
  const [row] = await tx.query<{ revision: number }>(
    `insert into rule_set_revision (revision, rule_set, author, note)
     select coalesce(max(revision), 0) + 1, $1::json, $2, $3 from rule_set_revision
     returning revision`,
    [JSON.stringify(ruleSet), storableText(author), storableText(note)],
  );
  if (row === undefined) throw new Error('the database answered no row for a stored revision');
  return row.revision;
}

export async function insertActivation(
  tx: Transaction,
  revision: number,
  author: string,
): Promise<void> {
  await tx.query(
    `insert into rule_set_activation (number, revision, author)
     select coalesce(max(number), 0) + 1, $1, $2 from rule_set_activation`,
    [revision, storableText(author)],
  );
}
