import { adviseOn, reviewRuleSet } from '../../../rules/advice/advise';
import type { RuleSet } from '../../../rules/schema';
import { compiled } from '../compiled';
import { advice, fleet, is, paths, route, rule } from './advice-builder';

test.each<[what: string, first: unknown, second: unknown]>([
  ['the same', is('user', 'equal', 'a'), is('user', 'equal', 'a')],
  ['one of a list', is('user', 'in', ['a', 'b']), is('user', 'equal', 'a')],
  ['a shorter beginning', is('user', 'startsWith', 'etl'), is('user', 'startsWith', 'etl-x')],
  ['a wider range', is('joins', 'greaterThan', 5), is('joins', 'greaterThan', 10)],
  ['a wider glob', is('tables', 'anyMatch', 'hive.*.*'), is('tables', 'anyMatch', 'hive.sales.*')],
  [
    'a table of the glob',
    is('tables', 'anyMatch', 'hive.**'),
    is('tables', 'contains', 'hive.a.b'),
  ],
  [
    'a wider network',
    is('remoteAddress', 'cidr', '10.0.0.0/8'),
    is('remoteAddress', 'cidr', '10.1.0.0/16'),
  ],
  [
    'fewer conditions',
    is('user', 'equal', 'a'),
    { all: [is('source', 'equal', 'x'), is('user', 'equal', 'a')] },
  ],
  ['what always holds', is('hour', 'lessThan', 24), is('user', 'equal', 'a')],
])('a rule that matches whenever a later one does goes before it: %s', (_, first, second) => {
  const rules = [
    rule('later', { all: [second] }),
    rule('earlier', { all: [first] }, { priority: 5, event: route('adhoc') }),
  ];
  expect(advice({ rules }).warnings).toEqual([
    {
      path: 'rules[0]',
      message: expect.stringMatching(/^can never take effect: "earlier" \(rules\[1\]\) is tried/),
    },
  ]);
});

const user = (name: string) => ({ all: [is('user', 'equal', name)] });

test.each<[what: string, rules: object[]]>([
  [
    'that only adjusts',
    [
      rule('one', user('a'), { event: { type: 'adjust', params: { clientTags: ['x'] } } }),
      rule('two', user('a')),
    ],
  ],
  [
    'that only warns',
    [
      rule('one', user('a'), { event: { type: 'warn', params: { message: 'x' } } }),
      rule('two', user('a')),
    ],
  ],
  [
    'that only limits',
    [
      rule('one', user('a'), { event: { type: 'limit', params: { maxRunningQueries: 1 } } }),
      rule('two', user('a')),
    ],
  ],
  ['that is off', [rule('one', user('a'), { enabled: false }), rule('two', user('a'))]],
  ['of lower priority', [rule('one', user('a')), rule('two', user('a'), { enabled: false })]],
  [
    'that is narrower',
    [
      rule('one', { all: [is('user', 'equal', 'a'), is('source', 'equal', 'x')] }),
      rule('two', user('a'), { event: route('adhoc') }),
    ],
  ],
])('an earlier rule %s shadows none', (_, rules) => {
  expect(advice({ rules }).warnings).toEqual([]);
});

test('groups that no cluster serves and clusters that do not exist are warned of', () => {
  const weights = { weights: { etl: 1, adhok: 1, off: 0 } };
  const rules = [
    rule('one', user('a'), { event: route('elt') }),
    rule('two', user('b'), { event: { type: 'route', params: weights } }),
    rule('three', user('c'), { event: route('zzzzzzzz'), enabled: false }),
  ];
  expect(advice({ rules }).warnings).toEqual([
    {
      path: 'rules[0].event.params.routingGroup',
      message: expect.stringMatching(/no cluster serves; did you mean etl\?/),
    },
    {
      path: 'rules[1].event.params.weights.adhok',
      message: expect.stringMatching(/did you mean adhoc\?/),
    },
  ]);
});

test('fallbacks and clusters of route rules are looked up, too', () => {
  const params = { routingGroup: 'etl', fallback: ['adhoc', 'none'], cluster: 'bleu' };
  const written = {
    fallback: ['gone'],
    rules: [rule('one', user('a'), { event: { type: 'route', params } })],
  };
  const { warnings } = adviseOn(written as unknown as RuleSet, fleet);
  expect(paths(warnings)).toEqual([
    'fallback[0]',
    'rules[0].event.params.cluster',
    'rules[0].event.params.fallback[1]',
  ]);
});

test('without any cluster every group is warned of', () => {
  const { source } = compiled({ rules: [rule('one', user('a'))] });
  expect(paths(adviseOn(source, { clusters: [] }).warnings)).toEqual([
    'rules[0].event.params.routingGroup',
  ]);
});

test('neighbours of the same event can be one rule, and the hint says which', () => {
  const rules = [rule('one', user('a')), rule('two', user('b')), rule('three', user('c'))];
  expect(advice({ rules }).hints).toEqual([
    {
      path: 'rules[0]',
      message:
        'has the same event as "two" (rules[1]), "three" (rules[2]), tried right after it; one rule with {"fact":"user","operator":"in","value":["a","b","c"]} would do the same',
    },
  ]);
  const other = rule('two', { all: [is('source', 'equal', 'x')] });
  expect(advice({ rules: [rules[0], other] }).hints[0]?.message).toMatch(/\{"any": \[…\]\}/);
});

test.each<[what: string, rules: object[]]>([
  [
    'another event between',
    [rule('a', user('a')), rule('b', user('b'), { event: route('adhoc') }), rule('c', user('c'))],
  ],
  [
    'weights, which are spread by the name of the rule',
    ['a', 'b'].map((name) =>
      rule(name, user(name), { event: { type: 'route', params: { weights: { etl: 1 } } } }),
    ),
  ],
])('rules with %s stay two', (_, rules) => {
  expect(advice({ rules }).hints).toEqual([]);
});

test('contradictions are told together with other problems, at rules that have none themselves', () => {
  const rules = [
    rule('bad', { all: [is('usr', 'equal', 'a')] }),
    rule('never', { all: [is('user', 'equal', 'a'), is('user', 'equal', 'b')] }),
  ];
  const { problems } = reviewRuleSet({ rules }, fleet);
  expect(paths(problems)).toEqual([
    'rules[0].conditions.all[0].fact',
    'rules[1].conditions.all[1]',
  ]);
});

test.each([
  [null],
  [5],
  [{ rules: 5 }],
  [{ rules: [5, null, {}] }],
  [{ conditions: 5, rules: [] }],
])('input of any shape is reviewed: %j', (input) => {
  expect(reviewRuleSet(input, fleet).problems.length).toBeGreaterThan(0);
});

test('a thousand rules of one user each are advised on', () => {
  const rules = Array.from({ length: 1000 }, (_, index) =>
    rule(`r ${index}`, user(`u${index % 999}`), { event: route(index % 2 ? 'etl' : 'adhoc') }),
  );
  expect(paths(advice({ rules }).warnings)).toEqual(['rules[999]']);
});
