import { RE2JS } from 're2js';

const MAX_LENGTH = 1000;
const TOKEN = /\\(.)|\*+|\?|[[\]{}]|[^\\*?[\]{}]+|\\$/gs;

/**
 * A glob over dotted names: `*` and `?` stay within one part, `**` crosses dots, a backslash takes
 * the next character as it is. Runs as a linear-time regular expression; throws for a bad glob.
 */
export function compileGlob(glob: string): RE2JS {
  if (glob === '')
    throw new Error('is empty and would match nothing; write a glob such as hive.*.*');
  if (glob.length > MAX_LENGTH) throw new Error(`is longer than ${MAX_LENGTH} characters`);
  const body = glob.replace(TOKEN, (token, escaped?: string) =>
    escaped === undefined ? translate(token) : RE2JS.quote(escaped),
  );
  return RE2JS.compile(`^(?:${body})$`, RE2JS.DOTALL);
}

/** What every text that a valid glob matches begins with, and whether such a text is nothing more. */
export function literalStart(glob: string): { text: string; isWhole: boolean } {
  let text = '';
  for (const [token, escaped] of glob.matchAll(TOKEN)) {
    if (/^[*?]/.test(token)) return { text, isWhole: false };
    text += escaped ?? token;
  }
  return { text, isWhole: true };
}

function translate(token: string): string {
  if (token === '*') return '[^.]*';
  if (token === '**') return '.*';
  if (token === '?') return '[^.]';
  if (token.startsWith('***')) throw new Error('has more than two * in a row; write * or **');
  if (token === '\\') throw new Error('ends in a backslash; remove it or write two');
  if (/^[[\]{}]$/.test(token)) {
    throw new Error(
      `uses ${token}, which has no meaning in these globs; write a list of globs, or \\${token} for the character`,
    );
  }
  return RE2JS.quote(token);
}
