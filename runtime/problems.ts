import type { z } from 'zod';
import type { Problem } from './service-error';

/** `["rules", 2, "event"]` as `rules[2].event`. */
export function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return text === '' ? String(part) : `${text}.${String(part)}`;
  }, '');
}

/** A zod error as our problems: one for each wrong place, unknown keys each by its own path. */
export function problemsOf(error: z.ZodError, at = ''): Problem[] {
  return error.issues.flatMap((issue) => {
    const base = [at, pathText(issue.path)].filter((part) => part !== '').join('.');
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        path: base === '' ? key : `${base}.${key}`,
        message: 'is not a known field; remove it or check its spelling',
      }));
    }
    return [{ path: base, message: issue.message }];
  });
}
