import { z } from 'zod';
import type { $ZodType } from 'zod/v4/core';
import { pathText } from '../runtime/problems';
import type { Problem } from '../runtime/service-error';
import { childOf, unwrapped } from './schema-walk';

interface Substitution {
  env: NodeJS.ProcessEnv;
  problems: (Problem & { at: PropertyKey[] })[];
}

/**
 * Puts variables into the strings of a value that was read before, so that no variable can add
 * fields: `${NAME}`, `${NAME:-default}`, and `$${NAME}` for a literal `${NAME}`. A string becomes a
 * number or a boolean where the schema wants one.
 */
export function substituteVariables(value: unknown, schema: $ZodType, env: NodeJS.ProcessEnv) {
  const substitution: Substitution = { env, problems: [] };
  const substituted = visit(value, schema, [], substitution);
  return { value: substituted, problems: substitution.problems };
}

function visit(
  value: unknown,
  schema: $ZodType | undefined,
  at: PropertyKey[],
  substitution: Substitution,
): unknown {
  if (typeof value === 'string') return fill(value, schema, at, substitution);
  if (Array.isArray(value)) {
    return value.map((item, i) => visit(item, childOf(schema, i), [...at, i], substitution));
  }
  const wanted = schema && unwrapped(schema);
  // A section whose fields are all commented out is read as null.
  if (value === null && wanted instanceof z.ZodObject) return {};
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, item]: [string, unknown]) => [
    name,
    visit(item, childOf(schema, name), [...at, name], substitution),
  ]);
  return Object.fromEntries(entries) as unknown;
}

const VARIABLE = /(\$?)\$\{([^}]*)(\}?)/g;
const NAME = /^([A-Za-z_][A-Za-z0-9_]*)(?::-(.*))?$/s;

function fill(
  text: string,
  schema: $ZodType | undefined,
  at: PropertyKey[],
  { env, problems }: Substitution,
): unknown {
  let substituted = false;
  const filled = text.replace(VARIABLE, (whole, escape: string, inside: string, close: string) => {
    if (escape !== '') return whole.slice(1);
    const [, name, fallback] = NAME.exec(inside) ?? [];
    const value = name === undefined || close === '' ? undefined : lookUp(env, name, fallback);
    if (value === undefined) {
      const message = name === undefined || close === '' ? MALFORMED : unset(name);
      problems.push({ path: pathText(at), message, at });
    }
    substituted = true;
    return value ?? whole;
  });
  return substituted ? asWanted(filled, schema) : filled;
}

function lookUp(env: NodeJS.ProcessEnv, name: string, fallback: string | undefined) {
  const value = env[name];
  return fallback === undefined ? value : value || fallback;
}

const MALFORMED =
  'has a "${" that begins no variable; write ${NAME} or ${NAME:-default}, or $${ for a literal ${';

function unset(name: string): string {
  return `needs the variable ${name}, which is not set; set it, or write \${${name}:-default}`;
}

function asWanted(text: string, schema: $ZodType | undefined): unknown {
  const wanted = schema && unwrapped(schema);
  if (wanted instanceof z.ZodNumber && /^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  if (wanted instanceof z.ZodBoolean && /^(true|false)$/.test(text)) return text === 'true';
  return text;
}
