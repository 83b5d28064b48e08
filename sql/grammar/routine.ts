import { commentIfAny, securityIfAny } from './create';
import { properties } from './properties';
import { type GrammarReader } from './reader';
import { Refusal } from './refusal';
import { routineStatement } from './routine-statement';
import { type, typeWithNameIfAny } from './types';

/** `FUNCTION name(parameters) RETURNS type … body`. */
export function functionSpecification(reader: GrammarReader): void {
  reader.expect('FUNCTION');
  functionDeclaration(reader);
  reader.expect('RETURNS');
  type(reader);
  while (characteristic(reader));
  if (reader.accept('AS')) return definition(reader);
  body(reader);
}

/** Any statement reads as a body, but only two kinds may be one. */
function body(reader: GrammarReader): void {
  const start = reader.at;
  const isBody = reader.sees('RETURN') || reader.sees('BEGIN');
  routineStatement(reader);
  if (!isBody && !reader.sees(';')) reader.fail('RETURN or BEGIN', start);
}

/** `name(parameters)`, whose parameters may be types alone. */
export function functionDeclaration(reader: GrammarReader): void {
  reader.skipQualifiedName();
  reader.expect('(');
  if (!reader.sees(')')) reader.list(typeWithNameIfAny);
  reader.expect(')');
}

/** A characteristic of the function, if one follows. */
function characteristic(reader: GrammarReader): boolean {
  switch (reader.symbol()) {
    case 'LANGUAGE':
      reader.at += 1;
      reader.name();
      return true;
    case 'NOT':
      reader.at += 1;
      reader.expect('DETERMINISTIC');
      return true;
    case 'DETERMINISTIC':
      reader.at += 1;
      return true;
    case 'RETURNS':
      reader.expectWords('RETURNS NULL ON NULL INPUT');
      return true;
    case 'CALLED':
      reader.expectWords('CALLED ON NULL INPUT');
      return true;
    case 'SECURITY':
      return securityIfAny(reader);
    case 'COMMENT':
      commentIfAny(reader);
      return true;
    case 'WITH':
      reader.at += 1;
      properties(reader);
      return true;
    default:
      return false;
  }
}

/** `$$ … $$`, which begins with a new line. */
function definition(reader: GrammarReader): void {
  const { tokens, at } = reader;
  const raw = tokens.raw(at);
  if (!reader.isString() || !raw.startsWith('$$')) reader.fail('a definition in $$');
  if (!/^[\r\n]/.test(raw.slice(2, -2)))
    throw new Refusal('A function definition begins with a new line after $$', tokens.start(at));
  reader.at += 1;
}
