import { NO_ADJUSTMENTS } from '../../rules/adjust';
import { evaluate } from '../../rules/evaluate';
import { sampleInput } from '../../rules/sample-request';
import { compiled, decideSample } from './compiled';

const userIs = (user: string) => ({ all: [{ fact: 'user', operator: 'equal', value: user }] });
const anyone = { all: [{ fact: 'user', operator: 'notEqual', value: 'nobody' }] };
const route = (routingGroup: string) => ({ type: 'route', params: { routingGroup } });
const adjust = (params: object) => ({ type: 'adjust', params });
const rest = {
  ...{ adjustments: NO_ADJUSTMENTS, fallback: [], strict: false, warnings: [] },
  ...{ limits: [], queuePriority: 0 },
};

const ordered = compiled({
  defaultRoutingGroup: 'own-default',
  rules: [
    { name: 'low', conditions: anyone, event: route('low') },
    { name: 'low-too', conditions: anyone, event: route('low-too') },
    { name: 'high', priority: 5, conditions: userIs('ada'), event: route('high') },
    {
      name: 'no-entry',
      priority: 10,
      conditions: userIs('eve'),
      event: { type: 'reject', params: { message: 'Not you.' } },
    },
  ],
});

test('the highest priority decides', async () => {
  expect(await decideSample(ordered, { user: 'ada' })).toEqual({
    reason: 'RULE_MATCHED',
    routingGroup: 'high',
    rule: 'high',
    ...rest,
  });
});

test('among equal priorities the first of the file decides', async () => {
  expect(await decideSample(ordered, { user: 'bob' })).toMatchObject({ rule: 'low' });
});

test('a rejection tells its message and the default group', async () => {
  expect(await decideSample(ordered, { user: 'eve' })).toEqual({
    reason: 'REJECTED',
    routingGroup: 'own-default',
    rule: 'no-entry',
    message: 'Not you.',
    ...rest,
  });
});

test('the default of the rule set goes before the configured one', async () => {
  expect(await decideSample(ordered, { user: 'nobody' })).toEqual({
    reason: 'DEFAULT',
    routingGroup: 'own-default',
    ...rest,
  });
  const outcome = await decideSample(compiled({ rules: [] }), { user: 'nobody' });
  expect(outcome).toMatchObject({ reason: 'DEFAULT', routingGroup: 'default' });
});

test('the group that a client asks for counts only when no rule routes', async () => {
  const hintedRoutingGroup = 'wanted';
  expect(await decideSample(ordered, { user: 'nobody', hintedRoutingGroup })).toEqual({
    reason: 'CLIENT_HINT',
    routingGroup: 'wanted',
    ...rest,
  });
  const ada = await decideSample(ordered, { user: 'ada', hintedRoutingGroup });
  expect(ada).toMatchObject({ reason: 'RULE_MATCHED', routingGroup: 'high' });
});

const adjusting = compiled({
  rules: [
    {
      name: 'first',
      priority: 9,
      conditions: anyone,
      event: adjust({
        headers: { 'X-Team': 'a', 'X-Kept': '1' },
        clientTags: ['x', 'y'],
        sessionProperties: { query_priority: '1', 'hive.a': '1' },
      }),
    },
    {
      name: 'second',
      priority: 8,
      conditions: userIs('ada'),
      event: adjust({
        headers: { 'x-team': 'b' },
        clientTags: ['y', 'z'],
        sessionProperties: { query_priority: '2' },
      }),
    },
    { name: 'stop', priority: 7, conditions: anyone, event: route('end') },
    { name: 'late', priority: 6, conditions: anyone, event: adjust({ clientTags: ['late'] }) },
  ],
});

test('adjusting rules before the end add up, and the later ones win', async () => {
  expect((await decideSample(adjusting, { user: 'ada' })).adjustments).toEqual({
    ...NO_ADJUSTMENTS,
    headers: { 'X-Kept': '1', 'x-team': 'b' },
    clientTags: ['x', 'y', 'z'],
    sessionProperties: { query_priority: '2', 'hive.a': '1' },
  });
});

test('adjustments of rules that do not match are left out', async () => {
  const { adjustments } = await decideSample(adjusting, { user: 'bob' });
  expect(adjustments.clientTags).toEqual(['x', 'y']);
});

test('adjustments hold without a rule that routes', async () => {
  const rules = [{ name: 'tag', conditions: anyone, event: adjust({ clientTags: ['t'] }) }];
  expect(await decideSample(compiled({ rules }), {})).toMatchObject({
    reason: 'DEFAULT',
    adjustments: { clientTags: ['t'] },
  });
});

test.each([
  [
    'set, then append',
    [{ headers: { a: '1' } }, { appendHeaders: { A: '2' } }],
    { headers: { A: '1, 2' } },
  ],
  [
    'append twice',
    [{ appendHeaders: { a: '1' } }, { appendHeaders: { a: '2' } }],
    { appendHeaders: { a: '1, 2' } },
  ],
  [
    'append, then set',
    [{ appendHeaders: { a: '1' } }, { headers: { a: '2' } }],
    { headers: { a: '2' } },
  ],
  [
    'set, then remove',
    [{ headers: { a: '1' } }, { removeHeaders: ['A'] }],
    { removeHeaders: ['A'] },
  ],
  [
    'remove, then append',
    [{ removeHeaders: ['a'] }, { appendHeaders: { a: '1' } }],
    { headers: { a: '1' } },
  ],
  [
    'add a tag, then remove it',
    [{ clientTags: ['t', 'u'] }, { removeClientTags: ['t'] }],
    { clientTags: ['u'], removeClientTags: ['t'] },
  ],
  [
    'remove a tag, then add it',
    [{ removeClientTags: ['t'] }, { clientTags: ['t'] }],
    { clientTags: ['t'] },
  ],
  [
    'set a property, then remove it',
    [{ sessionProperties: { p: '1' } }, { removeSessionProperties: ['p'] }],
    { removeSessionProperties: ['p'] },
  ],
  [
    'remove a property, then set it',
    [{ removeSessionProperties: ['p'] }, { sessionProperties: { p: '1' } }],
    { sessionProperties: { p: '1' } },
  ],
  ['a source, then another', [{ source: 'a' }, { source: 'b' }], { source: 'b' }],
])('what is said last of a name holds: %s', async (_, steps, expected) => {
  const rules = steps.map((params, at) => ({
    ...{ name: `r${at}`, conditions: anyone, event: adjust(params) },
  }));
  const { adjustments } = await decideSample(compiled({ rules }), {});
  expect(adjustments).toEqual({ ...NO_ADJUSTMENTS, ...expected });
});

test('warnings add up in the order of trial', async () => {
  const warn = (message: string) => ({ type: 'warn', params: { message } });
  const rules = [
    { name: 'one', conditions: anyone, event: warn('first') },
    { name: 'two', conditions: userIs('eve'), event: warn('not hers') },
    { name: 'three', conditions: anyone, event: warn('second') },
    { name: 'end', conditions: anyone, event: route('end') },
  ];
  const { warnings, rule } = await decideSample(compiled({ rules }), { user: 'ada' });
  expect(warnings).toEqual([
    { rule: 'one', message: 'first' },
    { rule: 'three', message: 'second' },
  ]);
  expect(rule).toBe('end');
});

test('limits add up, each counted by the value of its fact; the first queue priority counts', async () => {
  const limit = (params: object) => ({ type: 'limit', params });
  const rules = [
    { name: 'all', conditions: anyone, event: limit({ maxRunningQueries: 9 }) },
    { name: 'mine', conditions: anyone, event: limit({ maxRunningQueries: 2, by: 'user' }) },
    { name: 'hers', conditions: userIs('eve'), event: limit({ maxRunningQueries: 1 }) },
    { name: 'soon', conditions: anyone, event: limit({ queuePriority: 5 }) },
    {
      name: 'later',
      conditions: anyone,
      event: limit({ queuePriority: -5, maxRunningQueries: 7 }),
    },
    { name: 'end', conditions: anyone, event: route('end') },
    { name: 'behind', conditions: anyone, event: limit({ maxRunningQueries: 1 }) },
  ];
  expect(await decideSample(compiled({ rules }), { user: 'ada' })).toMatchObject({
    rule: 'end',
    limits: [
      { key: 'all', maxRunningQueries: 9 },
      { key: 'mine/ada', maxRunningQueries: 2 },
      { key: 'later', maxRunningQueries: 7 },
    ],
    queuePriority: 5,
  });
});

describe('where the clusters of a group take no statements', () => {
  const routing = (params: object, more = {}) =>
    compiled({
      ...more,
      rules: [{ name: 'r', conditions: anyone, event: { type: 'route', params } }],
    });

  test.each([
    ['a rule has its own fallback', { routingGroup: 'a', fallback: ['b', 'c'] }, ['b', 'c']],
    ['else that of the rule set', { routingGroup: 'a' }, ['x', 'y']],
    ['without the group itself', { routingGroup: 'x' }, ['y']],
    ['a strict one has none', { routingGroup: 'a', strict: true }, []],
  ])('%s', async (_, params, fallback) => {
    const ruleSet = routing(params, { fallback: ['x', 'y'] });
    expect(await decideSample(ruleSet, { user: 'ada' })).toMatchObject({ fallback });
  });

  test('what no rule routes has that of the rule set', async () => {
    const ruleSet = compiled({ fallback: ['x'], rules: [] });
    expect(await decideSample(ruleSet, {})).toMatchObject({ reason: 'DEFAULT', fallback: ['x'] });
  });

  test('a pinned cluster goes before its group', async () => {
    const ruleSet = routing({ routingGroup: 'a', cluster: 'blue', strict: true });
    const outcome = await decideSample(ruleSet, {});
    expect(outcome).toMatchObject({ routingGroup: 'a', cluster: 'blue', strict: true });
  });
});

test('all, any, not and named conditions nest', async () => {
  const ruleSet = compiled({
    conditions: {
      team: { any: [...userIs('ada').all, ...userIs('bob').all] },
      outsider: { not: { condition: 'team' } },
    },
    rules: [
      {
        name: 'bob-or-outsider',
        conditions: {
          any: [
            { condition: 'outsider' },
            { all: [{ condition: 'team' }, { not: userIs('ada') }], name: 'bob', priority: 2 },
          ],
        },
        event: route('hit'),
      },
    ],
  });
  const groups = ['ada', 'bob', 'eve'].map((user) => decideSample(ruleSet, { user }));
  expect((await Promise.all(groups)).map(({ routingGroup }) => routingGroup)).toEqual([
    'default',
    'hit',
    'hit',
  ]);
});

test('facts that no rule uses are not read', async () => {
  const input = sampleInput({ user: 'ada' });
  Object.defineProperty(input, 'analysis', {
    get() {
      throw new Error('read');
    },
  });
  const outcome = evaluate(ordered, input, { defaultRoutingGroup: 'default' });
  expect(outcome).toMatchObject({ rule: 'high' });
});

test('a fact is read once for a decision, however many rules use it', async () => {
  const input = sampleInput({});
  let reads = 0;
  Object.defineProperty(input, 'user', {
    get() {
      reads++;
      return 'nobody';
    },
  });
  evaluate(ordered, input, { defaultRoutingGroup: 'default' });
  expect(reads).toBe(1);
});
