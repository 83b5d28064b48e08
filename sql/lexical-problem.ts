import { type SyntaxError } from './statement-facts';
import { TokenKind, type Tokens } from './tokens';

interface Problem {
  message: string;
  /** Offset in the text. */
  at: number;
}

const CLOSES: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };
const CLOSING = new Set(Object.values(CLOSES));

/** What no Trino statement can be, whatever its grammar: only sure mistakes, the first one in the text. */
export function lexicalProblemOf(tokens: Tokens): SyntaxError | undefined {
  const problem = firstProblem(tokens);
  return problem && { message: problem.message, ...positionOf(tokens.text, problem.at) };
}

function firstProblem(tokens: Tokens): Problem | undefined {
  const { unterminated } = tokens;
  if (tokens.count === 0 && !unterminated)
    return { message: 'The statement is empty', at: tokens.text.length };
  return wrongToken(tokens) ?? endsTooEarly(tokens);
}

function wrongToken(tokens: Tokens): Problem | undefined {
  const open: string[] = [];
  let isRoutine = false;
  for (let index = 0; index < tokens.count; index += 1) {
    const symbol = tokens.symbol(index);
    const closing = CLOSES[symbol];
    if (closing !== undefined) open.push(closing);
    const message =
      (CLOSING.has(symbol) && open.pop() !== symbol ? `"${symbol}" closes nothing` : undefined) ??
      wrongName(tokens, index);
    if (message !== undefined) return { message, at: tokens.start(index) };
    // Between BEGIN and END of a routine statements end with semicolons.
    isRoutine ||= symbol === 'BEGIN';
    if (symbol === ';' && !isRoutine)
      return { message: 'One statement at a time: text follows ";"', at: tokens.start(index) };
  }
  const missing = open.at(-1);
  if (missing === undefined || tokens.unterminated) return undefined;
  return { message: `"${missing}" is missing at the end`, at: tokens.text.length };
}

function wrongName(tokens: Tokens, index: number): string | undefined {
  switch (tokens.kind(index)) {
    case TokenKind.backquoted:
      return 'Trino quotes names with double quotes, not with backquotes';
    case TokenKind.digitWord:
      return 'A name that starts with a digit needs double quotes';
    case TokenKind.quoted:
      return tokens.raw(index) === '""' ? 'A quoted name is empty' : undefined;
    default:
      return undefined;
  }
}

function endsTooEarly(tokens: Tokens): Problem | undefined {
  const { unterminated } = tokens;
  return unterminated && { message: `The ${unterminated.what} has no end`, at: unterminated.start };
}

/** Line and column from 1, the column in characters rather than UTF-16 units, as Trino counts. */
function positionOf(text: string, at: number): { line: number; column: number } {
  let line = 1;
  let lineStart = 0;
  for (let end = text.indexOf('\n'); end !== -1 && end < at; end = text.indexOf('\n', lineStart)) {
    line += 1;
    lineStart = end + 1;
  }
  let column = 1;
  for (let index = lineStart; index < at; index += 1) {
    const code = text.charCodeAt(index);
    if (code < 0xdc00 || code > 0xdfff) column += 1;
  }
  return { line, column };
}
