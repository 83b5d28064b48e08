import { type ParsedText, positionText } from './parsed-text';

/** Reads a JSON text; a malformed one is told with line and column, whatever the version of Node. */
export function parseJson(text: string): ParsedText {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return { problems: [{ path: '', message: `is no valid JSON: ${describeError(text)}` }] };
  }
}

function describeError(text: string): string {
  const at = firstError(text);
  const what = at >= text.length ? 'it ends too early' : 'unexpected character';
  return `${what} at ${positionText(text, at)}`;
}

const BLANK = /[ \t\r\n]*/y;
const SCALAR = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

type Expected = 'value' | 'value or ]' | 'key' | 'key or }' | ':' | ', or end';

/** Index of the first character that no JSON text could have there. */
function firstError(text: string): number {
  const open: string[] = [];
  let expected: Expected = 'value';
  for (let at = endOf(BLANK, text, 0); ; at = endOf(BLANK, text, at)) {
    if (expected === ', or end' && open.length === 0) return at;
    const char = text[at];
    if (char === undefined) return text.length;
    const next = step(char, expected, open);
    if (next === undefined) return at;
    if (next === 'scalar') {
      const end = char === '"' ? endOfString(text, at) : endOf(SCALAR, text, at);
      if (end <= 0 || end === at) return end === at ? at : -end;
      at = end;
      expected = expected.startsWith('key') ? ':' : ', or end';
    } else {
      at++;
      expected = next;
    }
  }
}

/** What may follow a character; `scalar` when it begins one; undefined when it is wrong here. */
function step(char: string, expected: Expected, open: string[]): Expected | 'scalar' | undefined {
  const closes = open.at(-1) === '{' ? '}' : ']';
  const mayClose = expected === ', or end' || expected.endsWith(closes);
  if (mayClose && open.length > 0 && char === closes) {
    open.pop();
    return ', or end';
  }
  if (expected === ':') return char === ':' ? 'value' : undefined;
  if (expected === ', or end') {
    if (char !== ',') return undefined;
    return closes === '}' ? 'key' : 'value';
  }
  if (expected.startsWith('key')) return char === '"' ? 'scalar' : undefined;
  if (char !== '{' && char !== '[') return 'scalar';
  open.push(char);
  return char === '{' ? 'key or }' : 'value or ]';
}

/** Index behind the string that begins at `from`; minus the index of what is wrong in it. */
function endOfString(text: string, from: number): number {
  for (let at = from + 1; ;) {
    const code = text.charCodeAt(at);
    if (Number.isNaN(code) || code < 0x20) return -at;
    if (text[at] === '"') return at + 1;
    const end = text[at] === '\\' ? endOf(ESCAPE, text, at) : at + 1;
    if (end === at) return -at;
    at = end;
  }
}

/** Index behind a match of a sticky pattern, or the index itself when it does not match. */
function endOf(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}
