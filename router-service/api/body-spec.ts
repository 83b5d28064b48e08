import type { z } from 'zod';
import { problemsOf } from '../../runtime/problems';
import { badInput } from '../../runtime/service-error';
import type { BodySpec } from './endpoint';

/** The value by its schema; 400 with every problem otherwise. */
export function checked<Value>(schema: z.ZodType<Value>, value: unknown, what: string): Value {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw badInput(problemsOf(parsed.error), what);
}

/** A JSON body that its schema checks whole before the handler sees it. */
export function jsonBody<Value>(schema: z.ZodType<Value>): BodySpec<Value> {
  return {
    described: schema,
    accepts: 'json',
    read: (value) => checked(schema, value, 'The request body'),
  };
}

/** A body that the handler checks, because its checks go further than a schema. */
export function uncheckedBody(
  described: z.ZodType,
  accepts: Exclude<BodySpec<unknown>['accepts'], 'text' | 'json lines'>,
): BodySpec<unknown> {
  return { described, accepts, read: (value) => value };
}

/** A body that the handler reads as well: a text, or its lines, of which one that is wrong spoils no other. */
export function unreadBody<Body extends string | readonly string[]>(
  described: z.ZodType,
  accepts: Body extends string ? 'text' : 'json lines',
): BodySpec<Body> {
  return { described, accepts, read: (value) => value as Body };
}
