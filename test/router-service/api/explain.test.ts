import { type RunningRouter, startRouter } from '../running-router';

const rule = (name: string, condition: object, routingGroup: string) => ({
  name,
  conditions: { all: [condition] },
  event: { type: 'route', params: { routingGroup } },
});
const SALES = { fact: 'tables', operator: 'anyMatch', value: 'hive.sales.*' };
const WRITES = { fact: 'queryType', operator: 'equal', value: 'Insert' };
const ACTIVE = { rules: [rule('sales', SALES, 'etl'), rule('writes', WRITES, 'big')] };

interface Tested {
  revision?: number;
  results: {
    outcome: { routingGroup: string; reason: string; rule?: string };
    rules: { name: string; matched: boolean; part: string }[];
  }[];
}

let router: RunningRouter;
let revision: number;
beforeAll(async () => {
  router = await startRouter();
  const { body } = await router.api.post('/v1/rules').send(ACTIVE).expect(201);
  revision = (body as { revision: number }).revision;
});
afterAll(() => router.stop());

const tried = async (body: object) =>
  (await router.api.post('/v1/rules/test').send(body).expect(200)).body as Tested;
const problemsOf = async (body: object) => {
  const answer = await router.api.post('/v1/rules/test').send(body).expect(400);
  const { problems, path } = answer.body as { problems?: { path: string }[]; path?: string };
  return problems?.map((problem) => problem.path) ?? [path];
};

test('the active rules are tried on a statement as POST /v1/route takes it', async () => {
  const request = { statement: 'select * from orders', catalog: 'hive', schema: 'sales' };
  const { revision: of, results } = await tried({ request });
  expect(of).toBe(revision);
  expect(results).toHaveLength(1);
  expect(results[0]?.outcome).toMatchObject({ reason: 'RULE_MATCHED', routingGroup: 'etl' });
  expect(results[0]?.rules).toMatchObject([
    {
      name: 'sales',
      matched: true,
      part: 'decided',
      conditions: { all: [{ seen: { value: ['hive.sales.orders'] }, holds: true }] },
    },
    {
      name: 'writes',
      matched: false,
      part: 'not reached',
      conditions: {
        all: [{ why: 'queryType is "Query", which does not equal "Insert"', holds: false }],
      },
    },
  ]);
  const routed = await router.api.post('/v1/route').send(request).expect(200);
  expect(routed.body).toMatchObject({ routingGroup: 'etl' });
});

test('facts by name go before what is read from the statement', async () => {
  const requests = [
    { statement: 'select 1', queryType: 'Insert' },
    { statement: 'insert into hive.sales.x select 1' },
    { headers: { 'X-Trino-Routing-Group': 'adhoc' } },
    { hintedRoutingGroup: 'nobody' },
  ];
  const { results } = await tried({ requests });
  expect(results.map(({ outcome }) => [outcome.reason, outcome.routingGroup])).toEqual([
    ['RULE_MATCHED', 'big'],
    ['RULE_MATCHED', 'etl'],
    ['CLIENT_HINT', 'adhoc'],
    ['DEFAULT', 'adhoc'],
  ]);
});

test('a candidate is tried without being stored, and a stored revision by its number', async () => {
  const ruleSet = { rules: [rule('all writes', WRITES, 'etl')] };
  const request = { statement: 'insert into a.b.c select 1' };
  const candidate = await tried({ request, ruleSet });
  expect(candidate).not.toHaveProperty('revision');
  expect(candidate.results[0]?.outcome).toMatchObject({ rule: 'all writes', routingGroup: 'etl' });
  const first = await tried({ request, revision: 1 });
  expect(first.revision).toBe(1);
  expect((await tried({ request })).revision).toBe(revision);
  await router.api.post('/v1/rules/test').send({ request, revision: 999 }).expect(404);
});

test('every problem of a candidate is told at its place', async () => {
  const ruleSet = {
    rules: [rule('a', { ...SALES, fact: 'tabels' }, 'x y'), rule('b', WRITES, 'etl')],
  };
  expect(await problemsOf({ request: {}, ruleSet })).toEqual([
    'ruleSet.rules[0].conditions.all[0].fact',
    'ruleSet.rules[0].event.params.routingGroup',
  ]);
});

test.each<[what: string, body: object, paths: string[]]>([
  ['no request', {}, ['requests']],
  ['one and several', { request: {}, requests: [{}] }, ['requests']],
  ['none of several', { requests: [] }, ['requests']],
  ['too many', { requests: Array.from({ length: 101 }, () => ({})) }, ['requests']],
  [
    'wrong fields',
    { requests: [{}, { user: 5 }, { statment: 'select 1' }] },
    ['requests[1].user', 'requests[2].statment'],
  ],
  ['a candidate and a revision', { request: {}, ruleSet: {}, revision: 1 }, ['revision']],
])('%s gets 400 with the place', async (_, body, paths) => {
  expect(await problemsOf(body)).toEqual(paths);
});

test('more comparisons than an answer can hold are refused with what could be tried', async () => {
  const any = Array.from({ length: 2000 }, (_, index) => ({
    fact: 'user',
    operator: 'equal',
    value: `user ${index}`,
  }));
  const ruleSet = { rules: [{ ...rule('many', WRITES, 'etl'), conditions: { any } }] };
  const requests = Array.from({ length: 100 }, () => ({}));
  const { body } = await router.api.post('/v1/rules/test').send({ requests, ruleSet }).expect(400);
  expect(body).toMatchObject({ message: expect.stringContaining('50 requests can be tried') });
});

test('trying rules records no decision', async () => {
  const before = (await router.api.get('/v1/decisions').expect(200)).body as unknown;
  await tried({ request: { statement: 'select 1' } });
  expect((await router.api.get('/v1/decisions').expect(200)).body).toEqual(before);
});
