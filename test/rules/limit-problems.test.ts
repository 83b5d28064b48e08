import { compileRuleSet } from '../../rules/compile';

const conditions = { all: [{ fact: 'user', operator: 'equal', value: 'ada' }] };
const limiting = (params: unknown) => ({
  rules: [{ name: 'one', conditions, event: { type: 'limit', params } }],
});

test.each<[what: string, input: unknown, path: string, message: RegExp]>([
  ['a limit of nothing', limiting({}), 'rules[0].event.params', /add maxRunningQueries/],
  [
    'a limit by what is no fact',
    limiting({ maxRunningQueries: 1, by: 'usr' }),
    'rules[0].event.params.by',
    /user/,
  ],
  [
    'a limit by many values',
    limiting({ maxRunningQueries: 1, by: 'tables' }),
    'rules[0].event.params.by',
    /fact of one value/,
  ],
  [
    'a fact that counts nothing',
    limiting({ queuePriority: 1, by: 'user' }),
    'rules[0].event.params.by',
    /add maxRunningQueries/,
  ],
  [
    'no place at all',
    limiting({ maxRunningQueries: 0 }),
    'rules[0].event.params.maxRunningQueries',
    /1 or more/,
  ],
])('%s is refused', (_, input, path, message) => {
  expect(compileRuleSet(input)).toEqual({
    ok: false,
    problems: [{ path, message: expect.stringMatching(message) }],
  });
});
