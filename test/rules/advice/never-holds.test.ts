import { advice, is, ofAll, paths, rule } from './advice-builder';

const AT = 'rules[0].conditions.all[1]';

test.each<[what: string, conditions: unknown[], message: RegExp]>([
  ['two users', [is('user', 'equal', 'a'), is('user', 'equal', 'b')], /user equal "a"/],
  ['a user and not this user', [is('user', 'equal', 'a'), is('user', 'notEqual', 'a')], /keep one/],
  ['a value of an excluded list', [is('user', 'equal', 'a'), is('user', 'notIn', ['a'])], /keep/],
  ['lists without a common value', [is('user', 'in', ['a']), is('user', 'in', ['b'])], /keep/],
  ['below 5 and above 10', [is('joins', 'lessThan', 5), is('joins', 'greaterThan', 10)], /keep/],
  ['between 5 and 6', [is('joins', 'greaterThan', 5), is('joins', 'lessThan', 6)], /keep/],
  [
    'before and after',
    [is('timeOfDay', 'lessThan', '08:00'), is('timeOfDay', 'greaterThan', '18:00')],
    /keep/,
  ],
  [
    'dates apart',
    [is('date', 'lessThan', '2026-01-01'), is('date', 'greaterThan', '2026-06-01')],
    /keep/,
  ],
  ['another beginning', [is('user', 'equal', 'a'), is('user', 'startsWith', 'b')], /keep/],
  ['two beginnings', [is('user', 'startsWith', 'ab'), is('user', 'startsWith', 'ac')], /keep/],
  ['a regex that fails', [is('user', 'equal', 'a'), is('user', 'matches', '^b')], /keep/],
  [
    'an address elsewhere',
    [is('remoteAddress', 'equal', '10.0.0.1'), is('remoteAddress', 'cidr', '192.168.0.0/16')],
    /keep/,
  ],
  [
    'networks apart',
    [is('remoteAddress', 'cidr', '10.0.0.0/8'), is('remoteAddress', 'cidr', '192.168.0.0/16')],
    /keep/,
  ],
  [
    'an element that may not be',
    [is('clientTags', 'contains', 'x'), is('clientTags', 'doesNotContain', 'x')],
    /keep/,
  ],
  [
    'an element that the glob excludes',
    [is('tables', 'contains', 'hive.a.b'), is('tables', 'allMatch', 'iceberg.**')],
    /keep/,
  ],
  [
    'globs apart',
    [is('tables', 'anyMatch', 'hive.**'), is('tables', 'allMatch', 'iceberg.**')],
    /keep/,
  ],
  [
    'a wider glob excluded',
    [is('tables', 'anyMatch', 'hive.sales.*'), is('tables', 'not:anyMatch', 'hive.**')],
    /keep/,
  ],
  [
    'an element of an empty set',
    [is('tables', 'anyMatch', 'hive.**'), is('tables', 'equal', 0, '$.length')],
    /keep/,
  ],
  [
    'a condition and its opposite',
    [is('user', 'equal', { fact: 'source' }), { not: is('user', 'equal', { fact: 'source' }) }],
    /not user equal \{"fact":"source"\}|user equal/,
  ],
  ['a switch on and off', [is('hasWhere', 'equal', true), is('hasWhere', 'equal', false)], /keep/],
])('%s can never be, and the other comparison is named', (_, conditions, message) => {
  const { problems } = ofAll(...conditions);
  expect(problems).toHaveLength(1);
  expect(problems[0]?.path).toMatch(/^rules\[0\]\.conditions\.all\[1\](?:\.not)?$/);
  expect(problems[0]?.message).toMatch(/can never hold together with .*conditions\.all\[0\]/);
  expect(problems[0]?.message).toMatch(message);
});

test.each<[what: string, condition: unknown, message: RegExp]>([
  ['an hour after 23', is('hour', 'greaterThan', 23), /hour is 0 to 23/],
  ['hour 24', is('hour', 'equal', 24), /hour is 0 to 23/],
  ['a length below 0', is('tables', 'lessThan', 0, '$.length'), /whole number of 0 or more/],
  ['fewer than no joins', is('joins', 'lessThan', 0), /0 or more/],
  ['an empty weekday', is('weekday', 'equal', ''), /monday to sunday/],
  ['a day that begins so', is('weekday', 'startsWith', 'x'), /monday to sunday/],
])('%s can never be by itself', (_, condition, message) => {
  const { problems } = ofAll(condition);
  expect(problems).toEqual([
    { path: 'rules[0].conditions.all[0]', message: expect.stringMatching(message) },
  ]);
});

test.each<[what: string, conditions: unknown[]]>([
  ['two elements of a set', [is('tables', 'contains', 'a'), is('tables', 'contains', 'b')]],
  ['globs for different elements', [is('tables', 'anyMatch', 'a'), is('tables', 'anyMatch', 'b')]],
  [
    'some element that is and some that is not',
    [is('tables', 'someFact:equal', 'a'), is('tables', 'someFact:notEqual', 'a')],
  ],
  [
    'parts of a map that are no numbers',
    [
      is('headers', 'not:lessThan', 5, "$['x']"),
      is('headers', 'not:greaterThanInclusive', 5, "$['x']"),
    ],
  ],
  ['different parts', [is('headers', 'equal', 'a', '$.x'), is('headers', 'equal', 'b', '$.y')]],
  ['nothing, and a beginning excluded', [is('user', 'equal', ''), is('user', 'not:cidr', '::/0')]],
  ['bounds that meet', [is('joins', 'lessThanInclusive', 5), is('joins', 'greaterThan', 4)]],
  [
    'every element of none',
    [is('tables', 'everyFact:equal', 'a'), is('tables', 'not:contains', 'a')],
  ],
])('%s may well be', (_, conditions) => {
  expect(ofAll(...conditions).problems).toEqual([]);
});

test('a contradiction is found through nesting and named conditions', () => {
  const conditions = { night: { any: [is('hour', 'lessThan', 6), is('hour', 'greaterThan', 21)] } };
  const inner = { any: [{ condition: 'night' }, { all: [{ condition: 'night' }] }] };
  const all = [is('hour', 'equal', 12), inner];
  const { problems } = advice({ conditions, rules: [rule('one', { all })] });
  expect(problems).toEqual([
    {
      path: 'rules[0].conditions',
      message: expect.stringMatching(/each way to it contradicts itself: .*conditions\.night\.any/),
    },
  ]);
});

test('a named condition that contradicts itself is told once, at its place', () => {
  const conditions = { never: { all: [is('user', 'equal', 'a'), is('user', 'equal', 'b')] } };
  const rules = [rule('one', { condition: 'never' }), rule('two', { condition: 'never' })];
  expect(paths(advice({ conditions, rules }).problems)).toEqual(['conditions.never.all[1]']);
});

test('a branch that can never hold is a warning at the branch while another can', () => {
  const dead = { all: [is('user', 'equal', 'b'), is('source', 'equal', 'x')] };
  const { problems, warnings } = ofAll(is('user', 'equal', 'a'), {
    any: [is('source', 'equal', 'y'), dead],
  });
  expect(problems).toEqual([]);
  expect(warnings).toEqual([
    {
      path: `${AT}.any[1]`,
      message: expect.stringMatching(/^can never hold here: user equal "b"/),
    },
  ]);
});

test('conditions of more ways than are followed are left alone', () => {
  const many = (fact: string) => ({
    any: Array.from({ length: 40 }, (_, index) => is(fact, 'equal', `${fact} ${index}`)),
  });
  const impossible = is('user', 'equal', 'x');
  expect(ofAll(many('source'), many('user'), impossible).problems).toEqual([]);
});
