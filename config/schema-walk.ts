import { z } from 'zod';
import type { $ZodType } from 'zod/v4/core';

/** The schema inside optional, default and prefault wrappers. */
export function unwrapped(schema: $ZodType): $ZodType {
  const wraps =
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault;
  return wraps ? unwrapped(schema.unwrap()) : schema;
}

/** Whether a field with this schema may be left out. */
export function mayBeAbsent(schema: $ZodType): boolean {
  return unwrapped(schema) !== schema;
}

/** The fields of an object schema in their order; empty for everything else. */
export function fieldsOf(schema: $ZodType): [name: string, schema: $ZodType][] {
  const inner = unwrapped(schema);
  return inner instanceof z.ZodObject ? Object.entries<$ZodType>(inner.shape) : [];
}

/** The schema of a list's items; undefined for everything else. */
export function itemOf(schema: $ZodType): $ZodType | undefined {
  const inner = unwrapped(schema);
  return inner instanceof z.ZodArray ? inner.element : undefined;
}

/** The schema of one part of a value: a field by its name, an item by its index. */
export function childOf(schema: $ZodType | undefined, part: PropertyKey): $ZodType | undefined {
  if (schema === undefined) return undefined;
  if (typeof part === 'number') return itemOf(schema);
  return fieldsOf(schema).find(([name]) => name === part)?.[1];
}

export function schemaAt(schema: $ZodType, path: readonly PropertyKey[]): $ZodType | undefined {
  return path.reduce<$ZodType | undefined>(childOf, schema);
}

/** What a schema says of itself; empty when it says nothing. */
export function descriptionOf(schema: $ZodType): string {
  return z.globalRegistry.get(schema)?.description ?? '';
}
