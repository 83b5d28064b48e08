import type { RoutingRequest } from '../../protocol/routing-request';
import { createDecide } from '../../router-service/decide';
import type { RecordedDecision } from '../../router-service/history/history';
import { createRouterMetrics } from '../../router-service/router-metrics';
import type { ActiveRuleSet } from '../../router-service/rule-sets/rule-set-registry';
import { compileRuleSet } from '../../rules/compile';
import { createAnalyzer } from '../../sql/analyze';

const analyzer = createAnalyzer({ timeoutMs: 1000, maxParsedLength: 100_000 });
afterAll(() => analyzer.close());

const cluster = {
  name: 'green',
  url: 'http://127.0.0.1:9002',
  routingGroups: ['etl'],
  admission: 'ACTIVE' as const,
  weight: 1,
  declaredBy: 'api' as const,
  updatedAt: '2026-01-01T00:00:00Z',
  health: { state: 'UNKNOWN' as const, reason: '', since: '2026-01-01T00:00:00Z' },
};

const load = { running: { etl: 12 }, queued: { etl: 3 } };
const groupsOf: Record<string, string[]> = { alice: ['analysts'] };

function decider(
  rules: object[],
  routing = { defaultRoutingGroup: 'adhoc', routingGroupHeader: true },
  active?: () => ActiveRuleSet,
) {
  const compiled = compileRuleSet({ rules });
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems));
  const recorded: RecordedDecision[] = [];
  const tried: [string, boolean][] = [];
  const decide = createDecide({
    analyzer,
    rules: { active: () => active?.() ?? { revision: 7, compiled: compiled.ruleSet } },
    history: { recordDecision: (decision) => void recorded.push(decision) },
    clusters: {
      list: () => ({ clusters: [cluster], coordinators: [], defaultRoutingGroup: 'adhoc' }),
      load: () => load,
    },
    groups: { of: (user) => Promise.resolve(groupsOf[user] ?? []) },
    routing,
    metrics: createRouterMetrics(),
    ruleCounters: {
      tried: (rule, matched) => void tried.push([rule, matched]),
      ended: () => undefined,
    },
  });
  return { decide, recorded, tried };
}

const request = (changes: Partial<RoutingRequest> = {}): RoutingRequest => ({
  statement: 'select 1',
  isNewQuery: true,
  clientTags: [],
  sessionProperties: {},
  preparedStatements: {},
  headers: {},
  headerSpelling: {},
  ...changes,
});

const refuse = {
  name: 'refuse',
  conditions: { all: [{ fact: 'user', operator: 'equal', value: 'mallory' }] },
  event: { type: 'reject', params: { message: 'No' } },
};

test('what is answered is what is recorded', async () => {
  const { decide, recorded } = decider([refuse]);
  const { decision } = await decide(request({ user: 'mallory', remoteAddress: '10.0.0.9' }));
  expect(recorded).toHaveLength(1);
  expect(recorded[0]).toMatchObject({
    ...decision,
    reason: 'REJECTED',
    rule: 'refuse',
    message: 'No',
    ruleSetRevision: 7,
    user: 'mallory',
    remoteAddress: '10.0.0.9',
    statementText: 'select 1',
  });
  expect(decision?.id).toMatch(/^[0-9a-f-]{36}$/);
});

test('text of statements stands nowhere but in its own field of the record', async () => {
  const { decide, recorded } = decider([]);
  const headers = {
    'x-trino-prepared-statement': 'p=hidden',
    'x-presto-prepared-statement': 'q=hidden',
  };
  await decide(request({ statement: "select 'hidden' from from hidden((", headers }));
  const { statementText, ...rest } = recorded[0] ?? {};
  expect(statementText).toContain('hidden');
  expect(JSON.stringify({ input: (rest as RecordedDecision).input })).not.toContain("'hidden'");
  expect(JSON.stringify(rest)).not.toMatch(/[pq]=hidden/);
});

test('what is no new query is neither decided nor recorded', async () => {
  const { decide, recorded } = decider([refuse]);
  const answer = await decide(request({ user: 'mallory', isNewQuery: false }));
  expect(answer).toEqual({ routingGroup: 'adhoc', errors: [], externalHeaders: {} });
  expect(recorded).toEqual([]);
});

test.each([
  [true, 'etl', 'etl', 'CLIENT_HINT'],
  [true, 'nowhere', 'adhoc', 'DEFAULT'],
  [false, 'etl', 'adhoc', 'DEFAULT'],
])('with the header allowed %s the hint %s leads to %s', async (allowed, hint, group, reason) => {
  const { decide } = decider([], { defaultRoutingGroup: 'adhoc', routingGroupHeader: allowed });
  const answer = await decide(request({ headers: { 'x-trino-routing-group': hint } }));
  expect(answer).toMatchObject({ routingGroup: group, decision: { reason } });
});

test.each([
  ['SELECT', []],
  ['INSERT', ['a.b.c']],
])('tables of a reported %s are written: %j', async (resourceGroupQueryType, writeTables) => {
  const { decide } = decider([]);
  const reported = {
    queryType: 'X',
    resourceGroupQueryType,
    catalogs: ['a'],
    schemas: ['b'],
    catalogSchemas: ['a.b'],
    tables: ['a.b.c'],
  };
  const { decision } = await decide(request({ statement: '', reported }));
  expect(decision?.statement).toMatchObject({
    ...reported,
    readTables: ['a.b.c'],
    writeTables,
    parsed: false,
    complete: false,
  });
});

test('a decision tells its revision, and never mixes two while they change', async () => {
  const revisions = [1, 2].map((revision) => {
    const compiled = compileRuleSet({
      rules: ['a', 'b', 'c'].map((user) => ({
        name: `${user}-${revision}`,
        conditions: { all: [{ fact: 'user', operator: 'equal', value: user }] },
        event: { type: 'route', params: { routingGroup: `group-${revision}` } },
      })),
    });
    if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems));
    return { revision, compiled: compiled.ruleSet };
  });
  let active = 0;
  const { decide } = decider([], undefined, () => revisions[active % 2]!);
  const deciding = Array.from({ length: 300 }, async (_, i) => {
    const answer = decide(request({ user: ['a', 'b', 'c'][i % 3], statement: `select ${i}` }));
    active += 1;
    return answer;
  });
  for (const { routingGroup, decision } of await Promise.all(deciding)) {
    expect(routingGroup).toBe(`group-${decision!.ruleSetRevision}`);
    expect(decision!.rule).toMatch(new RegExp(`-${decision!.ruleSetRevision}$`));
  }
});

test('groups and load are gathered, and recorded, only where rules ask for them', async () => {
  const asking = [
    {
      name: 'analysts',
      conditions: { all: [{ fact: 'groups', operator: 'contains', value: 'analysts' }] },
      event: { type: 'route', params: { routingGroup: 'etl' } },
    },
  ];
  const { decide, recorded } = decider(asking);
  expect(await decide(request({ user: 'alice' }))).toMatchObject({ routingGroup: 'etl' });
  expect(recorded[0]!.moment).toMatchObject({ groups: ['analysts'], load: undefined });
  const other = decider([]);
  await other.decide(request({ user: 'alice' }));
  expect(other.recorded[0]!.moment).toMatchObject({ groups: undefined, load: undefined });
});
