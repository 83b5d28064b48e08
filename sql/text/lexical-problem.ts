import { keywordCode } from './keywords';
import { TokenKind, type Tokens } from './tokens';

/** What is wrong with a text, and the offset where it shows. */
export interface Problem {
  message: string;
  at: number;
}

/** What the tokens tell before any parser runs. */
export interface Survey {
  /** Levels of brackets. */
  depth: number;
  /** The first sure mistake, whatever the grammar. */
  problem: Problem | undefined;
}

const OPENING = ['(', '[', '{'].map(keywordCode);
const CLOSING = [')', ']', '}'].map(keywordCode);
const [ROUND_OPEN = 0, SQUARE_OPEN = 0, CURLY_OPEN = 0] = OPENING;
const [ROUND_CLOSE = 0, SQUARE_CLOSE = 0, CURLY_CLOSE = 0] = CLOSING;
const SEMICOLON = keywordCode(';');
const BEGIN = keywordCode('BEGIN');

/** Looks over the tokens once: how deep the brackets nest, and what no Trino statement can be. */
export function survey(tokens: Tokens): Survey {
  if (tokens.count === 0 && !tokens.unterminated)
    return { depth: 0, problem: { message: 'The statement is empty', at: tokens.endAt } };
  const { depth, problem } = bracketsAndNames(tokens);
  return { depth, problem: earliest(problem, ofCharacters(tokens)) };
}

function earliest(one: Problem | undefined, other: Problem | undefined): Problem | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return other.at <= one.at ? other : one;
}

/** Strings and comments without an end, and characters that no token begins with. */
function ofCharacters({ unterminated, foreignAt, text }: Tokens): Problem | undefined {
  const foreign = foreignAt !== undefined && {
    message: `Outside of quotes Trino knows no character ${shown(text, foreignAt)}`,
    at: foreignAt,
  };
  const open = unterminated && {
    message: `The ${unterminated.what} has no end`,
    at: unterminated.start,
  };
  return earliest(foreign || undefined, open);
}

function shown(text: string, at: number): string {
  const code = text.codePointAt(at) ?? 0;
  const name = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
  return /[\p{L}\p{N}\p{S}\p{P}]/u.test(String.fromCodePoint(code))
    ? `"${String.fromCodePoint(code)}" (${name})`
    : name;
}

function bracketsAndNames(tokens: Tokens): Survey {
  const open = new Brackets();
  let depth = 0;
  let isRoutine = false;
  for (let index = 0; index < tokens.count; index += 1) {
    const code = tokens.code(index);
    const closing = closingOf(code);
    if (closing !== 0) depth = Math.max(depth, open.push(closing));
    const message = wrongToken(tokens, index, code, open, isRoutine);
    if (message !== undefined) return { depth, problem: { message, at: tokens.start(index) } };
    // Between BEGIN and END of a routine statements end with semicolons.
    isRoutine ||= code === BEGIN;
  }
  const missing = open.pop();
  if (missing === 0 || tokens.unterminated) return { depth, problem: undefined };
  const message = `${nameOf(missing)} is missing at the end`;
  return { depth, problem: { message, at: tokens.endAt } };
}

/** The closing brackets that are awaited; 16 MB of open ones as an array of numbers would fill the heap. */
class Brackets {
  private awaited = new Uint16Array(64);
  private count = 0;

  /** Tells how many are open now. */
  push(closing: number): number {
    if (this.count === this.awaited.length) {
      const larger = new Uint16Array(this.count * 2);
      larger.set(this.awaited);
      this.awaited = larger;
    }
    this.awaited[this.count] = closing;
    this.count += 1;
    return this.count;
  }

  /** The one awaited next; 0 when none is. */
  pop(): number {
    if (this.count === 0) return 0;
    this.count -= 1;
    return this.awaited[this.count] ?? 0;
  }
}

function closingOf(code: number): number {
  if (code === ROUND_OPEN) return ROUND_CLOSE;
  if (code === SQUARE_OPEN) return SQUARE_CLOSE;
  return code === CURLY_OPEN ? CURLY_CLOSE : 0;
}

function nameOf(closing: number): string {
  if (closing === ROUND_CLOSE) return '")"';
  return closing === SQUARE_CLOSE ? '"]"' : '"}"';
}

function wrongToken(
  tokens: Tokens,
  index: number,
  code: number,
  open: Brackets,
  isRoutine: boolean,
): string | undefined {
  if (code === ROUND_CLOSE || code === SQUARE_CLOSE || code === CURLY_CLOSE)
    return open.pop() === code ? undefined : `${nameOf(code)} closes nothing`;
  if (code === SEMICOLON && !isRoutine) return 'One statement at a time: text follows ";"';
  return code === 0 ? wrongName(tokens, index) : undefined;
}

function wrongName(tokens: Tokens, index: number): string | undefined {
  switch (tokens.kind(index)) {
    case TokenKind.backquoted:
      return 'Trino quotes names with double quotes, not with backquotes';
    case TokenKind.digitWord:
      return 'A name that starts with a digit needs double quotes';
    case TokenKind.quoted:
      return tokens.end(index) - tokens.start(index) === 2 ? 'A quoted name is empty' : undefined;
    default:
      return undefined;
  }
}
