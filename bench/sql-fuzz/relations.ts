import { brackets, type Draft, list, maybe, oneOf, type Part, seq, several } from './draft';
import { expression, valueExpression } from './expressions';
import { jsonTable } from './json';
import { plainName, qualifiedName, readTable } from './names';
import { columnAliases, groupBy, query } from './queries';
import { matchRecognize } from './row-pattern';
import { tableFunction } from './table-functions';

export function relation(draft: Draft): void {
  draft.deeper(sampled);
  while (!draft.isLarge && draft.random.chance(0.3)) draft.add(oneOf(...JOINS));
}

const sides = oneOf('INNER', 'LEFT', 'LEFT OUTER', 'RIGHT', 'RIGHT OUTER', 'FULL', 'FULL OUTER');
const criteria: Part = (draft) =>
  draft.add(oneOf(seq('ON', expression), seq('USING', brackets(list(plainName)))));

const JOINS: Part[] = [
  (draft) => draft.add(maybe(sides), 'JOIN', sampled, criteria),
  (draft) => draft.add('CROSS JOIN', sampled),
  (draft) => draft.add('NATURAL', maybe(sides), 'JOIN', sampled),
  // The right side may hold a join of its own: two conditions follow.
  (draft) => draft.add(maybe(sides), 'JOIN', sampled, 'JOIN', sampled, criteria, criteria),
];

function sampled(draft: Draft): void {
  draft.add(primary, maybe(alias), maybe(maybe(matchRecognize, maybe(alias))), maybe(maybe(pivot)));
  draft.add(maybe(maybe('TABLESAMPLE', oneOf('BERNOULLI', 'SYSTEM'), brackets(expression))));
}

export function alias(draft: Draft): void {
  draft.add(maybe('AS'), plainName, maybe(columnAliases));
}

function primary(draft: Draft): void {
  draft.deeper(
    oneOf(
      seq(readTable, maybe(maybe(period))),
      readTable,
      readTable,
      brackets(query),
      brackets(relation),
      seq('LATERAL', brackets(query)),
      seq('UNNEST', brackets(list(expression)), maybe('WITH ORDINALITY')),
      tableFunction,
      jsonTable,
      nearest,
    ),
  );
}

/** With NOT behind it MATCH cannot be taken for the predicate, which Trino tells apart further on. */
function nearest(draft: Draft): void {
  const condition = seq('MATCH NOT', expression);
  draft.add('NEAREST', brackets('FROM', relation, maybe('WHERE', expression), condition));
}

function period(draft: Draft): void {
  draft.add('FOR', oneOf('TIMESTAMP', 'VERSION'), 'AS OF', valueExpression);
}

function pivot(draft: Draft): void {
  const named = maybe(maybe('AS'), plainName);
  const value = oneOf(seq(expression, named), seq(brackets(several(expression)), named));
  draft.add('PIVOT (', list(seq(expression, named)), 'FOR');
  draft.add(oneOf(qualifiedName, brackets(list(qualifiedName))), 'IN', brackets(list(value)));
  draft.add(maybe('GROUP BY', groupBy), ')', maybe(alias));
}
