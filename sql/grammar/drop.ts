import { ifExistsIfAny } from './create';
import { type GrammarReader } from './reader';
import { functionDeclaration } from './routine';

type Read = (reader: GrammarReader) => void;

/** All that DROP drops. */
export function drop(reader: GrammarReader): void {
  if (reader.accept('MATERIALIZED') && !reader.sees('VIEW')) return reader.fail('VIEW');
  const read = DROPPED[reader.symbol()];
  if (read === undefined) return reader.fail('TABLE, VIEW, SCHEMA or another thing to drop');
  reader.at += 1;
  ifExistsIfAny(reader);
  read(reader);
}

const DROPPED: Readonly<Record<string, Read>> = {
  BRANCH: (reader) => {
    reader.name();
    reader.expectWords('IN TABLE');
    reader.skipQualifiedName();
  },
  CATALOG: (reader) => {
    reader.name();
    dropBehaviorIfAny(reader);
  },
  FUNCTION: functionDeclaration,
  ROLE: (reader) => {
    reader.name();
    if (reader.accept('IN')) reader.name();
  },
  SCHEMA: (reader) => {
    reader.skipQualifiedName();
    dropBehaviorIfAny(reader);
  },
  TABLE: (reader) => reader.skipQualifiedName(),
  VIEW: (reader) => reader.skipQualifiedName(),
};

function dropBehaviorIfAny(reader: GrammarReader): void {
  if (!reader.accept('CASCADE')) reader.accept('RESTRICT');
}
