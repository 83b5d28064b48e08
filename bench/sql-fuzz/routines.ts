import {
  brackets,
  type Draft,
  list,
  maybe,
  noTables,
  oneOf,
  type Part,
  repeated,
  seq,
} from './draft';
import { expression, valueExpression } from './expressions';
import { raw, string } from './literals';
import { name, plainName, qualifiedName } from './names';
import { properties } from './properties';
import { type } from './types';

/** `FUNCTION f(…) RETURNS …` with its body; no query of a table can stand in it. */
export function functionSpecification(draft: Draft): void {
  // In brackets: a name at its end, before a main query in brackets, would look like a call.
  const body = oneOf(seq('RETURN', brackets(valueExpression)), block, definition);
  draft.add(noTables('FUNCTION', functionDeclaration, 'RETURNS', type, characteristics, body));
}

export function functionDeclaration(draft: Draft): void {
  draft.add(qualifiedName, brackets(maybe(list(seq(plainName, type)))));
}

/** Each at most once. */
function characteristics(draft: Draft): void {
  const nullInput = oneOf('RETURNS NULL ON NULL INPUT', 'CALLED ON NULL INPUT');
  draft.add(maybe('LANGUAGE', plainName), maybe(maybe('NOT'), 'DETERMINISTIC'), maybe(nullInput));
  draft.add(maybe('SECURITY', oneOf('DEFINER', 'INVOKER')), maybe('COMMENT', string));
  draft.add(maybe('WITH', properties));
}

const definition: Part = (draft) =>
  draft.add('AS', raw("$$\ndef f(x): return 'from t' # $ \" '\n$$"));

function block(draft: Draft): void {
  const declaration = seq('DECLARE', list(plainName), type, maybe('DEFAULT', valueExpression), ';');
  draft.add('BEGIN', maybe(repeated(declaration)), maybe(statements), 'END');
}

function statements(draft: Draft): void {
  draft.deeper(repeated(seq(control, ';')));
}

function control(draft: Draft): void {
  const label = maybe(plainName, ':');
  const otherwise = maybe('ELSE', statements);
  const whens = repeated(seq('WHEN', expression, 'THEN', statements));
  draft.add(
    oneOf(
      seq('RETURN', valueExpression),
      seq('SET', name, '=', expression),
      seq(oneOf('ITERATE', 'LEAVE'), name),
      seq(
        'IF',
        expression,
        'THEN',
        statements,
        maybe('ELSEIF', expression, 'THEN', statements),
        otherwise,
        'END IF',
      ),
      seq('CASE', oneOf(whens, seq(expression, whens)), otherwise, 'END CASE'),
      seq(label, 'LOOP', statements, 'END LOOP'),
      seq(label, 'WHILE', expression, 'DO', statements, 'END WHILE'),
      seq(label, 'REPEAT', statements, 'UNTIL', expression, 'END REPEAT'),
      block,
    ),
  );
}
