import { expression, predicate, startsPredicate } from './expression';
import { type GrammarReader } from './reader';

/** `CASE [operand] WHEN … THEN … [ELSE …] END`; with an operand WHEN may hold a test such as `> 5`. */
export function caseExpression(reader: GrammarReader): void {
  reader.expect('CASE');
  const hasOperand = !reader.sees('WHEN');
  if (hasOperand) expression(reader);
  do {
    reader.expect('WHEN');
    if (hasOperand && startsPredicate(reader)) predicate(reader);
    else expression(reader);
    reader.expect('THEN');
    expression(reader);
  } while (reader.sees('WHEN'));
  if (reader.accept('ELSE')) expression(reader);
  reader.expect('END');
}
