import type { CompiledRuleSet } from './compile';
import type { Condition } from './condition-schema';

/** How many comparisons all enabled rules make, those of named conditions counted at each use. */
export function countComparisons({ source, rules }: CompiledRuleSet): number {
  const named = source.conditions ?? {};
  const sizes = new Map<string, number>();
  const enabled = new Set(rules.map(({ name }) => name));

  function sizeOf(condition: Condition): number {
    if ('fact' in condition) return 1;
    if ('condition' in condition) return sizeOfNamed(condition.condition);
    if ('not' in condition) return sizeOf(condition.not);
    const list = 'all' in condition ? condition.all : condition.any;
    return list.reduce((sum, each) => sum + sizeOf(each), 0);
  }

  function sizeOfNamed(name: string): number {
    const condition = named[name];
    const size = sizes.get(name) ?? (condition === undefined ? 0 : sizeOf(condition));
    sizes.set(name, size);
    return size;
  }

  return source.rules
    .filter(({ name }) => enabled.has(name))
    .reduce((sum, { conditions }) => sum + sizeOf(conditions), 0);
}
