import { createHash, type Hash } from 'node:crypto';
import { TokenKind, type Tokens } from './tokens';

const CHUNK = 4096;

/** Hex hash of a statement's shape: literals and lists of them after IN become `?`, unquoted words lower case. */
export function fingerprintOf(tokens: Tokens): string {
  const hash = createHash('sha256');
  let chunk: string[] = [];
  for (let at = 0; at < tokens.count; at += 1) {
    const listEnd = tokens.symbol(at) === '(' ? endOfLiteralList(tokens, at) : undefined;
    chunk.push(listEnd === undefined ? normalised(tokens, at) : '(?)');
    at = listEnd ?? at;
    if (chunk.length >= CHUNK) chunk = flush(hash, chunk);
  }
  flush(hash, chunk);
  return hash.digest('hex');
}

function flush(hash: Hash, chunk: string[]): string[] {
  hash.update(`${chunk.join(' ')} `);
  return [];
}

/** The closing bracket of `IN (1, 'b', ?)` that opens at `open`; undefined for any other bracket. */
function endOfLiteralList(tokens: Tokens, open: number): number | undefined {
  if (tokens.symbol(open - 1) !== 'IN') return undefined;
  let at = open + 1;
  while (isLiteral(tokens, at) || [',', '-', '+'].includes(tokens.symbol(at))) at += 1;
  return tokens.symbol(at) === ')' && at > open + 1 ? at : undefined;
}

function isLiteral(tokens: Tokens, index: number): boolean {
  const kind = tokens.kind(index);
  return kind === TokenKind.string || kind === TokenKind.number || tokens.symbol(index) === '?';
}

function normalised(tokens: Tokens, index: number): string {
  if (isLiteral(tokens, index)) return '?';
  const raw = tokens.raw(index);
  return tokens.kind(index) === TokenKind.word ? raw.toLowerCase() : raw;
}
