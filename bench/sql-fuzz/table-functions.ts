import { brackets, type Draft, list, maybe, oneOf, type Part, seq, several } from './draft';
import { expression } from './expressions';
import { plainName, readTable, writeParts } from './names';
import { columnAliases, query, sortItem } from './queries';
import { type } from './types';

/** `TABLE ( f( … ) )` as a relation. */
export function tableFunction(draft: Draft): void {
  // Behind an argument that may have an alias the word would be taken for one.
  const copartition = seq(expression, 'COPARTITION', list(brackets(several(plainName))));
  draft.add('TABLE (', functionName, '(');
  draft.add(oneOf(maybe(list(argument)), list(argument), seq(argument, ',', copartition)), ') )');
}

function functionName(draft: Draft): void {
  const parts = draft.random.pick([['sequence'], ['System', 'exclude_columns'], ['odd function']]);
  draft.ledger.tableFunctions.add(parts.join('.').toLowerCase());
  writeParts(draft, parts);
}

const descriptor: Part = oneOf(
  seq('DESCRIPTOR', brackets(list(seq(plainName, maybe(type))))),
  'CAST ( NULL AS DESCRIPTOR )',
);

function argument(draft: Draft): void {
  draft.add(maybe(plainName, '=>'), oneOf(expression, descriptor, tableArgument));
}

function tableArgument(draft: Draft): void {
  draft.add(
    'TABLE',
    brackets(oneOf(readTable, query)),
    maybe(maybe('AS'), plainName, maybe(columnAliases)),
  );
  draft.add(maybe('PARTITION BY', oneOf(expression, brackets(maybe(list(expression))))));
  draft.add(maybe(oneOf('PRUNE', 'KEEP'), 'WHEN EMPTY'));
  draft.add(maybe('ORDER BY', oneOf(sortItem, brackets(list(sortItem)))));
}
