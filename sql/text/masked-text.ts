import { tokenize } from './tokenize';
import { TokenKind, type Tokens } from './tokens';

const MASK = '?';

/**
 * The statement with `?` for every literal and without comments. From where Trino would not
 * read it as it may have been meant, such as a string without an end, one `?` stands for all the rest.
 */
export function maskedText(text: string): string {
  const tokens = tokenize(text);
  const safeEnd = endOfSafety(tokens);
  const parts: string[] = [];
  let at = 0;
  for (let index = 0; index < tokens.count && tokens.start(index) < safeEnd; index += 1) {
    parts.push(gap(text.slice(at, tokens.start(index))));
    at = Math.min(tokens.end(index), safeEnd);
    parts.push(isLiteral(tokens, index) ? MASK : text.slice(tokens.start(index), at));
  }
  if (safeEnd < text.length) parts.push(gap(text.slice(at, safeEnd)), MASK);
  return parts.join('').trim();
}

/** Between tokens are spaces and comments only. */
function gap(between: string): string {
  if (between.trim() === '') return between;
  return between.includes('\n') ? '\n' : ' ';
}

// A word that starts with a digit is no name in Trino, and may well be a literal.
function isLiteral(tokens: Tokens, index: number): boolean {
  const kind = tokens.kind(index);
  return kind === TokenKind.string || kind === TokenKind.number || kind === TokenKind.digitWord;
}

/** Where the text is no longer surely Trino's: quotes of other kinds may hide a literal from there. */
function endOfSafety(tokens: Tokens): number {
  const { text, unterminated, foreignAt } = tokens;
  let end = Math.min(unterminated?.start ?? text.length, foreignAt ?? text.length);
  for (let index = 0; index < tokens.count && tokens.start(index) < end; index += 1) {
    if (isDoubtful(tokens, index)) end = tokens.start(index);
  }
  return end;
}

function isDoubtful(tokens: Tokens, index: number): boolean {
  const { text } = tokens;
  const start = tokens.start(index);
  const kind = tokens.kind(index);
  // Elsewhere # begins a comment, \ takes a quote its meaning, and $$ begins a body.
  if (kind === TokenKind.symbol) {
    return tokens.code(index) === 0 || /^(?:#|\\|\$\$)/.test(text.slice(start, start + 2));
  }
  // Other databases read on behind \', so that what is outside for Trino was meant to be inside.
  const isQuoted = kind !== TokenKind.word && kind !== TokenKind.number;
  const beforeQuote = tokens.end(index) - 2;
  return isQuoted && beforeQuote > start && text[beforeQuote] === '\\';
}
