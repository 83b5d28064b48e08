import { brackets, type Draft, list, maybe, oneOf, repeated, seq, several } from './draft';
import { calls } from './calls';
import { jsonCall } from './json';
import { integer, interval, literal, raw, string } from './literals';
import { name, plainName } from './names';
import { query } from './queries';
import { specialForm } from './special-forms';
import { type } from './types';

export function expression(draft: Draft): void {
  draft.deeper(
    oneOf(
      valueExpression,
      valueExpression,
      seq(valueExpression, predicate),
      seq('NOT', expression),
      seq(condition, oneOf('AND', 'OR'), condition),
    ),
  );
}

/** An expression that needs no brackets beside AND and OR. */
function condition(draft: Draft): void {
  draft.add(oneOf(valueExpression, seq(valueExpression, predicate), seq('NOT', valueExpression)));
}

export function valueExpression(draft: Draft): void {
  draft.deeper(
    oneOf(
      primary,
      primary,
      primary,
      seq(oneOf('-', '+'), valueExpression),
      seq(valueExpression, oneOf('+', '-', '*', '/', '%', '||'), valueExpression),
      seq(primary, 'AT', oneOf('LOCAL', seq('TIME ZONE', oneOf(string, interval)))),
    ),
  );
}

export function predicate(draft: Draft): void {
  const not = maybe('NOT');
  draft.add(
    oneOf(
      seq(comparison, valueExpression),
      seq(comparison, oneOf('ALL', 'ANY', 'SOME'), brackets(query)),
      seq(
        not,
        'BETWEEN',
        maybe(oneOf('ASYMMETRIC', 'SYMMETRIC')),
        valueExpression,
        'AND',
        valueExpression,
      ),
      seq(not, 'IN', brackets(oneOf(list(expression), query))),
      seq(not, 'LIKE', valueExpression, maybe('ESCAPE', valueExpression)),
      seq('IS', not, oneOf('NULL', 'TRUE', 'FALSE', 'UNKNOWN')),
      seq('IS', not, 'DISTINCT FROM', valueExpression),
      seq('MATCH', maybe('UNIQUE'), maybe(oneOf('FULL', 'PARTIAL', 'SIMPLE')), brackets(query)),
      seq('OVERLAPS', valueExpression),
    ),
  );
}

const comparison = (draft: Draft) => draft.add(oneOf('=', '<>', '!=', '<', '<=', '>', '>='));

function primary(draft: Draft): void {
  draft.deeper(oneOf(leaf, leaf, seq(compound, maybe(suffixes)), seq(column, maybe(suffixes))));
}

function leaf(draft: Draft): void {
  draft.add(oneOf(column, literal, column, oneOf(currentValue, '?')));
}

function column(draft: Draft): void {
  draft.add(oneOf(plainName, seq(plainName, '.', name)));
}

function currentValue(draft: Draft): void {
  draft.add(
    oneOf(
      oneOf('CURRENT_DATE', 'CURRENT_USER', 'CURRENT_CATALOG', 'CURRENT_SCHEMA', 'CURRENT_PATH'),
      seq(
        oneOf('CURRENT_TIME', 'CURRENT_TIMESTAMP', 'LOCALTIME', 'LOCALTIMESTAMP'),
        maybe('(', integer, ')'),
      ),
    ),
  );
}

function suffixes(draft: Draft): void {
  const step = oneOf(
    seq('.', plainName),
    seq('[', valueExpression, ']'),
    '[ * ]',
    seq('.', plainName, brackets(maybe(list(expression)))),
    seq('.', raw("'key'")),
  );
  draft.add(repeated(step));
}

function compound(draft: Draft): void {
  draft.add(
    oneOf(
      brackets(expression),
      calls,
      calls,
      specialForm,
      jsonCall,
      brackets(several(expression)),
      seq('ROW', brackets(list(seq(expression, maybe(maybe('AS'), plainName))))),
      brackets(query),
      seq(oneOf('EXISTS', 'UNIQUE'), brackets(query)),
      caseOf,
      seq(oneOf('CAST', 'TRY_CAST'), brackets(expression, 'AS', type)),
      seq(maybe('ARRAY'), '[', maybe(list(expression)), ']'),
    ),
  );
}

function caseOf(draft: Draft): void {
  const simple = seq(
    expression,
    repeated(seq('WHEN', oneOf(expression, predicate), 'THEN', expression)),
  );
  const searched = repeated(seq('WHEN', expression, 'THEN', expression));
  draft.add('CASE', oneOf(searched, simple), maybe('ELSE', expression), 'END');
}
