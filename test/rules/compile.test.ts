import { compileRuleSet } from '../../rules/compile';
import { compiled, problemsOf, withCondition } from './compiled';

const conditions = { all: [{ fact: 'user', operator: 'equal', value: 'ada' }] };
const event = { type: 'route', params: { routingGroup: 'etl' } };
const rule = { name: 'one', conditions, event };

test('a rule set is kept as it was written', () => {
  const written = { rules: [rule] };
  expect(compiled(written).source).toEqual({ rules: [rule] });
  expect(written).toEqual({ rules: [rule] });
});

test('compiling leaves the conditions of the caller as they were', () => {
  const input = withCondition({ fact: 'user', operator: 'equal', value: 'ada', priority: 3 });
  const before = JSON.stringify(input);
  compiled(Object.freeze(input));
  expect(JSON.stringify(input)).toBe(before);
});

test('a rule that is not enabled takes no part but is checked', () => {
  expect(compiled({ rules: [{ ...rule, enabled: false }] }).rules).toEqual([]);
  const wrong = { ...rule, enabled: false, conditions: { all: [] } };
  expect(problemsOf({ rules: [wrong] })).toHaveLength(1);
});

test('all problems are told at once, in the order of the rules', () => {
  const paths = problemsOf({
    defaultRoutingGroup: '-',
    rules: [
      { ...rule, conditions: { all: [{ fact: 'usr', operator: 'equal', value: 1 }, { any: [] }] } },
      { ...rule, event: { type: 'adjust', params: { headers: { Cookie: 'a' } } } },
      {
        ...rule,
        name: 'two',
        conditions: { all: [{ fct: 'user', operator: 'like', value: 'a' }] },
      },
    ],
  }).map(({ path }) => path);
  expect(paths).toEqual([
    'defaultRoutingGroup',
    'rules[0].conditions.all[0].fact',
    'rules[0].conditions.all[1].any',
    'rules[1].event.params.headers.Cookie',
    'rules[1].name',
    'rules[2].conditions.all[0].fact',
    'rules[2].conditions.all[0].fct',
  ]);
});

test('conditions nested beyond reason are a problem, not a crash', () => {
  let deep: unknown = { fact: 'user', operator: 'equal', value: 'a' };
  for (let level = 0; level < 50_000; level++) deep = { not: deep };
  const problems = problemsOf({ rules: [{ ...rule, conditions: deep }] });
  expect(problems).toEqual([
    { path: expect.any(String), message: expect.stringMatching(/nested/) },
  ]);
});

test('named conditions that double each other are a problem', () => {
  const named = Object.fromEntries(
    Array.from({ length: 30 }, (_, n) => [
      `c${n}`,
      n === 0 ? conditions : { any: [{ condition: `c${n - 1}` }, { condition: `c${n - 1}` }] },
    ]),
  );
  const input = { conditions: named, rules: [{ ...rule, conditions: { condition: 'c29' } }] };
  expect(problemsOf(input)).toEqual([
    { path: 'rules[0].conditions', message: expect.stringMatching(/10000 comparisons/) },
  ]);
});

const unknownFact = { fact: 'usr', operator: 'equals', value: 'a' };

test.each<[what: string, input: unknown, problems: number]>([
  ['as many empty rules as there may be', { rules: Array(10_000).fill({}) }, 30_000],
  ['more rules than there may be', { rules: Array(10_001).fill(rule) }, 1],
  [
    'one rule of 10,000 wrong comparisons',
    { rules: [{ ...rule, conditions: { any: Array(10_000).fill(unknownFact) } }] },
    20_000,
  ],
  ['more values than there may be', { rules: [{ ...rule, tags: Array(300_000).fill(1) }] }, 1],
  [
    'more named conditions than there may be',
    {
      conditions: Object.fromEntries(
        Array.from({ length: 5000 }, (_, n) => [`c${n}`, { not: { condition: `c${n + 1}` } }]),
      ),
      rules: [],
    },
    1,
  ],
  [
    'a chain of named conditions without its end',
    {
      conditions: Object.fromEntries(
        Array.from({ length: 1000 }, (_, n) => [`c${n}`, { not: { condition: `c${n + 1}` } }]),
      ),
      rules: [],
    },
    1,
  ],
])('%s does not overwhelm the check', (_, input, problems) => {
  expect(problemsOf(input)).toHaveLength(problems);
});

test.each([
  ['a function', { rules: [() => 1] }],
  ['a list', []],
  ['a rule that is null', { rules: [null] }],
  [
    'conditions that are a text',
    { conditions: 'x', rules: [{ name: 'a', conditions: 'b', event: 'c' }] },
  ],
  ['params that are a list', { rules: [{ ...rule, event: { type: 'adjust', params: [] } }] }],
  ['a prototype as key', JSON.parse('{"rules":[],"conditions":{"__proto__":{"all":[]}}}')],
])('%s is told as a problem', (_, input) => {
  const compilation = compileRuleSet(input);
  expect(compilation.ok).toBe(false);
});
