import type { Comparison, Condition } from './condition-schema';
import type { KnownFacts } from './decision-facts';
import { factReader } from './fact-reader';
import type { Operator } from './operator-engine';

/** Whether a condition holds for the facts of one decision. */
export type Matcher = (facts: KnownFacts) => boolean;

/**
 * Turns conditions into functions that ask for no more facts than the answer needs. They mean what
 * json-rules-engine makes of them, which copies a condition for each decision and takes some thirty
 * times as long (decision 12); a property test holds the two together.
 */
export function createMatchers(
  named: Readonly<Record<string, Condition>>,
  operatorNamed: (name: string) => Operator,
): (condition: Condition) => Matcher {
  // Made once for all the rules that use them.
  const ofNamed = new Map<string, Matcher>();

  function matcherOf(condition: Condition): Matcher {
    if ('all' in condition) {
      const all = condition.all.map(matcherOf);
      return (facts) => all.every((matches) => matches(facts));
    }
    if ('any' in condition) {
      const any = condition.any.map(matcherOf);
      return (facts) => any.some((matches) => matches(facts));
    }
    if ('not' in condition) {
      const inner = matcherOf(condition.not);
      return (facts) => !inner(facts);
    }
    if ('condition' in condition) return namedMatcher(condition.condition);
    return comparisonMatcher(condition, operatorNamed(condition.operator));
  }

  function namedMatcher(name: string): Matcher {
    const matches = ofNamed.get(name) ?? matcherOf(named[name] as Condition);
    ofNamed.set(name, matches);
    return matches;
  }

  return matcherOf;
}

function comparisonMatcher({ fact, path, value }: Comparison, operator: Operator): Matcher {
  const left = factReader({ fact, path });
  if (typeof value !== 'object' || Array.isArray(value)) {
    return (facts) => operator(left(facts), value);
  }
  const right = factReader(value);
  return (facts) => operator(left(facts), right(facts));
}
