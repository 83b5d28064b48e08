import { brackets, type Draft, list, maybe, oneOf, type Part, seq } from './draft';
import { expression } from './expressions';
import { integer } from './literals';
import { plainName } from './names';
import { orderBy } from './queries';

/** `MATCH_RECOGNIZE ( … )` behind a relation. */
export function matchRecognize(draft: Draft): void {
  draft.add('MATCH_RECOGNIZE (', maybe('PARTITION BY', list(expression)), maybe(orderBy));
  draft.add(maybe('MEASURES', list(measure)), maybe(rowsPerMatch), maybe(skip), maybe(start));
  draft.add('PATTERN', brackets(rowPattern), maybe(subset), define, ')');
}

/** A window's frame that searches for a pattern. */
export function patternClauses(extent: Part): Part {
  return seq(
    maybe('MEASURES', list(measure)),
    extent,
    maybe(skip),
    maybe(start),
    maybe('PATTERN', brackets(rowPattern)),
    maybe(subset),
    maybe(define),
  );
}

const measure: Part = (draft) => draft.add(expression, 'AS', plainName);
const start = oneOf('INITIAL', 'SEEK');
const subset: Part = (draft) =>
  draft.add('SUBSET', list(seq(plainName, '=', brackets(list(plainName)))));
const define: Part = (draft) => draft.add('DEFINE', list(seq(plainName, 'AS', expression)));
const rowsPerMatch = oneOf(
  'ONE ROW PER MATCH',
  seq(
    'ALL ROWS PER MATCH',
    maybe(oneOf('SHOW EMPTY MATCHES', 'OMIT EMPTY MATCHES', 'WITH UNMATCHED ROWS')),
  ),
);

function skip(draft: Draft): void {
  const target = oneOf(
    'PAST LAST ROW',
    'TO NEXT ROW',
    seq('TO', maybe(oneOf('FIRST', 'LAST')), plainName),
  );
  draft.add('AFTER MATCH SKIP', target);
}

function rowPattern(draft: Draft): void {
  draft.deeper(
    oneOf(quantified, quantified, seq(rowPattern, rowPattern), seq(rowPattern, '|', rowPattern)),
  );
}

function quantified(draft: Draft): void {
  const primary = oneOf(
    plainName,
    '( )',
    '^',
    '$',
    brackets(rowPattern),
    seq('PERMUTE', brackets(list(rowPattern))),
    seq('{-', rowPattern, '-}'),
  );
  draft.add(primary, maybe(quantifier));
}

function quantifier(draft: Draft): void {
  const count = oneOf(seq('{', integer, '}'), seq('{', maybe(integer), ',', maybe(integer), '}'));
  draft.add(oneOf('*', '+', '?', count), maybe('?'));
}
