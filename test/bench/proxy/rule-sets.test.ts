import { statementOf, VARIATIONS } from '../../../bench/proxy/load/statements';
import { ruleSetOf } from '../../../bench/proxy/systems/rule-sets';
import { suffixOf } from '../../../bench/proxy/systems/start-coordinators';
import { compileRuleSet } from '../../../rules/compile';

test.each([20, 1000])('a rule set of %d rules is one that the router takes', (count) => {
  const compilation = compileRuleSet(ruleSetOf(count));
  expect(compilation).toMatchObject({ ok: true });
});

test.each(VARIATIONS)('statements that vary by %s', (variation) => {
  const isSame = statementOf(variation, 1) === statementOf(variation, 2);
  expect(isSame).toBe(variation === 'same');
});

test.each([200, 1000, 100_000, 1_000_000])('a statement of %d bytes is about so long', (bytes) => {
  const { length } = statementOf('names', 1, bytes);
  expect(length).toBeLessThanOrEqual(bytes);
  expect(length).toBeGreaterThan(bytes - 20);
});

test('coordinators have ids of their own', () => {
  const suffixes = Array.from({ length: 500 }, (_, at) => suffixOf(at));
  expect(new Set(suffixes).size).toBe(500);
  expect(suffixes.every((suffix) => /^[a-z]{5}$/.test(suffix))).toBe(true);
});
