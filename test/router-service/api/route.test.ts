import type { RouteResponse } from '../../../protocol/decision';
import { type RunningRouter, startRouter } from '../running-router';
import { ROUTE_RULES } from './route-rules';

let router: RunningRouter;

beforeAll(async () => {
  router = await startRouter();
  await router.api.post('/v1/rules').send(ROUTE_RULES).expect(201);
});
afterAll(() => router.stop());

const route = async (body: object, headers: Record<string, string> = {}) => {
  const answer = await router.api.post('/v1/route').set(headers).send(body).expect(200);
  return answer.body as RouteResponse;
};

describe('the plain body', () => {
  test('gets group, reason, rule and what was understood', async () => {
    const answer = await route({
      statement: 'insert into hive.sales.orders select * from tpch.tiny.orders',
      user: 'alice',
    });
    expect(answer).toMatchObject({
      routingGroup: 'big',
      errors: [],
      externalHeaders: {},
      decision: {
        reason: 'RULE_MATCHED',
        rule: 'big-table',
        routingGroup: 'big',
        ruleSetRevision: 2,
        statement: {
          queryType: 'Insert',
          writeTables: ['hive.sales.orders'],
          readTables: ['tpch.tiny.orders'],
        },
      },
    });
  });

  test.each([
    ['its source', { source: 'airflow' }, 'etl'],
    ['a header in it', { headers: { 'X-Trino-Source': 'airflow' } }, 'etl'],
    [
      'its source before its headers',
      { source: 'x', headers: { 'x-trino-source': 'airflow' } },
      'adhoc',
    ],
    [
      'its catalog and schema',
      { statement: 'table orders', catalog: 'hive', schema: 'sales' },
      'big',
    ],
    [
      'its prepared statements',
      { statement: 'execute p', preparedStatements: { p: 'select * from hive.sales.orders' } },
      'big',
    ],
    [
      'prepared statements of its headers',
      {
        statement: 'execute p',
        headers: { 'x-trino-prepared-statement': 'p=select+*+from+hive.sales.orders' },
      },
      'big',
    ],
    ['nothing', {}, 'adhoc'],
  ])('is decided by %s', async (_, changes, expected) => {
    expect((await route({ statement: 'select 1', ...changes })).routingGroup).toBe(expected);
  });

  test('is not decided by the HTTP headers of the tool that asks', async () => {
    const answer = await route({ statement: 'select 1' }, { 'X-Trino-Source': 'airflow' });
    expect(answer.routingGroup).toBe('adhoc');
  });

  test('gets every problem at once with its path', async () => {
    const { body } = await router.api
      .post('/v1/route')
      .send({ statment: 'x', clientTags: ['a', 7], headers: { a: 1 } })
      .expect(400);
    expect(body).toMatchObject({ code: 'BAD_REQUEST', message: 'The request body has 4 problems' });
    const { problems } = body as { problems: { path: string }[] };
    expect(problems.map(({ path }) => path).sort()).toEqual([
      'clientTags[1]',
      'headers.a',
      'statement',
      'statment',
    ]);
  });
});

test('200 decisions at once equal the same ones made one by one', async () => {
  const statements = [
    'select * from hive.sales.orders',
    'drop table a.b.c',
    'select 1',
    'with t as (select * from x.y.z) select * from t join hive.sales.orders on true',
  ];
  const requests = Array.from({ length: 200 }, (_, i) => ({
    statement: `${statements[i % 4]} -- ${i}`,
    user: i % 7 === 0 ? 'boss' : `user-${i}`,
    ...(i % 3 === 0 && { source: 'airflow' }),
  }));
  const told = ({ decision, ...answer }: RouteResponse) => ({
    ...answer,
    errors: answer.errors.length,
    rule: decision?.rule,
    statement: decision?.statement,
  });
  const atOnce = await Promise.all(requests.map((request) => route(request)));
  const oneByOne: RouteResponse[] = [];
  for (const request of requests) oneByOne.push(await route(request));
  expect(atOnce.map(told)).toEqual(oneByOne.map(told));
  expect(new Set(atOnce.map(({ routingGroup }) => routingGroup))).toEqual(
    new Set(['etl', 'big', 'adhoc']),
  );
  expect(new Set([...atOnce, ...oneByOne].map(({ decision }) => decision?.id)).size).toBe(400);
});
