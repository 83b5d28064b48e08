import { z } from 'zod';
import type { $ZodType } from 'zod/v4/core';
import { fieldOf } from './json-fields';

interface Place {
  schema: $ZodType;
  value: unknown;
}

/** Names of the fields that the object at that path of a value may have, in each form it may take. */
export function knownFields(
  schema: $ZodType,
  value: unknown,
  path: readonly PropertyKey[],
): string[] {
  const found = path.reduce<Place[]>(
    (places, part) => places.flatMap((place) => childrenOf(place, part)),
    formsOf({ schema, value }),
  );
  const names = found.flatMap((place) =>
    place.schema instanceof z.ZodObject ? Object.keys(place.schema.shape as object) : [],
  );
  return [...new Set(names)];
}

/** The schema inside what only wraps it; of a union those that the value may be meant for. */
function formsOf({ schema, value }: Place): Place[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodLazy) {
    return formsOf({ schema: schema.unwrap(), value });
  }
  if (!(schema instanceof z.ZodUnion)) return [{ schema, value }];
  const meant = schema.options.filter((option) => isTyped(option, fieldOf(value, 'type')));
  return (meant.length > 0 ? meant : schema.options).flatMap((option) =>
    formsOf({ schema: option, value }),
  );
}

function isTyped(schema: $ZodType, type: unknown): boolean {
  if (!(schema instanceof z.ZodObject)) return false;
  const literal = (schema.shape as Record<string, $ZodType>)['type'];
  return literal instanceof z.ZodLiteral && literal.safeParse(type).success;
}

function childrenOf({ schema, value }: Place, part: PropertyKey): Place[] {
  const inner =
    typeof part === 'number' && Array.isArray(value) ? value[part] : fieldOf(value, String(part));
  const child = childOf(schema, String(part));
  return child === undefined ? [] : formsOf({ schema: child, value: inner });
}

function childOf(schema: $ZodType, name: string): $ZodType | undefined {
  if (schema instanceof z.ZodArray) return schema.element;
  if (schema instanceof z.ZodRecord) return schema.valueType as $ZodType;
  return schema instanceof z.ZodObject
    ? (schema.shape as Record<string, $ZodType>)[name]
    : undefined;
}
