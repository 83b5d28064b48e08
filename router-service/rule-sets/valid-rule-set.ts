import { badInput, type Problem } from '../../runtime/service-error';
import { compileRuleSet } from '../../rules/compile';
import type { RuleSet } from '../../rules/schema';

/** The input as a rule set that compiles; throws badInput with every problem. */
export function validRuleSet(
  input: unknown,
  what = 'The rule set',
  tell: (problem: Problem) => Problem = (problem) => problem,
): RuleSet {
  const compiled = compileRuleSet(input);
  if (!compiled.ok) throw badInput(compiled.problems.map(tell), what);
  return compiled.ruleSet.source;
}
