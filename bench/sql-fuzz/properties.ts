import { brackets, type Draft, list, noTables, oneOf, seq } from './draft';
import { expression } from './expressions';
import { name } from './names';

export function properties(draft: Draft): void {
  draft.add(brackets(propertyAssignments));
}

export function propertyAssignments(draft: Draft): void {
  draft.add(noTables(list(seq(name, '=', oneOf(expression, 'DEFAULT')))));
}
