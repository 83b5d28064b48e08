import { brackets, type Draft, list, maybe, oneOf, type Part, seq } from './draft';
import { expression } from './expressions';
import { string } from './literals';
import { name, plainName } from './names';
import { type } from './types';

const format: Part = seq('FORMAT JSON', maybe('ENCODING', oneOf('UTF8', 'UTF16', 'UTF32')));
const wrapper: Part = seq(
  oneOf('WITHOUT', 'WITH', 'WITH CONDITIONAL', 'WITH UNCONDITIONAL'),
  maybe('ARRAY'),
  'WRAPPER',
);
const quotes: Part = seq(oneOf('KEEP', 'OMIT'), 'QUOTES', maybe('ON SCALAR STRING'));
const queryBehavior = oneOf('ERROR', 'NULL', 'EMPTY ARRAY', 'EMPTY OBJECT');
const nullHandling = oneOf('NULL ON NULL', 'ABSENT ON NULL');

/** JSON_VALUE and its kin. */
export function jsonCall(draft: Draft): void {
  const returning = maybe('RETURNING', type, maybe(format));
  draft.add(
    oneOf(
      seq(
        'JSON_EXISTS',
        brackets(jsonPath, maybe(oneOf('TRUE', 'FALSE', 'UNKNOWN', 'ERROR'), 'ON ERROR')),
      ),
      seq('JSON_VALUE', brackets(jsonPath, maybe('RETURNING', type), valueBehaviors)),
      seq('JSON_QUERY', brackets(jsonPath, returning, queryBehaviors)),
      seq(
        'JSON_OBJECT',
        brackets(maybe(list(member), maybe(nullHandling), maybe(uniqueness)), returning),
      ),
      seq('JSON_ARRAY', brackets(maybe(list(jsonValue), maybe(nullHandling)), returning)),
    ),
  );
}

const uniqueness: Part = seq(oneOf('WITH', 'WITHOUT'), 'UNIQUE', maybe('KEYS'));
const jsonValue: Part = (draft) => draft.add(expression, maybe(format));
const member: Part = (draft) =>
  draft.add(oneOf(seq(maybe('KEY'), string, 'VALUE', jsonValue), seq(expression, ':', jsonValue)));

function jsonPath(draft: Draft): void {
  draft.add(jsonValue, ',', string, maybe('AS', plainName));
  draft.add(maybe('PASSING', list(seq(jsonValue, 'AS', plainName))));
}

function valueBehaviors(draft: Draft): void {
  const behavior = oneOf('ERROR', 'NULL', seq('DEFAULT', expression));
  draft.add(maybe(behavior, 'ON EMPTY'), maybe(behavior, 'ON ERROR'));
}

function queryBehaviors(draft: Draft): void {
  draft.add(maybe(wrapper), maybe(quotes));
  draft.add(maybe(queryBehavior, 'ON EMPTY'), maybe(queryBehavior, 'ON ERROR'));
}

export function jsonTable(draft: Draft): void {
  const columns = seq('COLUMNS', brackets(list(jsonColumn)));
  const onError = maybe(oneOf('EMPTY', 'ERROR'), 'ON ERROR');
  draft.add('JSON_TABLE', brackets(jsonPath, columns, maybe(plan), onError));
}

function jsonColumn(draft: Draft): void {
  const path = maybe('PATH', string);
  draft.add(
    oneOf(
      seq(plainName, 'FOR ORDINALITY'),
      seq(plainName, type, path, valueBehaviors),
      seq(plainName, type, format, path, queryBehaviors),
      seq(
        'NESTED',
        maybe('PATH'),
        string,
        maybe('AS', name),
        'COLUMNS',
        brackets(list(jsonColumn)),
      ),
    ),
  );
}

function plan(draft: Draft): void {
  const outer = oneOf('OUTER', 'INNER');
  const siblings = oneOf('UNION', 'CROSS');
  const byDefault = oneOf(seq(outer, maybe(',', siblings)), seq(siblings, maybe(',', outer)));
  draft.add('PLAN', oneOf(seq('DEFAULT', brackets(byDefault)), brackets(specificPlan)));
}

function specificPlan(draft: Draft): void {
  const primary = oneOf(plainName, brackets(specificPlan));
  draft.add(
    oneOf(
      plainName,
      seq(plainName, oneOf('INNER', 'OUTER'), primary),
      seq(primary, 'UNION', list(primary, 3, 'UNION')),
      seq(primary, 'CROSS', list(primary, 3, 'CROSS')),
    ),
  );
}
