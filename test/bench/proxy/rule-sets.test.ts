import { statementOf, VARIATIONS } from '../../../bench/proxy/load/statements';
import { ruleSetOf } from '../../../bench/proxy/systems/rule-sets';
import { compileRuleSet } from '../../../rules/compile';

test.each([20, 1000])('a rule set of %d rules is one that the router takes', (count) => {
  const compilation = compileRuleSet(ruleSetOf(count));
  expect(compilation).toMatchObject({ ok: true });
});

test.each(VARIATIONS)('statements that vary by %s', (variation) => {
  const isSame = statementOf(variation, 1) === statementOf(variation, 2);
  expect(isSame).toBe(variation === 'same');
});
