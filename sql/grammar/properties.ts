import { expression } from './expression';
import { type GrammarReader } from './reader';

/** `(name = value, …)`. */
export function properties(reader: GrammarReader): void {
  reader.brackets(propertyAssignments);
}

/** `name = value, …`, where a value may be DEFAULT. */
export function propertyAssignments(reader: GrammarReader): void {
  reader.list(property);
}

function property(reader: GrammarReader): void {
  reader.name();
  reader.expect('=');
  if (!(reader.sees('DEFAULT') && isEndOfValue(reader))) expression(reader);
  else reader.at += 1;
}

function isEndOfValue(reader: GrammarReader): boolean {
  return reader.sees(',', 1) || reader.sees(')', 1) || reader.at + 1 >= reader.tokens.count;
}
