import { eventually, type RunningRouter, startRouter } from '../running-router';

const QUERY_ID = '20260101_000000_00001_abcde';
const source = (value: string) => ({ all: [{ fact: 'source', operator: 'equal', value }] });
const rules = (more: object[] = []) => ({
  rules: [
    {
      name: 'pipelines',
      conditions: source('airflow'),
      event: { type: 'route', params: { routingGroup: 'etl' } },
    },
    ...more,
  ],
});

let router: RunningRouter;
beforeAll(async () => {
  router = await startRouter();
  await router.api.post('/v1/rules').send(rules()).expect(201);
});
afterAll(() => router.stop());

interface Explained {
  query?: object;
  decision: { ruleSetRevision: number };
  explanation: { outcome: { rule?: string }; rules: { name: string; matched: boolean }[] };
}

async function decided(statement: string): Promise<string> {
  const { body } = await router.api
    .post('/v1/route')
    .send({ statement, source: 'airflow' })
    .expect(200);
  const { id } = (body as { decision: { id: string } }).decision;
  await eventually(
    async () => (await router.api.get(`/v1/decisions/${id}`)).status,
    (status) => status === 200,
  );
  return id;
}

test('a query is explained by the rules of its decision, which may have changed since', async () => {
  const decisionId = await decided('select 1');
  const query = { queryId: QUERY_ID, decisionId, cluster: 'green', state: 'RUNNING' };
  const report = { proxyId: 'p', clusterHealth: [], coordinators: [], queries: [query] };
  await router.api.post('/v1/reports').send(report).expect(200);
  await router.api.post('/v1/rules').send({ rules: [] }).expect(201);
  await eventually(
    async () => (await router.api.get(`/v1/queries/${QUERY_ID}`)).status,
    (status) => status === 200,
  );
  const { body } = await router.api.get(`/v1/queries/${QUERY_ID}/explain`).expect(200);
  const { decision, explanation, ...rest } = body as Explained;
  expect(rest.query).toMatchObject({ queryId: QUERY_ID, cluster: 'green' });
  expect(decision).toMatchObject({ id: decisionId, ruleSetRevision: 2, rule: 'pipelines' });
  expect(explanation).toMatchObject({
    outcome: { rule: 'pipelines', routingGroup: 'etl' },
    rules: [
      {
        name: 'pipelines',
        matched: true,
        part: 'decided',
        conditions: { all: [{ fact: 'source', seen: { value: 'airflow' }, holds: true }] },
      },
    ],
  });
});

test('a query without a decision says why it has none', async () => {
  const queryId = '20260101_000000_00002_abcde';
  const query = { queryId, cluster: 'green', state: 'RUNNING' };
  const report = { proxyId: 'p', clusterHealth: [], coordinators: [], queries: [query] };
  await router.api.post('/v1/reports').send(report).expect(200);
  const { body } = await eventually(
    async () => router.api.get(`/v1/queries/${queryId}/explain`),
    ({ status }) => status !== 404,
  );
  expect(body).toMatchObject({ code: 'NO_DECISION' });
});

test('rules that asked for the text, which was not kept, cannot be explained', async () => {
  const byText = {
    name: 'text',
    conditions: { all: [{ fact: 'statement', operator: 'matches', value: 'x' }] },
    event: { type: 'route', params: { routingGroup: 'etl' } },
  };
  await router.api
    .post('/v1/rules')
    .send(rules([byText]))
    .expect(201);
  const id = await decided('select 2');
  const { body } = await router.api.get(`/v1/decisions/${id}/explain`).expect(409);
  expect((body as { message: string }).message).toContain('history.statements keeps the text');
});

test('what is not known is not found', async () => {
  await router.api.get('/v1/decisions/nothing/explain').expect(404);
  await router.api.get('/v1/queries/nothing/explain').expect(404);
});
