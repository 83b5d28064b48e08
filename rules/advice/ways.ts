import type { Condition } from '../condition-schema';
import { type Literal, literalOf } from './literal';

/** One way in which a condition may hold: all of its literals do. */
export interface Way {
  literals: readonly Literal[];
  /** The branches of `any` that it takes, by their places. */
  branches: readonly string[];
}

export type NamedConditions = Readonly<Record<string, Condition>>;

// More are not followed: the part that has them then counts as if it always held, so that what is
// said of the rest stays true.
const MAX_WAYS = 256;
const MAX_LITERALS = 1000;
const ALWAYS: readonly Way[] = [{ literals: [], branches: [] }];

/** Finds the ways of conditions (their disjunctive normal form); there may seem to be more than are. */
export function createWayFinder(named: NamedConditions) {
  const known = new Map<string, readonly Way[]>();

  /** The ways in which the condition holds, or for `wanted` false in which it does not. */
  function waysOf(condition: Condition, wanted: boolean, at: string): readonly Way[] {
    if ('fact' in condition) {
      return [{ literals: [literalOf(condition, wanted, at)], branches: [] }];
    }
    if ('condition' in condition) return waysOfNamed(condition.condition, wanted);
    if ('not' in condition) return waysOf(condition.not, !wanted, `${at}.not`);
    const [key, list] =
      'all' in condition ? (['all', condition.all] as const) : (['any', condition.any] as const);
    const inner = list.map((each, index) => ({ each, at: `${at}.${key}[${index}]` }));
    const found = inner.map((part) => waysOf(part.each, wanted, part.at));
    if ((key === 'all') === wanted) return together(found);
    const told = key === 'any' && wanted;
    return oneOf(
      found.map((ways, index) => (told ? ways.map(taking(inner[index]?.at ?? at)) : ways)),
    );
  }

  function waysOfNamed(name: string, wanted: boolean): readonly Way[] {
    const key = `${wanted} ${name}`;
    const condition = named[name];
    const ways =
      known.get(key) ??
      (condition === undefined ? ALWAYS : waysOf(condition, wanted, `conditions.${name}`));
    known.set(key, ways);
    return ways;
  }

  return waysOf;
}

export type WayFinder = ReturnType<typeof createWayFinder>;

function taking(branch: string): (way: Way) => Way {
  return ({ literals, branches }) => ({ literals, branches: [branch, ...branches] });
}

function oneOf(parts: readonly (readonly Way[])[]): readonly Way[] {
  const ways = parts.flat();
  return ways.length > MAX_WAYS ? ALWAYS : ways;
}

function together(parts: readonly (readonly Way[])[]): readonly Way[] {
  return parts.reduce<readonly Way[]>((ways, part) => {
    if (ways.length * part.length > MAX_WAYS) return ways;
    return ways.flatMap((way) => part.map((more) => joined(way, more)));
  }, ALWAYS);
}

function joined(way: Way, more: Way): Way {
  if (way.literals.length + more.literals.length > MAX_LITERALS) return way;
  return {
    literals: [...way.literals, ...more.literals],
    branches: [...way.branches, ...more.branches],
  };
}
