import { commentIfAny } from './create';
import { literal } from './literals';
import { properties } from './properties';
import { type GrammarReader } from './reader';
import { type } from './types';

const INCLUDING_OR_EXCLUDING = new Set(['INCLUDING', 'EXCLUDING']);

/** `(column type …, LIKE t INCLUDING PROPERTIES)`. */
export function tableElements(reader: GrammarReader): void {
  reader.brackets((inside) => inside.list(element));
}

function element(reader: GrammarReader): void {
  if (!reader.accept('LIKE')) return columnDefinition(reader);
  reader.skipQualifiedName();
  if (reader.acceptAny(INCLUDING_OR_EXCLUDING)) reader.expect('PROPERTIES');
}

/** `name type [DEFAULT literal] [NOT NULL] [COMMENT '…'] [WITH ( … )]`. */
export function columnDefinition(reader: GrammarReader): void {
  reader.skipQualifiedName();
  type(reader);
  if (reader.accept('DEFAULT')) literal(reader);
  if (reader.accept('NOT')) reader.expect('NULL');
  commentIfAny(reader);
  if (reader.accept('WITH')) properties(reader);
}
