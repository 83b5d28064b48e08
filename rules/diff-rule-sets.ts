import { isDeepStrictEqual } from 'node:util';
import { isObject } from './json-fields';
import { pathText } from './problem';
import type { Rule, RuleSet } from './schema';

/** One value that is different; `before` is absent where it is new, `after` where it is gone. */
export interface ValueChange {
  path: string;
  before?: unknown;
  after?: unknown;
}

export interface RuleSetDiff {
  rules: {
    /** By name. */
    added: string[];
    removed: string[];
    changed: { name: string; changes: ValueChange[] }[];
    /** Rules that both have, but which come earlier or later among those in the order of trial. */
    moved: string[];
  };
  /** Everything but the rules: default group, time zone, named conditions, tests. */
  settings: ValueChange[];
}

/** What is different in a rule set, rule by rule. */
export function diffRuleSets(before: RuleSet, after: RuleSet): RuleSetDiff {
  const { rules: rulesBefore, ...settingsBefore } = before;
  const { rules: rulesAfter, ...settingsAfter } = after;
  const [old, now] = [byName(rulesBefore), byName(rulesAfter)];
  return {
    rules: {
      added: [...now.keys()].filter((name) => !old.has(name)),
      removed: [...old.keys()].filter((name) => !now.has(name)),
      changed: [...now].flatMap(([name, rule]) => {
        const changes = old.has(name) ? valueChanges(old.get(name), rule, []) : [];
        return changes.length > 0 ? [{ name, changes }] : [];
      }),
      moved: movedRules(rulesBefore, rulesAfter),
    },
    settings: valueChanges(settingsBefore, settingsAfter, []),
  };
}

function byName(rules: readonly Rule[]): Map<string, Rule> {
  return new Map(rules.map((rule) => [rule.name, rule]));
}

function valueChanges(before: unknown, after: unknown, path: PropertyKey[]): ValueChange[] {
  if (isDeepStrictEqual(before, after)) return [];
  const keys = keysOfBoth(before, after);
  if (keys === undefined) {
    return [
      {
        path: pathText(path),
        ...(before !== undefined && { before }),
        ...(after !== undefined && { after }),
      },
    ];
  }
  return keys.flatMap((key) =>
    valueChanges(Reflect.get(Object(before), key), Reflect.get(Object(after), key), [...path, key]),
  );
}

/** The parts to compare one by one; undefined where the values are of different kinds. */
function keysOfBoth(before: unknown, after: unknown): (string | number)[] | undefined {
  if (Array.isArray(before) && Array.isArray(after)) {
    return Array.from({ length: Math.max(before.length, after.length) }, (_, index) => index);
  }
  if (!isObject(before) || !isObject(after)) return undefined;
  return [...new Set([...Object.keys(before), ...Object.keys(after)])];
}

/** Those that are not part of the longest run of rules that kept their order. */
function movedRules(before: readonly Rule[], after: readonly Rule[]): string[] {
  const places = new Map(inTrial(before).map((rule, place) => [rule.name, place]));
  const kept = inTrial(after).flatMap(({ name }) => {
    const place = places.get(name);
    return place === undefined ? [] : [{ name, place }];
  });
  const inOrder = new Set(longestRising(kept.map(({ place }) => place)));
  return kept.filter(({ place }) => !inOrder.has(place)).map(({ name }) => name);
}

function inTrial(rules: readonly Rule[]): Rule[] {
  return [...rules].sort((a, b) => (b.priority ?? 1) - (a.priority ?? 1));
}

/** The longest rising subsequence of different numbers, by patience sorting. */
function longestRising(numbers: readonly number[]): number[] {
  const ends: number[] = [];
  const previous = new Map<number, number | undefined>();
  for (const number of numbers) {
    const found = ends.findIndex((end) => end > number);
    const at = found === -1 ? ends.length : found;
    previous.set(number, ends[at - 1]);
    ends[at] = number;
  }
  const rising: number[] = [];
  for (let last = ends.at(-1); last !== undefined; last = previous.get(last)) rising.unshift(last);
  return rising;
}
