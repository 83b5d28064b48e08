const made = new WeakMap<object, string>();

/** The JSON of a value. That of a frozen one, which nobody changes and others ask for, is made once. */
export function lastingJson(value: object): string {
  if (!Object.isFrozen(value)) return JSON.stringify(value);
  const known = made.get(value);
  if (known !== undefined) return known;
  const json = JSON.stringify(value);
  made.set(value, json);
  return json;
}

/** The JSON of an object that has the fields of both; no name may stand in both. */
export function joinedJson(one: string, other: string): string {
  if (one === '{}') return other;
  return other === '{}' ? one : `${one.slice(0, -1)},${other.slice(1)}`;
}
