/** What the entries of a text take beside the text itself, roughly and in characters. */
const ENTRY_LENGTH = 2_000;
const TEXTS_OF_AN_ENTRY = 4;

/**
 * Values by texts that come again and again. Of a text that came once it keeps nothing else, so that a
 * flood of new ones costs little and drives out little. What was not asked for lately is forgotten.
 */
export class RepeatedTexts<Value> {
  private recent = new Map<string, Value | undefined>();
  private older = new Map<string, Value | undefined>();
  private recentLength = 0;

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
    const isRepeated = this.recent.has(text) || this.older.has(text);
    this.keep(text, isRepeated ? value : undefined);
    return isRepeated;
  }

  private keep(text: string, value: Value | undefined): void {
    const length = lengthOf(text, value);
    if (length > this.maxLength / 2) return;
    if (this.recentLength + length > this.maxLength / 2) {
      this.older = this.recent;
      this.recent = new Map();
      this.recentLength = 0;
    }
    // The text may be a slice of a much longer one, which it would keep.
    this.recent.set(Buffer.from(text).toString(), value);
    this.recentLength += length;
  }
}

function lengthOf(text: string, value: unknown): number {
  return value === undefined ? text.length : ENTRY_LENGTH + TEXTS_OF_AN_ENTRY * text.length;
}
