import { badInput, type Problem } from '../../runtime/service-error';
import { reviewRuleSet } from '../../rules/advice/advise';
import { compileRuleSet, type CompiledRuleSet } from '../../rules/compile';

/** Which groups have clusters is a matter of advice, which is given elsewhere. */
const NO_FLEET = { clusters: [] };

/** The input as a rule set that may be stored; throws badInput with every problem. */
export function validRuleSet(
  input: unknown,
  what = 'The rule set',
  tell: (problem: Problem) => Problem = (problem) => problem,
): CompiledRuleSet {
  const { problems } = reviewRuleSet(input, NO_FLEET);
  const compiled = compileRuleSet(input);
  if (compiled.ok && problems.length === 0) return compiled.ruleSet;
  throw badInput(problems.map(tell), what);
}

/** A rule set that was stored, ready for decisions; throws badInput where this version cannot use it any more. */
export function usableRuleSet(stored: unknown, what: string): CompiledRuleSet {
  const compiled = compileRuleSet(stored);
  if (compiled.ok) return compiled.ruleSet;
  throw badInput(compiled.problems, what);
}
