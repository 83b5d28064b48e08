import type { CompiledRuleSet } from '../../rules/compile';
import { runRuleTests, type RuleTestOptions } from '../../rules/rule-tests';
import { badInput, type Problem } from '../../runtime/service-error';

/** Refuses what must not become active: throws badInput. */
export type ActivationCheck = (ruleSet: CompiledRuleSet) => Promise<void>;

/** Refuses a rule set of which a test fails, and tells each one that does. */
export function refuseFailingTests(options: RuleTestOptions): ActivationCheck {
  return async (ruleSet) => {
    const problems = await failingTests(ruleSet, options);
    if (problems.length > 0) throw badInput(problems, 'The rule set');
  };
}

async function failingTests(
  ruleSet: CompiledRuleSet,
  options: RuleTestOptions,
): Promise<Problem[]> {
  const reports = await runRuleTests(ruleSet, options);
  return reports.flatMap(({ name, mismatches }, index) =>
    mismatches.length === 0
      ? []
      : [
          {
            path: `tests[${index}]`,
            message: `"${name}" fails: ${mismatches.join('; ')}; mend the rules or the test`,
          },
        ],
  );
}
