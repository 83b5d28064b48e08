/** The text without what PostgreSQL cannot store: NUL characters and halves of surrogate pairs. */
export function storableText(text: string): string {
  return text.replace(/[\0\p{Surrogate}]/gu, '\uFFFD');
}

/** JSON that PostgreSQL's jsonb reads; throws for values that JSON cannot hold. */
export function storableJson(value: unknown): string {
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
