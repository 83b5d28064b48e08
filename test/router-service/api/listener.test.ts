import { rawCall, type RunningRouter, startRouter } from '../running-router';

let router: RunningRouter;
beforeAll(async () => {
  router = await startRouter({ routerService: { bodyLimit: '64kB' } });
});
afterAll(() => router.stop());

/** The same call in the spelling that is answered directly, and in one that Express leads there. */
async function bothWays(method: string, headers: string[], body?: string) {
  const call = (path: string) => rawCall(`${router.url}${path}`, method, headers, body);
  return { direct: await call('/v1/route'), byExpress: await call('/v1/route/') };
}

type Answer = Awaited<ReturnType<typeof bothWays>>['direct'];

/** An answer without what is new in each: ids, times, and the length that follows from them. */
function lasting({ status, headers, text }: Answer): object {
  const { date: _date, 'x-request-id': _id, ...kept } = headers;
  const uuid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
  const time = /\d{4}-\d\d-\d\dT[\d:.]+Z/g;
  return { status, headers: kept, text: text.replace(uuid, 'ID').replace(time, 'TIME') };
}

const JSON_TYPE = ['Content-Type', 'application/json'];
const gatewayBody = JSON.stringify({
  trinoQueryProperties: { body: 'select 1', isNewQuerySubmission: true },
  method: 'POST',
  requestURI: '/v1/statement',
});

test.each<[what: string, status: number, headers: string[], body: string]>([
  ['a statement', 200, JSON_TYPE, '{"statement":"select 1","user":"ada"}'],
  ['a body without a type', 200, [], '{"statement":"select 1"}'],
  ["Trino Gateway's body", 200, ['X-Trino-Source', 'dbt', ...JSON_TYPE], gatewayBody],
  ['a text beyond ASCII', 200, JSON_TYPE, '{"statement":"select * from \\"größe\\""}'],
  ['no JSON', 400, JSON_TYPE, '{"statement":'],
  ['no body', 400, JSON_TYPE, ''],
  ['an unknown field', 400, JSON_TYPE, '{"statement":"select 1","usr":"ada"}'],
  ['a body beyond the limit', 413, JSON_TYPE, JSON.stringify({ statement: 'x'.repeat(64_001) })],
])('%s is answered as by Express', async (_, status, headers, body) => {
  const { direct, byExpress } = await bothWays('POST', headers, body);
  expect(direct.status).toBe(status);
  expect(lasting(direct)).toEqual(lasting(byExpress));
});

test('another method is refused as by Express', async () => {
  const { direct, byExpress } = await bothWays('GET', []);
  expect(direct.status).toBe(405);
  expect(direct.headers.allow).toBe(byExpress.headers.allow);
});

test('the request id of the caller is told again, and one that could not stand in a log is not', async () => {
  const body = '{"statement":"select 1"}';
  const given = await bothWays('POST', ['X-Request-Id', 'abc-1'], body);
  expect(given.direct.headers['x-request-id']).toBe('abc-1');
  const bad = await bothWays('POST', ['X-Request-Id', 'a b'], body);
  expect(bad.direct.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
});

test('both are counted under one route', async () => {
  const counted = async () => {
    const { text } = await router.api.get('/metrics').expect(200);
    const line = /http_requests_total\{method="POST",route="\/v1\/route",status="200"\} (\d+)/;
    return Number(line.exec(text)?.[1]);
  };
  await bothWays('POST', JSON_TYPE, '{"statement":"select 1"}');
  const before = await counted();
  await bothWays('POST', JSON_TYPE, '{"statement":"select 1"}');
  expect(await counted()).toBe(before + 2);
});

test('pages of other sites get a decision as before, as it changes nothing', async () => {
  const headers = ['Origin', 'https://elsewhere.example', ...JSON_TYPE];
  const { direct, byExpress } = await bothWays('POST', headers, '{"statement":"select 1"}');
  expect(lasting(direct)).toEqual(lasting(byExpress));
});
