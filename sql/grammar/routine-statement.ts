import { expression, valueExpression } from './expression';
import { type GrammarReader } from './reader';
import { type } from './types';

type Read = (reader: GrammarReader) => void;

/** One statement of a routine's body, without the semicolon behind it. */
export function routineStatement(reader: GrammarReader): void {
  reader.nested(() => {
    if (reader.isName() && reader.sees(':', 1)) return labelled(reader);
    const read = STATEMENTS[reader.symbol()];
    if (read === undefined) return reader.fail('a statement of a routine');
    reader.at += 1;
    read(reader);
  });
}

const LOOPS: Readonly<Record<string, Read>> = {
  LOOP: (reader) => {
    statements(reader);
    reader.expectWords('END LOOP');
  },
  REPEAT: (reader) => {
    statements(reader);
    reader.expect('UNTIL');
    expression(reader);
    reader.expectWords('END REPEAT');
  },
  WHILE: (reader) => {
    expression(reader);
    reader.expect('DO');
    statements(reader);
    reader.expectWords('END WHILE');
  },
};

const STATEMENTS: Readonly<Record<string, Read>> = {
  ...LOOPS,
  BEGIN: compound,
  CASE: caseStatement,
  IF: ifStatement,
  ITERATE: (reader) => reader.name(),
  LEAVE: (reader) => reader.name(),
  RETURN: valueExpression,
  SET: (reader) => {
    reader.name();
    reader.expect('=');
    expression(reader);
  },
};

function labelled(reader: GrammarReader): void {
  reader.at += 2;
  const read = LOOPS[reader.symbol()];
  if (read === undefined) return reader.fail('LOOP, WHILE or REPEAT');
  reader.at += 1;
  read(reader);
}

/** One statement or more, each with its semicolon. */
function statements(reader: GrammarReader): void {
  do {
    routineStatement(reader);
    reader.expect(';');
  } while (startsStatement(reader));
}

function startsStatement(reader: GrammarReader): boolean {
  return reader.symbol() in STATEMENTS || (reader.isName() && reader.sees(':', 1));
}

function compound(reader: GrammarReader): void {
  while (reader.accept('DECLARE')) variable(reader);
  if (startsStatement(reader)) statements(reader);
  reader.expect('END');
}

/** `a, b type [DEFAULT value];` */
function variable(reader: GrammarReader): void {
  reader.list((name) => name.name());
  type(reader);
  if (reader.accept('DEFAULT')) valueExpression(reader);
  reader.expect(';');
}

function ifStatement(reader: GrammarReader): void {
  do {
    expression(reader);
    reader.expect('THEN');
    statements(reader);
  } while (reader.accept('ELSEIF'));
  if (reader.accept('ELSE')) statements(reader);
  reader.expectWords('END IF');
}

function caseStatement(reader: GrammarReader): void {
  if (!reader.sees('WHEN')) expression(reader);
  do {
    reader.expect('WHEN');
    expression(reader);
    reader.expect('THEN');
    statements(reader);
  } while (reader.sees('WHEN'));
  if (reader.accept('ELSE')) statements(reader);
  reader.expectWords('END CASE');
}
