import { windowSpecification } from './calls';
import { brackets, type Draft, list, maybe, oneOf, type Part, repeated, seq } from './draft';
import { expression } from './expressions';
import { integer, raw } from './literals';
import { plainName, readTable, writeWithName } from './names';
import { relation } from './relations';

/** A query with or without WITH; its names end with it. */
export function query(draft: Draft): void {
  draft.ledger.scoped(() => draft.deeper(maybe(withClause), queryNoWith));
}

function withClause(draft: Draft): void {
  const isRecursive = draft.random.chance(0.3);
  draft.add('WITH', ...(isRecursive ? ['RECURSIVE'] : []), list(namedQuery(isRecursive), 3));
}

/** The name is known behind its query; inside of it only where WITH is RECURSIVE. */
function namedQuery(isRecursive: boolean): Part {
  return (draft) => {
    const name = writeWithName(draft);
    draft.add(maybe(columnAliases), 'AS');
    if (isRecursive) draft.ledger.declare(name);
    draft.add(brackets(query));
    if (!isRecursive) draft.ledger.declare(name);
  };
}

export function columnAliases(draft: Draft): void {
  draft.add(brackets(list(plainName)));
}

function queryNoWith(draft: Draft): void {
  const rows = oneOf('ROWS', 'ROW');
  const count = oneOf(integer, '?');
  const fetch = seq(
    oneOf('FETCH FIRST', 'FETCH NEXT'),
    maybe(count),
    rows,
    oneOf('ONLY', 'WITH TIES'),
  );
  draft.add(queryTerm, maybe(orderBy), maybe('OFFSET', count, maybe(rows)));
  draft.add(maybe(oneOf(seq('LIMIT', oneOf(count, 'ALL')), fetch)));
}

export function orderBy(draft: Draft): void {
  draft.add('ORDER BY', list(sortItem));
}

export function sortItem(draft: Draft): void {
  draft.add(expression, maybe(oneOf('ASC', 'DESC')), maybe('NULLS', oneOf('FIRST', 'LAST')));
}

function queryTerm(draft: Draft): void {
  const operator = oneOf('UNION', 'EXCEPT', 'INTERSECT');
  const corresponding = seq('CORRESPONDING', maybe('BY', columnAliases));
  const next = seq(operator, maybe(oneOf('ALL', 'DISTINCT')), maybe(corresponding), queryPrimary);
  draft.add(queryPrimary);
  if (!draft.isLarge && draft.random.chance(0.15)) draft.add(repeated(next));
}

function queryPrimary(draft: Draft): void {
  const table = draft.withoutTables > 0 ? specification : seq('TABLE', readTable);
  const values = seq('VALUES', list(oneOf(expression, brackets(list(expression)))));
  draft.add(
    oneOf(specification, specification, specification, table, values, brackets(queryNoWith)),
  );
}

function specification(draft: Draft): void {
  draft.add('SELECT', maybe(oneOf('ALL', 'DISTINCT')), list(selectItem));
  if (draft.withoutTables === 0 && draft.random.chance(0.85)) draft.add('FROM', list(relation, 3));
  draft.add(maybe('WHERE', expression), maybe('GROUP BY', groupBy), maybe('HAVING', expression));
  draft.add(maybe('WINDOW', list(seq(plainName, 'AS', brackets(windowSpecification)))));
}

function selectItem(draft: Draft): void {
  draft.add(
    oneOf(
      seq(expression, maybe(maybe('AS'), plainName)),
      '*',
      seq(plainName, raw('.'), '*', maybe('AS', columnAliases)),
    ),
  );
}

export function groupBy(draft: Draft): void {
  const set = oneOf(expression, brackets(maybe(list(expression))));
  const element = oneOf(
    set,
    set,
    'AUTO',
    seq(oneOf('ROLLUP', 'CUBE'), brackets(list(set))),
    seq('GROUPING SETS', brackets(list(set))),
  );
  draft.add(maybe(oneOf('ALL', 'DISTINCT')), list(element));
}
