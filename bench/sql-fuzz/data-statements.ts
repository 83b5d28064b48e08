import { brackets, type Draft, list, maybe, oneOf, type Part, repeated, seq } from './draft';
import { expression } from './expressions';
import { interval, string } from './literals';
import { mentioned, name, plainName, qualifiedName } from './names';
import { properties } from './properties';
import { columnAliases, query } from './queries';
import { relation } from './relations';
import { functionSpecification } from './routines';
import { type StatementForm } from './statement-form';

const target = mentioned('write');
const branch: Part = (draft) => draft.add(maybe(maybe('@', name)));
const where: Part = (draft) => draft.add(maybe('WHERE', expression));
const assignments: Part = (draft) => draft.add(list(seq(name, '=', expression)));
const withProperties: Part = (draft) => draft.add(maybe('WITH', properties));
const comment: Part = (draft) => draft.add(maybe('COMMENT', string));

/** A query that may define functions of its own. */
export function rootQuery(draft: Draft): void {
  draft.add(maybe(maybe('WITH', list(functionSpecification, 2))), query);
}

function queryStatement(draft: Draft): void {
  draft.add(maybe(maybe('WITH SESSION', list(seq(qualifiedName, '=', string)))), rootQuery);
}

function createTableAs(draft: Draft): void {
  const table = oneOf('TABLE', 'OR REPLACE TABLE', 'TABLE IF NOT EXISTS');
  draft.add('CREATE', table, target, maybe(columnAliases), comment, withProperties);
  draft.add('AS', oneOf(rootQuery, brackets(rootQuery)), maybe('WITH', maybe('NO'), 'DATA'));
}

function createView(draft: Draft): void {
  const security = maybe('SECURITY', oneOf('DEFINER', 'INVOKER'));
  draft.add('CREATE', maybe('OR REPLACE'), 'VIEW', target, comment, security);
  draft.add(withProperties, 'AS', rootQuery);
}

function createMaterializedView(draft: Draft): void {
  const view = oneOf('MATERIALIZED VIEW', 'OR REPLACE MATERIALIZED VIEW');
  draft.add('CREATE', view, maybe('IF NOT EXISTS'), target, maybe('GRACE PERIOD', interval));
  draft.add(maybe('WHEN STALE', oneOf('FAIL', 'INLINE')), comment, withProperties, 'AS', rootQuery);
}

function merge(draft: Draft): void {
  const when = maybe('AND', expression);
  const insertion = seq('INSERT', maybe(columnAliases), 'VALUES', brackets(list(expression)));
  const action = oneOf(
    seq('WHEN MATCHED', when, 'THEN DELETE'),
    seq('WHEN MATCHED', when, 'THEN UPDATE SET', assignments),
    seq('WHEN NOT MATCHED', when, 'THEN', insertion),
  );
  draft.add('MERGE INTO', target, branch, maybe(maybe('AS'), plainName));
  draft.add('USING', relation, 'ON', expression, repeated(action));
}

/** The statements that read and write rows. */
export const DATA_STATEMENTS: readonly StatementForm[] = [
  ['Query', queryStatement],
  ['Query', queryStatement],
  ['Insert', (d) => d.add('INSERT INTO', target, branch, maybe(columnAliases), rootQuery)],
  ['Update', (d) => d.add('UPDATE', target, branch, 'SET', assignments, where)],
  ['Delete', (d) => d.add('DELETE FROM', target, branch, where)],
  ['Merge', merge],
  ['CreateTableAsSelect', createTableAs],
  ['CreateView', createView],
  ['CreateMaterializedView', createMaterializedView],
  ['ShowStats', (d) => d.add('SHOW STATS FOR', brackets(rootQuery))],
  ['DescribeOutput', (d) => d.add('DESCRIBE OUTPUT', brackets(rootQuery))],
];
