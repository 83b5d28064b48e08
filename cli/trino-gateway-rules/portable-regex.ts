// A leading flag group, then pieces that Java and RE2 read alike.
const FLAGS = /^\(\?([is]{1,2})\)/;
const PIECE = new RegExp(
  [
    String.raw`\\[dDwWbBtnrf]`,
    String.raw`\\[^A-Za-z0-9\s]`,
    String.raw`\[\^?(?:[^\]\[\\&^]|\\[dDwWtnrf]|\\[^A-Za-z0-9\s])+\]`,
    String.raw`\((?:\?:)?(?!\?)`,
    String.raw`[)|^$.]`,
    String.raw`(?:[*+?]|\{\d{1,3}(?:,\d{0,3})?\})(?:\?|(?![*+?{]))`,
    String.raw`[^\\[\](){}|^$.*+?]`,
  ].join('|'),
  'y',
);

/** Whether Java's and RE2's regular expressions surely mean the same by this text. */
export function isPortableRegex(pattern: string): boolean {
  let at = FLAGS.exec(pattern)?.[0].length ?? 0;
  while (at < pattern.length) {
    PIECE.lastIndex = at;
    const piece = PIECE.exec(pattern)?.[0];
    if (piece === undefined) return false;
    at += piece.length;
  }
  return true;
}

/** Java's String.matches with a portable pattern: the whole text has to match. */
export function matchesWhole(pattern: string, text: string): boolean {
  const flags = FLAGS.exec(pattern);
  return new RegExp(`^(?:${pattern.slice(flags?.[0].length ?? 0)})$`, flags?.[1]).test(text);
}

/**
 * The same test in RE2, where a pattern may match anywhere unless it is anchored, and where a dot
 * stands for every character but a line feed.
 */
export function wholeRegex(pattern: string, ofSql: boolean): string {
  const flags = FLAGS.exec(pattern);
  const body = pattern.slice(flags?.[0].length ?? 0);
  const dots = ofSql && !flags?.[1]?.includes('s');
  const same = dots ? body.replace(/\\.|\[[^\]]*\]|\./g, javaDot) : body;
  return `${flags?.[0] ?? ''}^(?:${same})$`;
}

function javaDot(piece: string): string {
  return piece === '.' ? String.raw`[^\n\r\x{85}\x{2028}\x{2029}]` : piece;
}

/** A text as a regular expression that finds exactly it. */
export function quoted(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
