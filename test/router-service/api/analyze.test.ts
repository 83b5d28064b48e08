import { type RunningRouter, startRouter } from '../running-router';

let router: RunningRouter;
beforeAll(async () => {
  router = await startRouter();
});
afterAll(() => router.stop());

const analyze = async (body: object) =>
  (await router.api.post('/v1/analyze').send(body).expect(200)).body as Record<string, unknown>;

test('the facts of a statement, its names completed from the session', async () => {
  const facts = await analyze({
    statement: 'with a as (select * from t) select count(*) from a join s.u on true',
    catalog: 'hive',
    schema: 'web',
  });
  expect(facts).toMatchObject({
    parsed: true,
    complete: true,
    parser: 'trino-grammar',
    queryType: 'Query',
    resourceGroupQueryType: 'SELECT',
    catalogs: ['hive'],
    schemas: ['web', 's'],
    tables: ['hive.web.t', 'hive.s.u'],
    functions: ['count'],
    shape: { joins: 1, subqueries: 1 },
  });
});

test('a mistake is told with its place', async () => {
  const { parsed, syntaxError } = await analyze({ statement: 'select a\nfrom t\nwhere' });
  expect(parsed).toBe(false);
  expect(syntaxError).toEqual({
    message: 'Expected an expression, found the end of the statement',
    line: 3,
    column: 6,
  });
});

test('prepared statements are those of the field, or of a V2 body', async () => {
  const prepared = { p: 'delete from c.s.t' };
  const v2 = JSON.stringify({ query: 'execute p', preparedStatements: prepared });
  for (const body of [{ statement: 'execute p', preparedStatements: prepared }, { statement: v2 }])
    expect(await analyze(body)).toMatchObject({ queryType: 'Delete', writeTables: ['c.s.t'] });
});

test('1 MB of brackets gets an answer that says how much it is worth', async () => {
  expect(await analyze({ statement: `select ${'('.repeat(1_000_000)}` })).toMatchObject({
    parsed: false,
    complete: false,
    parser: 'scan',
    queryType: 'Query',
  });
});
