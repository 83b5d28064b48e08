/**
 * A head without the value of its Content-Length, which is nearly all that messages of a kind differ in.
 * Where it has no Content-Length of the usual form, `before` is all of it and the others are undefined.
 */
export interface SplitHead {
  before: string;
  length: string | undefined;
  after: string | undefined;
}

const NAMES = ['\r\nContent-Length: ', '\r\ncontent-length: '];
const NAME_LENGTH = '\r\nContent-Length: '.length;
/** A value of Content-Length that a number can count. */
export const LENGTH = /^\d{1,15}$/;

/** Splits what stands between `start`, which may be a line's end, and `end`, where the empty line is. */
export function splitLength(text: string, start: number, end: number): SplitHead {
  for (const name of NAMES) {
    const at = text.indexOf(name, start);
    if (at === -1 || at >= end) continue;
    const from = at + NAME_LENGTH;
    const to = text.indexOf('\r\n', from);
    const length = text.slice(from, to);
    if (to > end || !LENGTH.test(length)) break;
    return { before: text.slice(start, from), length, after: text.slice(to, end) };
  }
  return unsplit(text, start, end);
}

export function unsplit(text: string, start: number, end: number): SplitHead {
  return { before: text.slice(start, end), length: undefined, after: undefined };
}

/** The text without the line of Content-Length that was split off. */
export function lengthless(before: string, after: string | undefined): string {
  return after === undefined ? before : before.slice(0, -NAME_LENGTH) + after;
}

/** The section among these that was split off in the same way. */
export function sectionOf<Section extends Pick<SplitHead, 'before' | 'after'>>(
  { before, after }: SplitHead,
  sections: readonly Section[],
): Section | undefined {
  // Not by find(): a function for each head costs as much as the look.
  for (const section of sections)
    if (section.before === before && section.after === after) return section;
  return undefined;
}
