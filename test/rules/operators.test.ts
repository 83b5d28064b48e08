import { compileRuleSet } from '../../rules/compile';
import { decorators, operators } from '../../rules/operators';
import type { SampleRequest } from '../../rules/sample-request';
import { decideSample, holds, withCondition } from './compiled';

type Row = [
  fact: string,
  operator: string,
  value: unknown,
  request: SampleRequest,
  result: boolean,
];

const tables = ['hive.sales.orders', 'hive.sales.items'];
const sales: SampleRequest = { readTables: tables };

test.each<Row>([
  ['source', 'equal', 'airflow', { source: 'airflow' }, true],
  ['source', 'equal', 'airflow', { source: 'Airflow' }, false],
  ['source', 'equal', '', {}, true],
  ['source', 'notEqual', 'airflow', {}, true],
  ['source', 'in', ['dbt', 'airflow'], { source: 'dbt' }, true],
  ['source', 'in', ['dbt', 'airflow'], { source: 'd' }, false],
  ['source', 'notIn', ['dbt', 'airflow'], {}, true],
  ['joins', 'in', [1, 2], { joins: 2 }, true],
  ['hasLimit', 'equal', true, { hasLimit: true }, true],
  ['clientTags', 'contains', 'etl', { clientTags: ['a', 'etl'] }, true],
  ['clientTags', 'contains', 'etl', { clientTags: ['etl2'] }, false],
  ['clientTags', 'doesNotContain', 'etl', {}, true],
  ['joins', 'lessThan', 3, { joins: 2 }, true],
  ['joins', 'lessThan', 3, { joins: 3 }, false],
  ['joins', 'lessThanInclusive', 3, { joins: 3 }, true],
  ['joins', 'greaterThan', 0, {}, false],
  ['joins', 'greaterThanInclusive', 0, {}, true],
  ['timeOfDay', 'lessThan', '08:00', { now: '2026-01-05T00:05:00Z' }, true],
  ['timeOfDay', 'greaterThan', '08:00', { now: '2026-01-05T08:00:59Z' }, false],
  ['date', 'greaterThanInclusive', '2026-01-05', { now: '2026-01-05T00:00:00Z' }, true],
  ['source', 'startsWith', 'dbt-', { source: 'dbt-trino-1.9' }, true],
  ['source', 'startsWith', ['spark', 'dbt-'], { source: 'my-dbt-' }, false],
  ['source', 'startsWith', 'dbt', {}, false],
  ['source', 'matches', '^dbt', { source: 'dbt-trino' }, true],
  ['source', 'matches', '(?i)TRINO', { source: 'dbt-trino' }, true],
  ['source', 'matches', '^trino', { source: 'dbt-trino' }, false],
  ['statement', 'matches', 'from\\s+orders', { statement: 'select 1\nfrom\n orders' }, true],
  ['tables', 'anyMatch', 'hive.sales.*', sales, true],
  ['tables', 'anyMatch', 'hive.*', sales, false],
  ['tables', 'anyMatch', 'hive.**', sales, true],
  ['tables', 'anyMatch', '**.orders', sales, true],
  ['tables', 'anyMatch', 'hive.sales.order?', sales, true],
  ['tables', 'anyMatch', 'hive.sales?orders', sales, false],
  ['tables', 'anyMatch', 'hive.sales.order', sales, false],
  ['tables', 'anyMatch', ['x.**', '*.sales.items'], sales, true],
  ['tables', 'anyMatch', '**', {}, false],
  ['tables', 'anyMatch', 'hive.a+b.\\*', { readTables: ['hive.a+b.*'] }, true],
  ['tables', 'anyMatch', 'hive.a+b.\\*', { readTables: ['hive.aab.c'] }, false],
  ['tables', 'allMatch', 'hive.sales.*', sales, true],
  ['tables', 'allMatch', 'hive.sales.orders', sales, false],
  ['tables', 'allMatch', ['**.orders', '**.items'], sales, true],
  ['tables', 'allMatch', '**', {}, false],
  ['remoteAddress', 'cidr', '10.0.0.0/8', { remoteAddress: '10.1.2.3' }, true],
  ['remoteAddress', 'cidr', '10.0.0.0/8', { remoteAddress: '11.0.0.1' }, false],
  ['remoteAddress', 'cidr', '10.0.0.0/8', { remoteAddress: '::ffff:10.1.2.3' }, true],
  ['remoteAddress', 'cidr', '::ffff:10.0.0.0/104', { remoteAddress: '10.1.2.3' }, true],
  ['remoteAddress', 'cidr', ['fd00::/8', '192.168.1.7'], { remoteAddress: '192.168.1.7' }, true],
  ['remoteAddress', 'cidr', 'fd00::/8', { remoteAddress: 'fd12::1' }, true],
  ['remoteAddress', 'cidr', '::/0', { remoteAddress: '10.0.0.1' }, false],
  ['remoteAddress', 'cidr', '0.0.0.0/0', {}, false],
  ['remoteAddress', 'cidr', '0.0.0.0/0', { remoteAddress: 'localhost' }, false],
  ['source', 'not:equal', 'airflow', { source: 'dbt' }, true],
  ['clientTags', 'someFact:startsWith', 'team-', { clientTags: ['a', 'team-x'] }, true],
  ['clientTags', 'everyFact:startsWith', 'team-', { clientTags: ['a', 'team-x'] }, false],
  ['clientTags', 'everyFact:startsWith', 'team-', {}, true],
  ['clientTags', 'someFact:in', ['x', 'y'], { clientTags: ['y'] }, true],
  ['clientTags', 'someFact:matches', '^t.*x$', { clientTags: ['team-x'] }, true],
  ['clientTags', 'everyValue:contains', ['a', 'b'], { clientTags: ['a', 'b', 'c'] }, true],
  ['clientTags', 'everyValue:contains', ['a', 'b'], { clientTags: ['a'] }, false],
  ['clientTags', 'someValue:contains', ['a', 'b'], { clientTags: ['b'] }, true],
  ['source', 'someValue:matches', ['^dbt', '^air'], { source: 'airflow' }, true],
  ['source', 'swap:contains', ['dbt', 'airflow'], { source: 'dbt' }, true],
  ['source', 'swap:startsWith', 'airflow-nightly', { source: 'airflow' }, true],
  ['clientTags', 'not:someFact:equal', 'etl', { clientTags: ['a'] }, true],
])('%s %s %j over %j is %j', async (fact, operator, value, request, result) => {
  expect(await holds({ fact, operator, value }, request)).toBe(result);
});

test.each<[condition: object, request: SampleRequest, result: boolean]>([
  [
    { fact: 'headers', path: "$['x-team']", operator: 'equal', value: 'bi' },
    { headers: { 'x-team': 'bi' } },
    true,
  ],
  [
    { fact: 'headers', path: '$.x-team', operator: 'startsWith', value: 'b' },
    { headers: { 'x-team': 'bi' } },
    true,
  ],
  [{ fact: 'headers', path: '$.constructor', operator: 'equal', value: '' }, {}, true],
  [
    { fact: 'sessionProperties', path: '$["hive.size"]', operator: 'greaterThan', value: 9 },
    { sessionProperties: { 'hive.size': '10' } },
    true,
  ],
  [
    { fact: 'clientTags', path: '$[0]', operator: 'equal', value: 'a' },
    { clientTags: ['a'] },
    true,
  ],
  [{ fact: 'clientTags', path: '$[1]', operator: 'equal', value: '' }, { clientTags: ['a'] }, true],
  [{ fact: 'tables', path: '$.length', operator: 'equal', value: 2 }, sales, true],
  [
    { fact: 'user', operator: 'equal', value: { fact: 'source' } },
    { user: 'spark', source: 'spark' },
    true,
  ],
  [
    { fact: 'user', operator: 'in', value: { fact: 'clientTags' } },
    { user: 'ada', clientTags: ['ada'] },
    true,
  ],
  [
    { fact: 'user', operator: 'equal', value: { fact: 'headers', path: '$.x-owner' } },
    { user: 'ada', headers: { 'x-owner': 'ada' } },
    true,
  ],
  [
    { fact: 'joins', operator: 'greaterThan', value: { fact: 'subqueries' } },
    { joins: 2, subqueries: 1 },
    true,
  ],
  // An absent fact on the right is an empty text, which everything would begin with.
  [{ fact: 'user', operator: 'startsWith', value: { fact: 'source' } }, { user: 'ada' }, false],
])('%j over %j is %j', async (condition, request, result) => {
  expect(await holds(condition, request)).toBe(result);
});

// One fact of each type and form, and values of which some fit each of them.
const someFacts = ['user', 'weekday', 'timeOfDay', 'joins', 'hasLimit', 'tables', 'headers'];
const someValues = [
  'x',
  '08:00',
  'monday',
  '10.0.0.1',
  1,
  true,
  ['x'],
  ['monday'],
  ['10.0.0.1'],
  [1],
];
const written = ['', ...decorators.map(({ name }) => `${name}:`)].flatMap((prefix) =>
  operators.map(({ name }) => `${prefix}${name}`),
);

test.each(someFacts)(
  'what may be asked of %s works on a request that tells nothing',
  async (fact) => {
    const fitting = written.flatMap((operator) =>
      someValues.flatMap((value) => {
        const compilation = compileRuleSet(withCondition({ fact, operator, value }));
        return compilation.ok ? [compilation.ruleSet] : [];
      }),
    );
    const outcomes = await Promise.all(fitting.map((ruleSet) => decideSample(ruleSet, {})));
    expect(fitting.length > 0).toBe(fact !== 'headers');
    expect(outcomes.every(({ reason }) => ['RULE_MATCHED', 'DEFAULT'].includes(reason))).toBe(true);
  },
);

test.each([
  ['a glob', { fact: 'tables', operator: 'anyMatch', value: `${'**a'.repeat(100)}b` }],
  ['a regular expression', { fact: 'statement', operator: 'matches', value: '(a|aa|a*)*c$' }],
])('%s that is built to be slow is still quick', async (_, condition) => {
  const long = 'a'.repeat(100_000);
  const started = performance.now();
  expect(await holds(condition, { statement: long, readTables: [long] })).toBe(false);
  expect(performance.now() - started).toBeLessThan(2000);
});

test('a regular expression looks at the first 100,000 characters', async () => {
  const condition = { fact: 'statement', operator: 'matches', value: 'needle' };
  expect(await holds(condition, { statement: `${' '.repeat(99_994)}needle` })).toBe(true);
  expect(await holds(condition, { statement: `${' '.repeat(99_995)}needle` })).toBe(false);
});
