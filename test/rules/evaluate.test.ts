import { evaluate } from '../../rules/evaluate';
import { sampleInput } from '../../rules/sample-request';
import { compiled, decideSample } from './compiled';

const userIs = (user: string) => ({ all: [{ fact: 'user', operator: 'equal', value: user }] });
const anyone = { all: [{ fact: 'user', operator: 'notEqual', value: 'nobody' }] };
const route = (routingGroup: string) => ({ type: 'route', params: { routingGroup } });
const adjust = (params: object) => ({ type: 'adjust', params });
const none = { headers: {}, clientTags: [], sessionProperties: {} };

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
    adjustments: none,
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
    adjustments: none,
  });
});

test('the default of the rule set goes before the configured one', async () => {
  expect(await decideSample(ordered, { user: 'nobody' })).toEqual({
    reason: 'DEFAULT',
    routingGroup: 'own-default',
    adjustments: none,
  });
  const outcome = await decideSample(compiled({ rules: [] }), { user: 'nobody' });
  expect(outcome).toMatchObject({ reason: 'DEFAULT', routingGroup: 'default' });
});

test('the group that a client asks for counts only when no rule routes', async () => {
  const hintedRoutingGroup = 'wanted';
  expect(await decideSample(ordered, { user: 'nobody', hintedRoutingGroup })).toEqual({
    reason: 'CLIENT_HINT',
    routingGroup: 'wanted',
    adjustments: none,
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
  const outcome = await evaluate(ordered, input, { defaultRoutingGroup: 'default' });
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
  await evaluate(ordered, input, { defaultRoutingGroup: 'default' });
  expect(reads).toBe(1);
});
