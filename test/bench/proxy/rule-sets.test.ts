import { SOURCE, statementOf, VARIATIONS } from '../../../bench/proxy/load/statements';
import { REFUSED, ruleSetOf } from '../../../bench/proxy/systems/rule-sets';
import { suffixOf } from '../../../bench/proxy/systems/start-coordinators';
import { compileRuleSet } from '../../../rules/compile';
import { evaluate } from '../../../rules/evaluate';
import { sampleInput } from '../../../rules/sample-request';
import { createAnalyzer } from '../../../sql/analyze';

const analyzer = createAnalyzer();
afterAll(() => analyzer.close());

async function outcomeOf(source: string, statement: string) {
  const compilation = compileRuleSet(ruleSetOf(20));
  if (!compilation.ok) throw new Error('the rule set is refused');
  const facts = await analyzer.analyze(statement, { catalog: 'lake', schema: 'sales' });
  const input = sampleInput({ source, statement }, facts);
  return evaluate(compilation.ruleSet, input, { defaultRoutingGroup: 'none' });
}

test.each([20, 1000])('a rule set of %d rules is one that the router takes', (count) => {
  const compilation = compileRuleSet(ruleSetOf(count));
  expect(compilation).toMatchObject({ ok: true });
});

test.each(VARIATIONS)('the last rule decides on statements that vary by %s', async (variation) => {
  const { rule, routingGroup } = await outcomeOf(SOURCE, statementOf(variation, 1));
  expect({ rule, routingGroup }).toEqual({ rule: 'dashboards', routingGroup: 'adhoc' });
});

test('the statement that is to be refused is refused', async () => {
  const outcome = await outcomeOf(REFUSED.source, REFUSED.statement);
  expect(outcome).toMatchObject({ reason: 'REJECTED', message: 'area_1 is closed' });
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
