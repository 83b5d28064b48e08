import type { Page, Step } from './conversation';
import type { Memory } from './memory';

export const USER = { 'X-Trino-User': 'conformance', 'X-Trino-Source': 'conformance' };

type Headers = Readonly<Record<string, string>>;
type Given<T> = T | ((memory: Memory) => T);

const toTheEnd = () => true;

/** A statement from its POST to its last page. */
export function run(statement: Given<string>, headers: Given<Headers> = {}, name?: string): Step {
  return { ...submit(statement, headers, name), follows: toTheEnd };
}

/** Only the POST. */
export function submit(
  statement: Given<string>,
  headers: Given<Headers> = {},
  name = String(statement).replace(/\s+/g, ' ').slice(0, 90),
): Step {
  return {
    name,
    request: (memory) => ({
      method: 'POST',
      target: '/v1/statement',
      headers: { ...USER, ...given(headers, memory) },
      body: given(statement, memory),
    }),
  };
}

/** A statement as far as its pages show what is awaited. */
export function runUntil(
  statement: string,
  isAwaited: (page: Page) => boolean,
  name: string,
): Step {
  return { ...submit(statement, {}, name), follows: (page) => !isAwaited(page) };
}

/** A single request; its headers are those given and no user. */
export function ask(
  method: string,
  target: Given<string>,
  { headers = {}, body, name }: { headers?: Given<Headers>; body?: string; name?: string } = {},
): Step {
  return {
    name: name ?? `${method} ${String(target)}`,
    request: (memory) => ({
      method,
      target: given(target, memory),
      headers: given(headers, memory),
      ...(body !== undefined && { body }),
    }),
  };
}

function given<T>(value: Given<T>, memory: Memory): T {
  return typeof value === 'function' ? (value as (memory: Memory) => T)(memory) : value;
}
