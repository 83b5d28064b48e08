import { type CompiledRuleSet, compileRuleSet } from '../../rules/compile';
import { evaluate } from '../../rules/evaluate';
import type { Outcome } from '../../rules/outcome';
import type { RuleProblem } from '../../rules/problem';
import { type SampleRequest, sampleInput } from '../../rules/sample-request';

/** The compiled rule set; throws with all problems when it has some. */
export function compiled(input: unknown): CompiledRuleSet {
  const compilation = compileRuleSet(input);
  if (!compilation.ok) throw new Error(JSON.stringify(compilation.problems, null, 2));
  return compilation.ruleSet;
}

export function problemsOf(input: unknown): RuleProblem[] {
  const compilation = compileRuleSet(input);
  return compilation.ok ? [] : compilation.problems;
}

/** A rule set of one rule that routes to `hit` when the condition holds. */
export function withCondition(condition: unknown, more: object = {}): object {
  const event = { type: 'route', params: { routingGroup: 'hit' } };
  return { ...more, rules: [{ name: 'only', conditions: { all: [condition] }, event }] };
}

export async function holds(
  condition: unknown,
  request: SampleRequest,
  more: object = {},
): Promise<boolean> {
  const outcome = await decideSample(compiled(withCondition(condition, more)), request);
  return outcome.routingGroup === 'hit';
}

export function decideSample(ruleSet: CompiledRuleSet, request: SampleRequest): Outcome {
  const { hintedRoutingGroup } = request;
  return evaluate(ruleSet, sampleInput(request), {
    defaultRoutingGroup: 'default',
    hintedRoutingGroup,
  });
}
