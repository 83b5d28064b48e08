import type { SampleRequest } from '../../rules/sample-request';
import { compiled, decideSample } from './compiled';

const DECISIONS = 5000;
const SOURCES = ['airflow', 'dbt-1', 'trino-cli', 'jdbc', ''];

/** Named conditions, decorators and patterns, as they are what evaluations could share. */
const ruleSet = compiled({
  conditions: {
    batch: {
      any: [
        { fact: 'source', operator: 'startsWith', value: ['airflow', 'dbt'] },
        { fact: 'clientTags', operator: 'someFact:matches', value: '^batch-[0-4]$' },
      ],
    },
    sales: { all: [{ fact: 'tables', operator: 'anyMatch', value: 'hive.sales.*' }] },
  },
  rules: [
    {
      name: 'tag-large',
      priority: 100,
      conditions: { all: [{ fact: 'joins', operator: 'not:lessThan', value: 5 }] },
      event: { type: 'adjust', params: { clientTags: ['large'] } },
    },
    {
      name: 'refuse',
      priority: 90,
      conditions: { all: [{ fact: 'user', operator: 'matches', value: '13$' }] },
      event: { type: 'reject', params: { message: 'No.' } },
    },
    {
      name: 'canary',
      priority: 50,
      conditions: { all: [{ not: { condition: 'batch' } }, { condition: 'sales' }] },
      event: { type: 'route', params: { weights: { a: 2, b: 1 } } },
    },
    ...Array.from({ length: 3 }, (_, n) => ({
      name: `user ${n}`,
      priority: 40 - n,
      conditions: {
        all: [
          { condition: 'batch' },
          { fact: 'user', operator: 'matches', value: `[${n}-${n + 3}]$` },
        ],
      },
      event: { type: 'route', params: { routingGroup: `group-${n}` } },
    })),
    {
      name: 'batch',
      conditions: { condition: 'batch' },
      event: { type: 'route', params: { routingGroup: 'etl' } },
    },
  ],
});

const requests = Array.from({ length: DECISIONS }, (_, n): SampleRequest => ({
  user: `user-${n % 97}`,
  source: SOURCES[n % SOURCES.length],
  clientTags: [`batch-${n % 11}`],
  joins: n % 8,
  readTables: [n % 3 === 0 ? 'hive.sales.orders' : 'hive.hr.people'],
}));

test('thousands of overlapping decisions are each as if made alone', async () => {
  const alone = [];
  for (const request of requests) alone.push(await decideSample(ruleSet, request));
  const overlapping = await Promise.all(requests.map((request) => decideSample(ruleSet, request)));
  expect(overlapping).toEqual(alone);
  expect(new Set(alone.map(({ routingGroup }) => routingGroup)).size).toBeGreaterThan(5);
  expect(new Set(alone.map(({ reason }) => reason))).toEqual(
    new Set(['RULE_MATCHED', 'REJECTED', 'DEFAULT']),
  );
}, 120_000);

test('a decision leaves nothing behind in the rule set', async () => {
  const before = JSON.stringify(ruleSet.source);
  const first = await decideSample(ruleSet, { user: 'user-7', source: 'airflow', joins: 6 });
  await Promise.all(requests.slice(0, 500).map((request) => decideSample(ruleSet, request)));
  const again = await decideSample(ruleSet, { user: 'user-7', source: 'airflow', joins: 6 });
  expect(again).toEqual(first);
  expect(JSON.stringify(ruleSet.source)).toBe(before);
});

test('what a caller does to an outcome does not reach the next one', async () => {
  const first = await decideSample(ruleSet, { joins: 6 });
  first.adjustments.clientTags.push('mine');
  expect((await decideSample(ruleSet, { joins: 6 })).adjustments.clientTags).toEqual(['large']);
});
