import { argument } from './calls';
import { brackets, type Draft, list, maybe, noTables, oneOf, type Part, seq } from './draft';
import { expression } from './expressions';
import { interval, string } from './literals';
import { mentioned, name, plainName, qualifiedName } from './names';
import { properties } from './properties';
import { type StatementForm } from './statement-form';

const source = mentioned('read');
const rows: Part = (draft) => draft.add(oneOf('FROM', 'IN'));
const like: Part = (draft) => draft.add(maybe('LIKE', string, maybe('ESCAPE', string)));

function showCreate(draft: Draft): void {
  const table = seq(oneOf('TABLE', 'VIEW', 'MATERIALIZED VIEW', 'FUNCTION'), source);
  draft.add('SHOW CREATE', oneOf(table, seq('SCHEMA', qualifiedName)));
}

function startTransaction(draft: Draft): void {
  const level = oneOf('READ COMMITTED', 'READ UNCOMMITTED', 'REPEATABLE READ', 'SERIALIZABLE');
  const mode = oneOf(seq('ISOLATION LEVEL', level), seq('READ', oneOf('ONLY', 'WRITE')));
  draft.add('START TRANSACTION', maybe(list(mode)));
}

/** SHOW, DESCRIBE, SET, RESET, transactions and the other small ones. */
export const SESSION_STATEMENTS: readonly StatementForm[] = [
  ['Analyze', (d) => d.add('ANALYZE', source, maybe('WITH', properties))],
  ['ShowCreate', showCreate],
  ['ShowStats', (d) => d.add('SHOW STATS FOR', source)],
  ['ShowColumns', (d) => d.add('SHOW COLUMNS', rows, source, like)],
  ['ShowColumns', (d) => d.add(oneOf('DESCRIBE', 'DESC'), source)],
  ['ShowBranches', (d) => d.add('SHOW BRANCHES', rows, 'TABLE', source)],
  ['ShowTables', (d) => d.add('SHOW TABLES', maybe(rows, qualifiedName), like)],
  ['ShowSchemas', (d) => d.add('SHOW SCHEMAS', maybe(rows, name), like)],
  ['ShowCatalogs', (d) => d.add('SHOW CATALOGS', like)],
  ['ShowFunctions', (d) => d.add('SHOW FUNCTIONS', maybe(rows, qualifiedName), like)],
  ['ShowSession', (d) => d.add('SHOW SESSION', like)],
  ['Use', (d) => d.add('USE', plainName, maybe('.', name))],
  ['SetSession', (d) => d.add('SET SESSION', qualifiedName, '=', noTables(expression))],
  ['ResetSession', (d) => d.add('RESET SESSION', qualifiedName)],
  ['SetSessionAuthorization', (d) => d.add('SET SESSION AUTHORIZATION', oneOf(plainName, string))],
  ['ResetSessionAuthorization', (d) => d.add('RESET SESSION AUTHORIZATION')],
  ['SetPath', (d) => d.add('SET PATH', list(seq(plainName, maybe('.', name))))],
  [
    'SetTimeZone',
    (d) => d.add('SET TIME ZONE', oneOf('LOCAL', string, interval, noTables(expression))),
  ],
  ['StartTransaction', startTransaction],
  ['Commit', (d) => d.add('COMMIT', maybe('WORK'))],
  ['Rollback', (d) => d.add('ROLLBACK', maybe('WORK'))],
  ['Deallocate', (d) => d.add('DEALLOCATE PREPARE', name)],
  ['DescribeInput', (d) => d.add('DESCRIBE INPUT', plainName)],
  ['DescribeOutput', (d) => d.add('DESCRIBE OUTPUT', plainName)],
  ['Call', (d) => d.add('CALL', qualifiedName, brackets(maybe(noTables(list(argument)))))],
];
