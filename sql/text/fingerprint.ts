import { createHash, type Hash } from 'node:crypto';
import { keywordCode } from './keywords';
import { TokenKind, type Tokens } from './tokens';

/** What a statement has in common with those that differ in literals only. */
export interface Fingerprint {
  /** Hex hash: literals and lists of them after IN become `?`, unquoted words lower case. */
  fingerprint: string;
  /**
   * Exact key of all statements that the grammar takes alike: the hash, and the kinds of the
   * literals, as `LIMIT 5` and `LIMIT 'x'` share the first. Undefined where a literal's text matters.
   */
  shape: string | undefined;
}

const CHUNK = 4096;
// A key of more literals would cost more than it saves.
const MOST_LITERALS = 2000;
// Longer integers may be out of range where a precision stands, so their digits matter.
const SAFE_DIGITS = 9;

const OPEN = keywordCode('(');
const CLOSE = keywordCode(')');
const COMMA = keywordCode(',');
const PARAMETER = keywordCode('?');
const IN = keywordCode('IN');
const SIGNS: ReadonlySet<number> = new Set([keywordCode('+'), keywordCode('-')]);

export function fingerprintOf(tokens: Tokens): Fingerprint {
  const hash = createHash('sha256');
  let chunk: string[] = [];
  const kinds: string[] = [];
  for (let at = 0; at < tokens.count; at += 1) {
    const listEnd = tokens.code(at) === OPEN ? endOfLiteralList(tokens, at) : undefined;
    if (listEnd === undefined && isLiteral(tokens, at)) kinds.push(kindOf(tokens, at));
    chunk.push(listEnd === undefined ? normalised(tokens, at) : '(?)');
    at = listEnd ?? at;
    if (chunk.length >= CHUNK) chunk = flush(hash, chunk);
  }
  flush(hash, chunk);
  const fingerprint = hash.digest('hex');
  const isSafe = kinds.length <= MOST_LITERALS && !kinds.includes(MATTERS) && isWhole(tokens);
  return { fingerprint, shape: isSafe ? fingerprint + kinds.join('') : undefined };
}

function isWhole({ unterminated, foreignAt }: Tokens): boolean {
  return unterminated === undefined && foreignAt === undefined;
}

function flush(hash: Hash, chunk: string[]): string[] {
  hash.update(`${chunk.join(' ')} `);
  return [];
}

/** The closing bracket of `IN (1, -2, 'b', ?)` that opens at `open`; undefined for any other bracket. */
function endOfLiteralList(tokens: Tokens, open: number): number | undefined {
  if (tokens.code(open - 1) !== IN) return undefined;
  let at = open;
  do {
    at += 1;
    if (SIGNS.has(tokens.code(at))) at += 1;
    if (!isLiteral(tokens, at) || kindOf(tokens, at) === MATTERS) return undefined;
    at += 1;
  } while (tokens.code(at) === COMMA);
  return tokens.code(at) === CLOSE ? at : undefined;
}

function isLiteral(tokens: Tokens, index: number): boolean {
  const kind = tokens.kind(index);
  return kind === TokenKind.string || kind === TokenKind.number || tokens.code(index) === PARAMETER;
}

const MATTERS = '!';

/** One character for the kind of a literal. */
function kindOf(tokens: Tokens, index: number): string {
  const kind = tokens.kind(index);
  if (kind === TokenKind.string)
    return tokens.text.startsWith("'", tokens.start(index)) ? 's' : MATTERS;
  if (kind !== TokenKind.number) return '?';
  if (tokens.end(index) - tokens.start(index) > SAFE_DIGITS) return MATTERS;
  return tokens.isInteger(index) ? 'i' : 'd';
}

function normalised(tokens: Tokens, index: number): string {
  if (isLiteral(tokens, index)) return '?';
  const raw = tokens.raw(index);
  return tokens.kind(index) === TokenKind.word ? raw.toLowerCase() : raw;
}
