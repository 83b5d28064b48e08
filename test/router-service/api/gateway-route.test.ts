import type { RouteResponse } from '../../../protocol/decision';
import { rawCall, type RunningRouter, startRouter } from '../running-router';
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

const gateway = (properties: object = {}, rest: object = {}) => ({
  trinoQueryProperties: { body: 'select 1', isNewQuerySubmission: true, ...properties },
  trinoRequestUser: { user: 'alice' },
  method: 'POST',
  requestURI: '/v1/statement',
  remoteUser: null,
  queryString: null,
  session: null,
  remoteAddr: '10.0.0.9',
  ...rest,
});

describe("Trino Gateway's body", () => {
  test('is decided by the headers of its client', async () => {
    const answer = await route(gateway(), { 'X-Trino-Source': 'airflow' });
    expect(answer).toMatchObject({ routingGroup: 'etl', decision: { rule: 'airflow' } });
  });

  test('answers headers as the client spelled them, tags joined and properties encoded', async () => {
    const lines = [
      'x-trino-source',
      'airflow',
      'x-trino-client-tags',
      'mine',
      'X-TRINO-Session',
      'a=b',
    ];
    const answer = await rawCall(
      `${router.url}/v1/route`,
      'POST',
      lines,
      JSON.stringify(gateway()),
    );
    expect((JSON.parse(answer.text) as RouteResponse).externalHeaders).toEqual({
      'x-trino-client-tags': 'mine,etl',
      'X-TRINO-Session': 'a=b,query_max_run_time=1%20h',
    });
  });

  test('is read as JSON with two content types, Expect, Upgrade and a compressed client body', async () => {
    const lines = [
      ...['Content-Type', 'application/json; charset=utf-8', 'Content-Type', 'text/plain'],
      ...['Expect', '100-continue', 'Connection', 'Upgrade, HTTP2-Settings', 'Upgrade', 'h2c'],
      ...['Accept-Encoding', 'gzip, br', 'Content-Encoding', 'gzip'],
    ];
    const answer = await rawCall(
      `${router.url}/v1/route`,
      'POST',
      lines,
      JSON.stringify(gateway()),
    );
    expect(answer.status).toBe(200);
    expect(answer.headers['content-encoding']).toBeUndefined();
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(JSON.parse(answer.text)).toMatchObject({ routingGroup: 'adhoc', errors: [] });
  });

  test('is answered when a client expects something strange', async () => {
    const lines = ['Expect', 'something-else'];
    const answer = await rawCall(
      `${router.url}/v1/route`,
      'POST',
      lines,
      JSON.stringify(gateway()),
    );
    expect(answer.status).toBe(200);
  });

  test.each([
    ['GET', '/ui/'],
    ['GET', '/v1/info'],
    ['POST', '/oauth2/callback'],
    ['HEAD', '/v1/spooled/download/x'],
  ])('%s %s gets the default group at once, without a decision', async (method, requestURI) => {
    const answer = await route(gateway({}, { method, requestURI }), {
      'X-Trino-Source': 'airflow',
    });
    expect(answer).toEqual({ routingGroup: 'adhoc', errors: [], externalHeaders: {} });
  });

  test('is decided by what the gateway understood of a statement that it does not send', async () => {
    const answer = await route(
      gateway({
        body: '',
        queryType: 'Insert',
        resourceGroupQueryType: 'INSERT',
        tables: ['hive.sales.orders'],
        catalogs: ['hive'],
        schemas: ['sales'],
        catalogSchemas: ['hive.sales'],
      }),
    );
    expect(answer).toMatchObject({
      routingGroup: 'big',
      decision: {
        rule: 'big-table',
        statement: {
          parsed: false,
          complete: false,
          queryType: 'Insert',
          tables: ['hive.sales.orders'],
          writeTables: ['hive.sales.orders'],
        },
      },
    });
  });

  test('is decided although the gateway sends neither text nor type', async () => {
    const answer = await route(gateway({ body: '' }), { 'X-Trino-Source': 'airflow' });
    expect(answer).toMatchObject({
      routingGroup: 'etl',
      decision: { statement: { complete: false } },
    });
  });

  test.each([
    ['the body', { user: 'boss' }, {}],
    ['the header', {}, { 'X-Trino-User': 'boss' }],
    ['the older header', {}, { 'X-Presto-User': 'boss' }],
    ['Basic', {}, { Authorization: `Basic ${Buffer.from('boss:pw').toString('base64')}` }],
  ])('takes the user from %s', async (_, trinoRequestUser, headers) => {
    const answer = await route(
      gateway({}, { trinoRequestUser }),
      headers as Record<string, string>,
    );
    expect(answer.decision?.rule).toBe('boss');
  });

  test('fills errors on a refusal with the message, the rule and the decision', async () => {
    const answer = await route(gateway({ body: 'drop table hive.sales.orders' }));
    expect(answer).toMatchObject({ routingGroup: 'adhoc', decision: { reason: 'REJECTED' } });
    expect(answer.errors).toEqual([
      `Tables are not dropped here (rule no-drops, decision ${answer.decision?.id})`,
    ]);
  });

  test('is answered without a null anywhere, whatever it holds', async () => {
    const bodies = [
      gateway(),
      gateway({ body: 'select from' }),
      gateway({ body: '' }),
      { requestURI: null },
    ];
    for (const body of bodies) expect(JSON.stringify(await route(body))).not.toContain('null');
  });
});

describe('the hint of the client', () => {
  test.each([
    ['a group that some cluster serves', 'etl', 'etl', 'CLIENT_HINT'],
    ['a group that no cluster serves', 'nowhere', 'adhoc', 'DEFAULT'],
  ])('%s', async (_, hint, routingGroup, reason) => {
    const answer = await route(gateway(), { 'X-Trino-Routing-Group': hint });
    expect(answer).toMatchObject({ routingGroup, decision: { reason } });
  });

  test('does not count against a rule', async () => {
    const headers = { 'X-Trino-Routing-Group': 'etl', 'X-Trino-User': 'boss' };
    const answer = await route(gateway({}, { trinoRequestUser: {} }), headers);
    expect(answer.decision).toMatchObject({ reason: 'RULE_MATCHED', routingGroup: 'big' });
  });
});
