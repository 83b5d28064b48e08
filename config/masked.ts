import type { $ZodType } from 'zod/v4/core';
import { writtenForms } from '../runtime/written-form';
import { type Config, configSchema } from './schema';
import { fieldsOf, itemOf, unwrapped } from './schema-walk';

const MASK = '***';
const SECRET_FIELDS: ReadonlySet<string> = new Set(['routerToken', 'sha256', 'password']);

/** The configuration as a person would write it, for a log or a screen: units back, secrets masked. */
export function maskedConfig(config: Config): unknown {
  return written(config, configSchema, '');
}

function written(value: unknown, schema: $ZodType, field: string): unknown {
  if (SECRET_FIELDS.has(field)) return MASK;
  const form = writtenForms.get(unwrapped(schema));
  if (form !== undefined) return form.text(value);
  if (typeof value === 'string') return maskedUrl(value);
  const item = itemOf(schema);
  if (item !== undefined && Array.isArray(value)) {
    return value.map((element) => written(element, item, field));
  }
  const fields = fieldsOf(schema);
  if (fields.length === 0) return value;
  const entries = fields
    .map(([name, inner]): [string, unknown, $ZodType] => [
      name,
      Reflect.get(Object(value), name),
      inner,
    ])
    .filter(([, inside]) => inside !== undefined)
    .map(([name, inside, inner]): [string, unknown] => [name, written(inside, inner, name)]);
  return Object.fromEntries(entries) as unknown;
}

/** A URL without its password, wherever that stands; every other text as it is. */
function maskedUrl(text: string): string {
  if (!/^[a-z]+:\/\//i.test(text)) return text;
  const inAuthority = text.replace(/^([^/?#]*\/\/[^/?#:@]*):.*@(?=[^@]*$)/s, `$1:${MASK}@`);
  return inAuthority.replace(/([?&](?:password|sslpassword)=)[^&#]*/gi, `$1${MASK}`);
}
