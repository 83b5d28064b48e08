import { Untranslatable } from './untranslatable';

export interface Token {
  kind: 'name' | 'text' | 'number' | 'symbol' | 'end';
  /** A text without its quotes and escapes; everything else as written. */
  value: string;
  from: number;
  to: number;
}

const BLANK = /(?:\s+|\/\/[^\n]*|\/\*[^]*?\*\/)+/y;
const NAME = /[A-Za-z_$][\w$]*/y;
const NUMBER = /\d+(?:\.\d+)?\w*/y;
const TEXT = /"(?:[^"\\]|\\[^])*"|'(?:[^'\\]|\\[^])*'/y;
const SYMBOL = /&&|\|\||==|!=|<=|>=|~=|[^]/y;

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  b: '\b',
  f: '\f',
  '\\': '\\',
  '"': '"',
  "'": "'",
};

/** Cuts an MVEL expression into its words; the last one is the end. */
export function tokenizeMvel(source: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(source)?.[0];
  };
  const add = (kind: Token['kind'], raw: string, value = raw) => {
    tokens.push({ kind, value, from: at, to: at + raw.length });
    at += raw.length;
  };
  for (;;) {
    at += take(BLANK)?.length ?? 0;
    if (at >= source.length) break;
    const name = take(NAME);
    const number = take(NUMBER);
    const text = take(TEXT);
    if (name !== undefined) add('name', name);
    else if (number !== undefined) add('number', number);
    else if (text !== undefined) add('text', text, unescaped(text));
    else add('symbol', take(SYMBOL) ?? '');
  }
  add('end', '');
  return tokens;
}

function unescaped(quoted: string): string {
  return quoted.slice(1, -1).replace(/\\(u[0-9a-fA-F]{4}|[^])/g, (escape, after: string) => {
    if (after.length === 5) return String.fromCharCode(parseInt(after.slice(1), 16));
    const meant = ESCAPES[after];
    if (meant === undefined) throw new Untranslatable(`${escape} is no escape of MVEL`, quoted);
    return meant;
  });
}
