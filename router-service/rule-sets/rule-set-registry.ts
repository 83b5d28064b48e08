import type { Logger } from '../../runtime/log';
import { notFound, ServiceError } from '../../runtime/service-error';
import { compileRuleSet, type CompiledRuleSet } from '../../rules/compile';
import type { RuleSet } from '../../rules/schema';
import { announceChange } from '../database/change-counter';
import type { Database, Transaction } from '../database/database';
import { followChanges } from '../database/follow-changes';
import { withoutRule, withRule } from './edit-rules';
import type { ActivationCheck } from './failing-tests';
import {
  insertActivation,
  insertRevision,
  readActive,
  readNewestBy,
  readRevision,
  readSummaries,
  type NewRevision,
  type RevisionRow,
  type SummaryRow,
} from './rule-set-queries';
import { usableRuleSet, validRuleSet } from './valid-rule-set';

export interface ActiveRuleSet {
  revision: number;
  compiled: CompiledRuleSet;
}

export interface RuleSetRevision {
  revision: number;
  ruleSet: RuleSet;
  author: string;
  note: string;
  createdAt: string;
  active: boolean;
  /** When it was last activated; absent when it never was. */
  activatedAt?: string;
}

interface ChangeOptions {
  author: string;
  /** ETag of the active revision, such as `"7"`; another one active means 409. */
  ifMatch?: string;
}

/** The rule sets; the active one is compiled in memory and outlives an absence of the database. */
export interface RuleSetRegistry {
  active(): ActiveRuleSet;
  hasActive(): boolean;
  /** Activates what rule set files hold now, unless they held the same when they were last looked at. */
  adopt(ruleSet: CompiledRuleSet, note: string): Promise<void>;
  seed(ruleSet: unknown): Promise<void>;
  post(
    input: unknown,
    options: ChangeOptions & { activate: boolean; note?: string },
  ): Promise<RuleSetRevision>;
  revisions(): Promise<Omit<RuleSetRevision, 'ruleSet'>[]>;
  revision(n: number): Promise<RuleSetRevision>;
  activate(n: number, options: ChangeOptions): Promise<RuleSetRevision>;
  putRule(name: string, rule: unknown, options: ChangeOptions): Promise<RuleSetRevision>;
  deleteRule(name: string, options: ChangeOptions): Promise<RuleSetRevision>;
  close(): Promise<void>;
}

/** Reads the active rule set once, which needs the database, and follows activations from then on. */
export async function createRuleSetRegistry(needed: {
  db: Database;
  log: Logger;
  /** Before anything becomes active. */
  check: ActivationCheck;
}): Promise<RuleSetRegistry> {
  const { db, log, check } = needed;
  let current: ActiveRuleSet | undefined;

  async function read(): Promise<void> {
    const row = await readActive(db);
    if (row === undefined || row.revision === current?.revision) return;
    const compiled = compileRuleSet(row.rule_set);
    if (!compiled.ok) {
      // Stored by another version of this program; what decided until now goes on deciding.
      const { revision } = row;
      log.error({ revision, problems: compiled.problems }, 'cannot use the active rule set');
      return;
    }
    current = { revision: row.revision, compiled: compiled.ruleSet };
    log.info({ revision: row.revision, author: row.author }, 'a rule set became active');
  }

  const follower = await followChanges({ db, log, topic: 'rule_set', read });

  /** One transaction that may store a revision and activate one; returns the revision it is about. */
  async function changing(work: (tx: Transaction) => Promise<number>): Promise<RuleSetRevision> {
    const row = await db.transaction(async (tx) => {
      await announceChange(tx, 'rule_set');
      const revision = await work(tx);
      return existing(await readRevision(tx, revision), revision);
    });
    await follower.refresh();
    return revisionOf(row);
  }

  function editing(
    edit: (ruleSet: RuleSet) => CompiledRuleSet,
    note: string,
    { author, ifMatch }: ChangeOptions,
  ): Promise<RuleSetRevision> {
    return changing(async (tx) => {
      const active = await readActive(tx);
      refuseStale(active, ifMatch);
      if (active === undefined) throw noRuleSet();
      const edited = edit(active.rule_set);
      await check(edited);
      return storeActive(tx, { ruleSet: edited.source, author, note });
    });
  }

  return {
    active() {
      if (current === undefined) throw noRuleSet();
      return current;
    },
    hasActive: () => current !== undefined,
    async adopt(ruleSet, note) {
      await check(ruleSet);
      await adoptOnce(db, ruleSet.source, note);
      await follower.refresh();
    },
    async seed(input) {
      if ((await readActive(db)) === undefined) await seedOnce(db, validRuleSet(input).source);
      await follower.refresh();
      if (current === undefined) throw unusable();
    },
    async post(input, { activate, author, note = '', ifMatch }) {
      const ruleSet = validRuleSet(input);
      if (activate) await check(ruleSet);
      return changing(async (tx) => {
        refuseStale(await readActive(tx), ifMatch);
        const revision = { ruleSet: ruleSet.source, author, note };
        return activate ? storeActive(tx, revision) : insertRevision(tx, revision);
      });
    },
    revisions: async () => (await readSummaries(db)).map(summaryOf),
    revision: async (n) => revisionOf(existing(await readRevision(db, n), n)),
    activate: (n, { author, ifMatch }) =>
      changing(async (tx) => {
        refuseStale(await readActive(tx), ifMatch);
        // Facts or operators that it names may be gone since it was stored.
        await check(
          usableRuleSet(existing(await readRevision(tx, n), n).rule_set, `Revision ${n}`),
        );
        await insertActivation(tx, n, author);
        return n;
      }),
    putRule: (name, rule, options) =>
      editing((ruleSet) => withRule(ruleSet, name, rule), `put rule ${name}`, options),
    deleteRule: (name, options) =>
      editing((ruleSet) => withoutRule(ruleSet, name), `deleted rule ${name}`, options),
    close: follower.close,
  };
}

async function storeActive(tx: Transaction, revision: NewRevision): Promise<number> {
  const number = await insertRevision(tx, revision);
  await insertActivation(tx, number, revision.author);
  return number;
}

/** Author of what came from files; no token may have this name (config/cross-checks.ts). */
const FILES = 'file';

/** Several nodes read the same files: the first one stores what they hold, the others find it stored. */
function adoptOnce(db: Database, ruleSet: RuleSet, note: string): Promise<void> {
  return db.transaction(async (tx) => {
    if (isSame(await readNewestBy(tx, FILES), ruleSet)) return;
    await announceChange(tx, 'rule_set');
    if (isSame(await readNewestBy(tx, FILES), ruleSet)) return;
    await storeActive(tx, { ruleSet, author: FILES, note });
  });
}

/** The database keeps the order of fields, so that equal texts are what files hold unchanged. */
function isSame(stored: RuleSet | undefined, ruleSet: RuleSet): boolean {
  return JSON.stringify(stored) === JSON.stringify(ruleSet);
}

/** Stores the first revision unless another node was faster. */
function seedOnce(db: Database, ruleSet: RuleSet): Promise<void> {
  return db.transaction(async (tx) => {
    await announceChange(tx, 'rule_set');
    if ((await readActive(tx)) !== undefined) return;
    await storeActive(tx, { ruleSet, author: 'config', note: 'first rule set' });
  });
}

function summaryOf(row: SummaryRow): Omit<RuleSetRevision, 'ruleSet'> {
  const { revision, author, note, active } = row;
  const createdAt = row.created_at.toISOString();
  const activated = row.activated_at && { activatedAt: row.activated_at.toISOString() };
  return { revision, author, note, createdAt, active, ...activated };
}

function revisionOf(row: RevisionRow): RuleSetRevision {
  return { ...summaryOf(row), ruleSet: row.rule_set };
}

function existing(row: RevisionRow | undefined, revision: number): RevisionRow {
  if (row) return row;
  throw notFound(
    'revision',
    String(revision),
    'GET /v1/rules/revisions lists those that there are',
  );
}

function refuseStale(active: RevisionRow | undefined, ifMatch: string | undefined): void {
  const etag = `"${active?.revision ?? 0}"`;
  if (ifMatch === undefined || ifMatch === etag) return;
  throw new ServiceError(
    'STALE_REVISION',
    409,
    `The change builds on revision ${ifMatch}, but ${etag} is active; read /v1/rules again and repeat the change on top of it`,
  );
}

function noRuleSet(): ServiceError {
  return new ServiceError('NO_RULE_SET', 503, 'No rule set is active yet; post one to /v1/rules');
}

function unusable(): ServiceError {
  return new ServiceError(
    'RULE_SET_UNUSABLE',
    500,
    'The active rule set in the database cannot be used by this version; the log tells its problems. Start the version that stored it, or activate another revision there',
  );
}
