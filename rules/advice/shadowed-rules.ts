import type { Rule, RuleEvent } from '../schema';
import type { RuleProblem } from '../problem';
import { contradictionOf } from './contradiction';
import { domainOf } from './fact-domain';
import { type Literal, onlyValuesOf } from './literal';
import type { Truth } from './truth';
import type { Way, WayFinder } from './ways';

export interface PlacedRule {
  rule: Rule;
  /** Such as `rules[2]`. */
  at: string;
}

interface Earlier extends PlacedRule {
  /** Ways in which it does not match. */
  missing: readonly Way[];
  /** Names of the facts of each of these. */
  facts: readonly ReadonlySet<string>[];
}

/** The others leave it to the rules behind them. */
const ENDING: ReadonlySet<RuleEvent['type']> = new Set(['route', 'reject']);

/** Rules that an earlier one always goes before; `rules` are the enabled ones in order of trial. */
export function shadowedRules(
  rules: readonly PlacedRule[],
  waysOf: WayFinder,
  truth: Truth,
): RuleProblem[] {
  const earlier = createEarlierRules(truth);
  const warnings: RuleProblem[] = [];
  for (const placed of rules) {
    const { rule, at } = placed;
    const isPossible = ({ literals }: Way) => contradictionOf(literals, truth) === undefined;
    const ways = waysOf(rule.conditions, true, `${at}.conditions`).filter(isPossible);
    if (ways.length === 0) continue;
    const facts = new Set(ways.flatMap(({ literals }) => literals.map(factOf)));
    const by = earlier.near(ways).find((one) => implies(ways, facts, one, truth));
    if (by !== undefined) warnings.push({ path: at, message: messageOf(by) });
    else if (ENDING.has(rule.event.type)) earlier.add(placed, ways, waysOf);
  }
  return warnings;
}

/** Whether no way to match the rule leaves a way for the earlier one not to match. */
function implies(
  ways: readonly Way[],
  facts: ReadonlySet<string>,
  earlier: Earlier,
  truth: Truth,
): boolean {
  if (truth.budget.isSpent()) return false;
  // What excludes another condition speaks of the same fact; most pairs of rules end here.
  const meets = earlier.facts.every((missing) => [...missing].some((name) => facts.has(name)));
  if (!meets) return false;
  return ways.every((way) =>
    earlier.missing.every((missing, index) => {
      const told = way.literals.filter((literal) => earlier.facts[index]?.has(factOf(literal)));
      const literals = [...told, ...missing.literals];
      return contradictionOf(literals, truth) !== undefined;
    }),
  );
}

function messageOf({ rule, at, missing }: Earlier): string {
  const what = missing.length === 0 ? 'always matches' : 'matches whenever this one does';
  return `can never take effect: "${rule.name}" (${at}) is tried first, ${what}, and ends the decision; give this rule a higher priority than "${rule.name}", narrow the conditions of that one, or remove this one`;
}

/**
 * The rules so far that end decisions. Those that ask for certain values of a fact are found by the
 * value, so that a thousand rules of one user each are not compared in pairs.
 */
function createEarlierRules(truth: Truth) {
  const others: Earlier[] = [];
  const byValue = new Map<string, Earlier[]>();
  return {
    add(placed: PlacedRule, ways: readonly Way[], waysOf: WayFinder): void {
      const missing = waysOf(placed.rule.conditions, false, `${placed.at}.conditions`).filter(
        ({ literals }) => contradictionOf(literals, truth) === undefined,
      );
      const facts = missing.map(({ literals }) => new Set(literals.map(factOf)));
      const earlier = { ...placed, missing, facts };
      const keys = ways.length === 1 ? keysOf(ways[0]?.literals.find(isListed)) : [];
      if (keys.length === 0) others.push(earlier);
      for (const key of keys) byValue.set(key, [...(byValue.get(key) ?? []), earlier]);
    },
    near(ways: readonly Way[]): Earlier[] {
      const keys = (ways[0]?.literals ?? [])
        .filter(isListed)
        .flatMap((each) => keysOf(each)[0] ?? []);
      return [...keys.flatMap((key) => byValue.get(key) ?? []), ...others];
    },
  };
}

function isListed(literal: Literal): boolean {
  return onlyValuesOf(literal) !== undefined && domainOf(literal.subject) === undefined;
}

function keysOf(literal: Literal | undefined): string[] {
  if (literal === undefined) return [];
  const values = onlyValuesOf(literal) ?? [];
  return values.map((value) => JSON.stringify([literal.subject.key, value]));
}

function factOf({ subject }: Literal): string {
  return subject.fact.name;
}
