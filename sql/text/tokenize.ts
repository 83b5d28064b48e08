import { SYMBOLS, wordCode } from './keywords';
import { TokenKind, Tokens, type Unterminated } from './tokens';

const SPACE = 1;
const LETTER = 2;
const DIGIT = 4;

const CLASS_OF = classTable();
const TWO_CHARACTER_OPERATORS = new Set(SYMBOLS.filter((symbol) => /^[^\w]{2}$/.test(symbol)));
const TWO_CHARACTER_STARTS = [...TWO_CHARACTER_OPERATORS].map((operator) => operator[0]).join('');
const OPERATOR_CODES = new Map(SYMBOLS.map((symbol, code) => [symbol, code]));

/** Splits a text by Trino's lexical rules (SqlBase.g4) in one pass; trailing semicolons are left out. */
export function tokenize(text: string): Tokens {
  const tokens = new Tokens(text);
  let at = 0;
  while (at < text.length) at = readToken(tokens, at);
  while (tokens.symbol(tokens.count - 1) === ';') {
    tokens.endAt = tokens.start(tokens.count - 1);
    tokens.count -= 1;
  }
  return tokens;
}

/** Reads what starts at `at` and answers where the next token may start. */
function readToken(tokens: Tokens, at: number): number {
  const { text } = tokens;
  const kind = classAt(text, at);
  if (kind === SPACE) return skipSpace(tokens, at);
  if (kind === LETTER) return readWord(tokens, at);
  if (kind === DIGIT) return readNumber(tokens, at);
  switch (text.charAt(at)) {
    case "'":
      return readQuoted(tokens, at, at, "'", TokenKind.string, 'string');
    case '"':
      return readQuoted(tokens, at, at, '"', TokenKind.quoted, 'quoted name');
    case '`':
      return readQuoted(tokens, at, at, '`', TokenKind.backquoted, 'quoted name');
    case '-':
      return text[at + 1] === '-' ? endOfLine(text, at) : readOperator(tokens, at);
    case '/':
      return text[at + 1] === '*' ? readComment(tokens, at) : readOperator(tokens, at);
    case '.':
      return classAt(text, at + 1) === DIGIT && !endsName(tokens, at)
        ? readNumber(tokens, at)
        : readOperator(tokens, at);
    case '$':
      return text[at + 1] === '$' ? readDollarString(tokens, at) : readOperator(tokens, at);
    default:
      return readOperator(tokens, at);
  }
}

/** Trino takes four characters for space; others are foreign, but must not hide what follows. */
function skipSpace(tokens: Tokens, at: number): number {
  const { text } = tokens;
  let end = at;
  while (classAt(text, end) === SPACE) {
    const code = text.charCodeAt(end);
    const isKnown = code === 32 || code === 10 || code === 13 || code === 9;
    if (!isKnown) tokens.foreignAt ??= end;
    end += 1;
  }
  return end;
}

function readWord(tokens: Tokens, at: number): number {
  const { text } = tokens;
  const next = text[at + 1];
  if ((next === "'" && isOneOf(text, at, 'xX')) || (next === '&' && text[at + 2] === "'")) {
    const open = next === "'" ? at + 1 : at + 2;
    if (next === "'" || isOneOf(text, at, 'uU'))
      return readQuoted(tokens, at, open, "'", TokenKind.string, 'string');
  }
  const end = endOfWord(text, at);
  for (let each = at; each < end && tokens.foreignAt === undefined; each += 1)
    if (text.charCodeAt(each) > 127) tokens.foreignAt = each;
  tokens.add(TokenKind.word, wordCode(text, at, end), at, end);
  return end;
}

/** A doubled quote stands for itself; a text that ends within makes the rest one token. */
function readQuoted(
  tokens: Tokens,
  start: number,
  open: number,
  quote: string,
  kind: TokenKind,
  what: Unterminated['what'],
): number {
  const { text } = tokens;
  let close = text.indexOf(quote, open + 1);
  while (close !== -1 && text[close + 1] === quote) close = text.indexOf(quote, close + 2);
  if (close === -1) tokens.unterminated = { what, start };
  const end = close === -1 ? text.length : close + 1;
  tokens.add(kind, 0, start, end);
  return end;
}

function readComment(tokens: Tokens, at: number): number {
  const close = tokens.text.indexOf('*/', at + 2);
  if (close !== -1) return close + 2;
  tokens.unterminated = { what: 'comment', start: at };
  return tokens.text.length;
}

/** `$$ … $$`, the body of a function in another language. */
function readDollarString(tokens: Tokens, at: number): number {
  const close = tokens.text.indexOf('$$', at + 2);
  if (close === -1) return readOperator(tokens, at);
  tokens.add(TokenKind.string, 0, at, close + 2);
  return close + 2;
}

function readNumber(tokens: Tokens, at: number): number {
  const { text } = tokens;
  if (text[at] !== '.') {
    const end = endOfWord(text, at);
    if (text[end] !== '.' && isDecimalDigits(text, at, end))
      return addTo(tokens, TokenKind.number, at, end);
    const word = text.slice(at, end);
    const signed = /^[\d_]+[eE]$/.test(word) && isOneOf(text, end, '+-');
    const whole = signed && classAt(text, end + 1) === DIGIT;
    if (!whole && !isNumber(word)) return addTo(tokens, TokenKind.digitWord, at, end);
    if (whole) return addTo(tokens, TokenKind.number, at, endOfDigits(text, end + 1));
    if (text[end] !== '.' || /[eExXbBoO]/.test(word))
      return addTo(tokens, TokenKind.number, at, end);
    return addTo(tokens, TokenKind.number, at, endOfFraction(text, end));
  }
  return addTo(tokens, TokenKind.number, at, endOfFraction(text, at));
}

/** From the dot of a decimal to the end of its digits and exponent. */
function endOfFraction(text: string, dot: number): number {
  const end = endOfDigits(text, dot + 1);
  if (!isOneOf(text, end, 'eE')) return end;
  const digits = isOneOf(text, end + 1, '+-') ? end + 2 : end + 1;
  return classAt(text, digits) === DIGIT ? endOfDigits(text, digits) : end;
}

/** The usual number, without a look at its text as a whole. */
function isDecimalDigits(text: string, at: number, end: number): boolean {
  for (let each = at; each < end; each += 1) {
    const code = text.charCodeAt(each);
    if (code < 48 || code > 57) return false;
  }
  return true;
}

function isNumber(word: string): boolean {
  return /^(?:\d+(?:[eE]\d+)?|\d(?:_?\d)*|0[xX](?:_?[\da-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+)$/.test(
    word,
  );
}

function addTo(tokens: Tokens, kind: TokenKind, start: number, end: number): number {
  tokens.add(kind, 0, start, end);
  return end;
}

function readOperator(tokens: Tokens, at: number): number {
  const one = tokens.text.charAt(at);
  const two = TWO_CHARACTER_STARTS.includes(one) ? tokens.text.slice(at, at + 2) : one;
  const operator = TWO_CHARACTER_OPERATORS.has(two) ? two : one;
  const end = at + operator.length;
  tokens.add(TokenKind.symbol, OPERATOR_CODES.get(operator) ?? 0, at, end);
  return end;
}

/** Whether the token that ends at `at` is a name, so that a dot goes on with it: `t.1a` is no decimal. */
function endsName(tokens: Tokens, at: number): boolean {
  const last = tokens.count - 1;
  return tokens.isNamePart(last) && tokens.end(last) === at;
}

function endOfLine(text: string, at: number): number {
  let end = at + 2;
  while (end < text.length && text[end] !== '\n' && text[end] !== '\r') end += 1;
  return end;
}

function endOfWord(text: string, at: number): number {
  let end = at + 1;
  while ((classAt(text, end) & (LETTER | DIGIT)) !== 0) end += 1;
  return end;
}

function endOfDigits(text: string, at: number): number {
  let end = at;
  while (classAt(text, end) === DIGIT || text[end] === '_') end += 1;
  return end;
}

function isOneOf(text: string, at: number, characters: string): boolean {
  return at < text.length && characters.includes(text.charAt(at));
}

/** Trino knows ASCII letters only; others count as letters here, as a scan should not split words. */
function classAt(text: string, at: number): number {
  if (at >= text.length) return 0;
  const code = text.charCodeAt(at);
  if (code < 128) return CLASS_OF[code] ?? 0;
  return code === 0xa0 || code === 0x3000 || code === 0xfeff ? SPACE : LETTER;
}

function classTable(): Uint8Array {
  const table = new Uint8Array(128);
  for (let code = 0; code <= 32; code += 1) table[code] = SPACE;
  for (const digit of '0123456789') table[digit.charCodeAt(0)] = DIGIT;
  const letters = 'abcdefghijklmnopqrstuvwxyz';
  for (const letter of `${letters}${letters.toUpperCase()}_`) table[letter.charCodeAt(0)] = LETTER;
  return table;
}
