/** The text without what PostgreSQL cannot store: NUL characters and halves of surrogate pairs. */
export function storableText(text: string): string {
  return text.replace(/[\0\p{Surrogate}]/gu, '\uFFFD');
}

// How JSON.stringify writes what PostgreSQL cannot store; a text of these characters looks the same.
const PERHAPS_UNSTORABLE = /\\u(?:0000|d[89a-f])/;

/** Rows of JSON as one text that PostgreSQL's jsonb reads. What it would not is rare, and looked for once. */
export function storableRows(rows: readonly string[]): string {
  const json = `[${rows.join(',')}]`;
  return isStorable(json) ? json : cleanedJson(JSON.parse(json));
}

/** JSON that PostgreSQL's jsonb reads; throws for values that JSON cannot hold. */
export function storableJson(value: unknown): string {
  const json = JSON.stringify(value);
  return isStorable(json) ? json : cleanedJson(value);
}

function cleanedJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => {
    if (typeof part === 'string') return storableText(part);
    return isPlain(part) ? withStorableKeys(part) : part;
  });
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function withStorableKeys(value: Record<string, unknown>): Record<string, unknown> {
  const keys = Object.keys(value);
  if (keys.every((key) => key === storableText(key))) return value;
  return Object.fromEntries(keys.map((key) => [storableText(key), value[key]]));
}

function isStorable(json: string): boolean {
  return !PERHAPS_UNSTORABLE.test(json);
}
