import { type CompiledRuleSet, compileRuleSet } from '../../rules/compile';
import type { Condition } from '../../rules/condition-schema';
import { type ComparisonExplanation, explain } from '../../rules/explain';
import { evaluate } from '../../rules/evaluate';
import { FactAlmanac } from '../../rules/fact-almanac';
import { type SampleRequest, sampleInput } from '../../rules/sample-request';
import { compiled, withCondition } from './compiled';
import { createRandom, randomRequest, randomRuleSet } from './random-rules';

const OPTIONS = { defaultRoutingGroup: 'default' };
const route = (routingGroup: string) => ({ type: 'route', params: { routingGroup } });
const is = (user: string) => ({ fact: 'user', operator: 'equal', value: user });

const explained = (ruleSet: CompiledRuleSet, request: SampleRequest) =>
  explain(ruleSet, sampleInput(request), OPTIONS);

/** What is told of one comparison. */
async function told(comparison: object, request: SampleRequest) {
  const { rules } = await explained(compiled(withCondition(comparison)), request);
  return (rules[0]?.conditions as unknown as { all: ComparisonExplanation[] }).all[0];
}

test('rules are told in the order of trial, those behind the one that decides as not reached', async () => {
  const ruleSet = compiled({
    rules: [
      { name: 'late', conditions: { all: [is('ada')] }, event: route('late') },
      { name: 'off', enabled: false, conditions: { all: [is('ada')] }, event: route('off') },
      { name: 'other', priority: 3, conditions: { all: [is('bob')] }, event: route('other') },
      {
        name: 'tag',
        priority: 4,
        conditions: { all: [is('ada')] },
        event: { type: 'adjust', params: { clientTags: ['x'] } },
      },
      { name: 'ada', priority: 2, conditions: { all: [is('ada')] }, event: route('etl') },
    ],
  });
  const { outcome, rules } = await explained(ruleSet, { user: 'ada' });
  expect(outcome).toMatchObject({ reason: 'RULE_MATCHED', rule: 'ada', routingGroup: 'etl' });
  expect(rules.map(({ name, event, matched, part }) => [name, event, matched, part])).toEqual([
    ['tag', 'adjust', true, 'tried'],
    ['other', 'route', false, 'tried'],
    ['ada', 'route', true, 'decided'],
    ['late', 'route', true, 'not reached'],
  ]);
});

test('the tree is that of the rule, with what a named condition means', async () => {
  const night = { all: [{ fact: 'hour', operator: 'lessThan', value: 6 }] };
  const any = [{ not: is('ada'), name: 'strangers' }, { condition: 'night' }];
  const ruleSet = compiled({
    conditions: { night },
    rules: [{ name: 'one', conditions: { any }, event: route('etl') }],
  });
  const { rules } = await explained(ruleSet, { user: 'ada', now: '2026-01-05T03:00:00Z' });
  expect(rules[0]?.conditions).toMatchObject({
    holds: true,
    any: [
      { name: 'strangers', holds: false, not: { fact: 'user', holds: true } },
      {
        condition: 'night',
        holds: true,
        means: { holds: true, all: [{ fact: 'hour', seen: { value: 3 }, holds: true }] },
      },
    ],
  });
});

test('a comparison that a decision would have left out is made, too', async () => {
  const all = [{ ...is('bob'), priority: 9 }, is('ada')];
  const ruleSet = compiled({ rules: [{ name: 'one', conditions: { all }, event: route('etl') }] });
  const { rules } = await explained(ruleSet, { user: 'ada' });
  expect(rules[0]?.conditions).toMatchObject({
    holds: false,
    all: [
      { holds: false, priority: 9 },
      { holds: true, seen: { value: 'ada' } },
    ],
  });
});

test.each<[comparison: object, request: SampleRequest, why: string]>([
  [is('ada'), { user: 'ada' }, 'user is "ada", which equals "ada"'],
  [is('ada'), {}, 'user is empty, which does not equal "ada"'],
  [
    { fact: 'source', operator: 'in', value: ['airflow', 'dbt'] },
    { source: 'cli' },
    'source is "cli", which is none of ["airflow","dbt"]',
  ],
  [
    { fact: 'tables', operator: 'anyMatch', value: 'hive.**' },
    { readTables: ['iceberg.a.b', 'hive.a.b'] },
    'tables is ["iceberg.a.b","hive.a.b"], which has an element that matches "hive.**": "hive.a.b"',
  ],
  [
    { fact: 'tables', operator: 'allMatch', value: 'hive.**' },
    { readTables: ['hive.a.b', 'iceberg.a.b'] },
    'tables is ["hive.a.b","iceberg.a.b"], which has an element that does not match "hive.**": "iceberg.a.b"',
  ],
  [
    { fact: 'tables', operator: 'allMatch', value: 'hive.**' },
    {},
    'tables is empty, so no element matches "hive.**"',
  ],
  [
    { fact: 'headers', path: "$['x-n']", operator: 'lessThan', value: 5 },
    { headers: { 'x-n': 'many' } },
    `headers $['x-n'] is "many", which is no number to compare with 5`,
  ],
  [
    { fact: 'clientTags', operator: 'someFact:startsWith', value: 'etl' },
    { clientTags: ['a', 'etl-1'] },
    'clientTags is ["a","etl-1"], for which someFact:startsWith "etl" holds: "etl-1"',
  ],
  [
    { fact: 'user', operator: 'equal', value: { fact: 'source' } },
    { user: 'ada', source: 'cli' },
    'user is "ada", which does not equal "cli" (source)',
  ],
])('%j of %j: %s', async (comparison, request, why) => {
  expect((await told(comparison, request))?.why).toBe(why);
});

test('long values are cut with a note of their length', async () => {
  const statement = 'x'.repeat(5312);
  const text = await told({ fact: 'statement', operator: 'matches', value: 'x' }, { statement });
  expect(text?.seen).toEqual({
    value: 'x'.repeat(200),
    cut: 'first 200 of 5312 characters',
  });
  expect(text?.why.length).toBeLessThan(200);
  const clientTags = Array.from({ length: 60 }, (_, index) => `tag${index}`);
  const tags = await told({ fact: 'clientTags', operator: 'contains', value: 'x' }, { clientTags });
  expect(tags?.seen.cut).toBe('first 50 of 60 elements');
  const list = await told({ fact: 'user', operator: 'in', value: clientTags }, {});
  expect(list).toMatchObject({ value: { length: 50 }, valueCut: 'first 50 of 60 elements' });
});

test('an element that stands in a set twice, or a value from another fact, is told as it was', async () => {
  const comparison = { fact: 'user', operator: 'equal', value: { fact: 'tables', path: '$[0]' } };
  expect(await told(comparison, { user: 'a', readTables: ['c.s.t'] })).toMatchObject({
    value: { fact: 'tables', path: '$[0]' },
    valueSeen: { value: 'c.s.t' },
    holds: false,
  });
});

test.each([21, 22, 23])(
  'what is told is what the engine says, of random rule sets and requests (seed %d)',
  async (seed) => {
    const random = createRandom(seed);
    let matches = 0;
    for (let round = 0; round < 300; round += 1) {
      const compilation = compileRuleSet(randomRuleSet(random));
      if (!compilation.ok) continue;
      const { ruleSet } = compilation;
      for (let each = 0; each < 5; each += 1) {
        const input = sampleInput(randomRequest(random));
        const { outcome, rules } = explain(ruleSet, input, OPTIONS);
        expect(outcome).toEqual(evaluate(ruleSet, input, OPTIONS));
        const almanac = new FactAlmanac(input, ruleSet.timeZone);
        for (const [index, rule] of ruleSet.rules.entries()) {
          const { result } = await rule.evaluate(almanac);
          expect([rules[index]?.name, rules[index]?.matched]).toEqual([rule.name, result]);
          expect(rule.matches(almanac)).toBe(result);
          if (result) matches += 1;
        }
        const decided = rules.filter(({ part }) => part === 'decided').map(({ name }) => name);
        expect(decided).toEqual(outcome.rule === undefined ? [] : [outcome.rule]);
        const first = rules.find(({ matched, event }) => matched && event !== 'adjust');
        expect(first?.name).toBe(outcome.rule);
      }
    }
    expect(matches).toBeGreaterThan(300);
  },
);

test('conditions of every shape are told in the shape that they are written in', async () => {
  const random = createRandom(5);
  const shapeOf = (condition: Condition | object): unknown => {
    const { all, any, not } = condition as { all?: object[]; any?: object[]; not?: object };
    if (all) return { all: all.map(shapeOf) };
    if (any) return { any: any.map(shapeOf) };
    if (not) return { not: shapeOf(not) };
    const { condition: name, fact, path, operator } = condition as Record<string, unknown>;
    return { name, fact, path, operator };
  };
  for (let round = 0; round < 100; round += 1) {
    const compilation = compileRuleSet(randomRuleSet(random));
    if (!compilation.ok) continue;
    const { source, rules: tried } = compilation.ruleSet;
    const { rules } = await explained(compilation.ruleSet, randomRequest(random));
    const written = tried.map(({ name }) => source.rules.find((rule) => rule.name === name));
    expect(rules.map(({ conditions }) => shapeOf(conditions))).toEqual(
      written.map((rule) => shapeOf(rule?.conditions ?? {})),
    );
  }
});
