import { brackets, type Draft, list, maybe, oneOf, seq } from './draft';
import { expression } from './expressions';
import { string } from './literals';
import { name, plainName, qualifiedName } from './names';
import { orderBy } from './queries';
import { patternClauses } from './row-pattern';

/** Calls of functions, with and without windows. */
export function calls(draft: Draft): void {
  draft.add(
    oneOf(
      seq(functionName, brackets(argumentsIfAny)),
      seq(
        functionName,
        brackets(maybe(oneOf('DISTINCT', 'ALL')), list(argument), maybe(orderBy)),
        maybe(filter),
        maybe(maybe(nullTreatment), over),
      ),
      seq('count', brackets(maybe(plainName, '.'), '*'), maybe(filter), maybe(over)),
      seq(oneOf('RUNNING', 'FINAL'), 'sum', brackets(expression)),
      seq('LISTAGG', brackets(listaggArguments), 'WITHIN GROUP', brackets(orderBy), maybe(filter)),
      seq(oneOf('if', 'nullif', 'coalesce', 'format'), brackets(expression, ',', expression)),
      seq('try', brackets(expression)),
      seq(plainName, '::', plainName, brackets(argumentsIfAny)),
      seq(plainName, over),
    ),
  );
}

const functionName = (draft: Draft) =>
  draft.add(
    oneOf(oneOf('sum', 'max', 'lower', 'transform', 'arbitrary', 'date_trunc'), qualifiedName),
  );

const argumentsIfAny = (draft: Draft) => draft.add(maybe(list(argument)));

export function argument(draft: Draft): void {
  draft.add(oneOf(expression, expression, lambda, seq(name, '=>', expression)));
}

function lambda(draft: Draft): void {
  draft.add(oneOf(plainName, brackets(maybe(list(plainName)))), '->', expression);
}

function listaggArguments(draft: Draft): void {
  const truncate = seq('TRUNCATE', maybe(string), oneOf('WITH COUNT', 'WITHOUT COUNT'));
  draft.add(maybe('DISTINCT'), expression, maybe(',', string));
  draft.add(maybe('ON OVERFLOW', oneOf('ERROR', truncate)));
}

const filter = (draft: Draft) => draft.add('FILTER', brackets('WHERE', expression));
const nullTreatment = (draft: Draft) => draft.add(oneOf('IGNORE', 'RESPECT'), 'NULLS');
const over = (draft: Draft) => draft.add('OVER', oneOf(plainName, brackets(windowSpecification)));

export function windowSpecification(draft: Draft): void {
  draft.add(
    maybe(plainName),
    maybe('PARTITION BY', list(expression)),
    maybe(orderBy),
    maybe(frame),
  );
}

function frame(draft: Draft): void {
  const bound = oneOf(
    'CURRENT ROW',
    seq('UNBOUNDED', oneOf('PRECEDING', 'FOLLOWING')),
    seq(expression, oneOf('PRECEDING', 'FOLLOWING')),
  );
  const extent = seq(
    oneOf('ROWS', 'RANGE', 'GROUPS'),
    oneOf(bound, seq('BETWEEN', bound, 'AND', bound)),
  );
  draft.add(oneOf(extent, extent, patternClauses(extent)));
}
