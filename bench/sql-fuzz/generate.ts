import { type StatementContext } from '../../sql/statement-facts';
import { ACCESS_STATEMENTS } from './access-statements';
import { DATA_STATEMENTS } from './data-statements';
import { DEFINITION_STATEMENTS } from './definition-statements';
import { Draft, list, maybe, noTables, oneOf } from './draft';
import { expression } from './expressions';
import { quotedText } from './literals';
import { name, quoted } from './names';
import { type Random } from './random';
import { SESSION_STATEMENTS } from './session-statements';
import { spell } from './spelling';
import { type StatementForm } from './statement-form';
import { SESSION } from './table-ledger';

/** What the generator put into a statement, and an exact reader has to find there. */
export interface Expected {
  queryType: string;
  readTables: ReadonlySet<string>;
  writeTables: ReadonlySet<string>;
  unqualified: ReadonlySet<string>;
  tableFunctions: ReadonlySet<string>;
}

export interface Generated {
  sql: string;
  context: StatementContext;
  expected: Expected;
}

const WRAPPERS = [explain, explainAnalyze, prepare, execute, executeImmediate];

/** A statement that Trino's grammar accepts. */
export function generate(random: Random): Generated {
  const draft = new Draft(random, random.pick([30, 80, 250]));
  draft.add(random.chance(0.15) ? random.pick(WRAPPERS) : writeForm);
  const { reads, writes, unqualified, tableFunctions } = draft.ledger;
  return {
    sql: spell(draft.tokens, random),
    context: { ...SESSION, preparedStatements: draft.preparedStatements },
    expected: {
      queryType: draft.queryType,
      readTables: reads,
      writeTables: writes,
      unqualified,
      tableFunctions,
    },
  };
}

function writeForm(draft: Draft): void {
  const family = draft.random.chance(0.6) ? DATA_STATEMENTS : draft.random.pick(OTHERS);
  const [queryType, part] = draft.random.pick(family);
  draft.queryType = queryType;
  draft.add(part);
}

const OTHERS: readonly (readonly StatementForm[])[] = [
  DEFINITION_STATEMENTS,
  ACCESS_STATEMENTS,
  SESSION_STATEMENTS,
];

function explain(draft: Draft): void {
  const option = oneOf(
    'TYPE LOGICAL',
    oneOf('TYPE DISTRIBUTED', 'TYPE VALIDATE', 'TYPE IO'),
    oneOf('FORMAT TEXT', 'FORMAT GRAPHVIZ', 'FORMAT JSON'),
  );
  draft.add('EXPLAIN', maybe('(', list(option), ')'));
  writeForm(draft);
  draft.queryType = 'Explain';
}

function explainAnalyze(draft: Draft): void {
  // Not of COMMIT and the like: `EXPLAIN ANALYZE commit` explains the analysis of a table.
  draft.add('EXPLAIN ANALYZE', maybe('VERBOSE'), draft.random.pick(DATA_STATEMENTS)[1]);
  draft.queryType = 'ExplainAnalyze';
}

function prepare(draft: Draft): void {
  draft.add('PREPARE', name, 'FROM');
  writeForm(draft);
  draft.queryType = 'Prepare';
}

/** The SQL that runs is in the session; the tables are those of it. */
function execute(draft: Draft): void {
  const key = draft.random.pick(['p', 'daily_report', 'Mixed Case']);
  draft.preparedStatements[key] = innerText(draft);
  draft.add('EXECUTE');
  draft.raw(/\s/.test(key) ? quoted(key) : key);
  draft.add(using);
}

function executeImmediate(draft: Draft): void {
  const text = innerText(draft);
  draft.add('EXECUTE IMMEDIATE');
  draft.raw(quotedText(text));
  draft.add(using);
}

/** Writes a statement, and takes its tokens back as a text. */
function innerText(draft: Draft): string {
  writeForm(draft);
  return spell(draft.tokens.splice(0), draft.random);
}

function using(draft: Draft): void {
  draft.add(maybe('USING', noTables(list(expression))));
}
