// Nothing in it is written otherwise in JSON; most short texts are so.
const PLAIN_TEXT = /^[ !#-[\]-~]{0,100}$/;

const made = new WeakMap<object, string>();

/** The JSON of a value. That of a frozen one, which nobody changes and others ask for, is made once. */
export function lastingJson(value: unknown): string {
  if (typeof value === 'string' && PLAIN_TEXT.test(value)) return `"${value}"`;
  if (typeof value !== 'object' || value === null || !Object.isFrozen(value)) {
    return JSON.stringify(value);
  }
  const known = made.get(value);
  if (known !== undefined) return known;
  const json = JSON.stringify(value);
  made.set(value, json);
  return json;
}

/** What stands under which name: `[name, field]`. */
export type NamedFields<Value> = readonly (readonly [string, keyof Value])[];

/**
 * The JSON of these fields of an object, frozen ones as above; those that are undefined are left out. To
 * copy the object without the others first would take many times as long.
 */
export function fieldsJson<Value>(value: Value, fields: NamedFields<Value>): string {
  let json = '';
  for (const [name, field] of fields) {
    const part = value[field];
    if (part !== undefined) json += `${json === '' ? '{' : ','}"${name}":${lastingJson(part)}`;
  }
  return json === '' ? '{}' : `${json}}`;
}

/** The JSON of an object that has the fields of both; no name may stand in both. */
export function joinedJson(one: string, other: string): string {
  if (one === '{}') return other;
  return other === '{}' ? one : `${one.slice(0, -1)},${other.slice(1)}`;
}
