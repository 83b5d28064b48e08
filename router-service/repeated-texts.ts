/** What the entries of a text take beside the text itself, roughly and in characters. */
const ENTRY_LENGTH = 2_000;
const TEXTS_OF_AN_ENTRY = 4;
/** Marks of texts that came once, in each of two generations: 2 MB together. */
const MAX_MARKS = 20_000;
/** Of a longer text its beginning and its end are looked at. */
const MARKED_LENGTH = 2_000;

/**
 * Values by texts that come again and again. Of a text that came once it keeps a number, so that a flood
 * of new ones costs little and drives out little. What was not asked for lately is forgotten.
 */
export class RepeatedTexts<Value> {
  private recent = new Map<string, Value>();
  private older = new Map<string, Value>();
  private recentLength = 0;
  private recentMarks = new Set<number>();
  private olderMarks = new Set<number>();

  /** @param maxLength how many characters it may take together, roughly */
  constructor(private readonly maxLength: number) {}

  get(text: string): Value | undefined {
    const recent = this.recent.get(text);
    if (recent !== undefined) return recent;
    const older = this.older.get(text);
    if (older !== undefined) this.keep(text, older);
    return older;
  }

  /** Takes the value of a text that `get` does not know; true where it is kept. */
  note(text: string, value: Value): boolean {
    const mark = markOf(text);
    if (this.recentMarks.has(mark) || this.olderMarks.has(mark)) return this.keep(text, value);
    if (this.recentMarks.size === MAX_MARKS) {
      this.olderMarks = this.recentMarks;
      this.recentMarks = new Set();
    }
    this.recentMarks.add(mark);
    return false;
  }

  private keep(text: string, value: Value): boolean {
    const length = ENTRY_LENGTH + TEXTS_OF_AN_ENTRY * text.length;
    if (length > this.maxLength / 2) return false;
    if (this.recentLength + length > this.maxLength / 2) {
      this.older = this.recent;
      this.recent = new Map();
      this.recentLength = 0;
    }
    // The text may be a slice of a much longer one, which it would keep.
    this.recent.set(Buffer.from(text).toString(), value);
    this.recentLength += length;
    return true;
  }
}

/** Texts that share one are few, and then one is kept that came once. */
function markOf(text: string): number {
  const { length } = text;
  let mark = length;
  const headEnd = Math.min(length, MARKED_LENGTH);
  for (let at = 0; at < headEnd; at += 1) mark = Math.imul(mark, 31) + text.charCodeAt(at);
  const tailStart = Math.max(headEnd, length - MARKED_LENGTH);
  for (let at = tailStart; at < length; at += 1) mark = Math.imul(mark, 31) + text.charCodeAt(at);
  return mark | 0;
}
