/** One thing that is wrong in a rule set: where, and a sentence of reason and remedy. */
export interface RuleProblem {
  /** Such as `rules[2].conditions.all[0].fact`; empty for the whole rule set. */
  path: string;
  message: string;
}

const collator = new Intl.Collator('en', { numeric: true });

/** Below 0 when `a` goes first: `rules[2]` before `rules[10]`. */
export function comparePaths(a: string, b: string): number {
  return collator.compare(a, b);
}

export function byPath(a: RuleProblem, b: RuleProblem): number {
  return comparePaths(a.path, b.path);
}

/** `["rules", 2, "event"]` below `at`, as `rules[2].event`. */
export function pathText(path: readonly PropertyKey[], at = ''): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return text === '' ? String(part) : `${text}.${String(part)}`;
  }, at);
}
