import { createHash } from 'node:crypto';
import { rawCall, type RunningRouter, startRouter } from '../running-router';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const TOKENS = ['view', 'operate', 'admin'].map((role) => ({
  name: `${role}-person`,
  role,
  sha256: sha256(`token-of-${role}`),
}));
const bearer = (role: string) => ({ Authorization: `Bearer token-of-${role}` });
const RULE = {
  name: 'one',
  conditions: { all: [{ fact: 'user', operator: 'equal', value: 'x' }] },
  event: { type: 'route', params: { routingGroup: 'etl' } },
};
const CLUSTER = { name: 'red', url: 'http://127.0.0.1:9003', routingGroups: ['adhoc'] };
const REPORT = { proxyId: 'p', clusterHealth: [], coordinators: [], queries: [] };

describe('with tokens', () => {
  let router: RunningRouter;
  beforeAll(async () => {
    router = await startRouter({ tokens: TOKENS });
  });
  afterAll(() => router.stop());

  const call = (method: string, path: string, headers: object, body?: object) => {
    const lines = Object.entries(headers).flat() as string[];
    if (body) lines.push('Content-Type', 'application/json');
    return rawCall(router.url + path, method, lines, body && JSON.stringify(body));
  };

  const calls: [string, string, object | undefined, number][] = [
    ['GET', '/v1/rules', undefined, 1],
    ['GET', '/v1/rules/revisions', undefined, 1],
    ['GET', '/v1/rules/schema.json', undefined, 1],
    ['GET', '/v1/clusters', undefined, 1],
    ['GET', '/v1/clusters/blue', undefined, 1],
    ['GET', '/v1/queries', undefined, 1],
    ['GET', '/v1/decisions', undefined, 1],
    ['POST', '/v1/analyze', { statement: 'select 1' }, 1],
    ['POST', '/v1/rules/validate', { rules: [] }, 1],
    ['POST', '/v1/rules/test', { request: {} }, 1],
    ['GET', '/v1/clusters/blue/drains', undefined, 1],
    ['POST', '/v1/clusters/blue/drain', undefined, 2],
    ['POST', '/v1/clusters/blue/activate', undefined, 2],
    ['POST', '/v1/clusters/blue/deactivate', undefined, 2],
    ['POST', '/v1/reports', REPORT, 2],
    ['POST', '/v1/rules', { rules: [] }, 3],
    ['PUT', '/v1/rules/one', RULE, 3],
    ['DELETE', '/v1/rules/one', undefined, 3],
    ['POST', '/v1/rules/revisions/1/activate', undefined, 3],
    ['POST', '/v1/clusters', CLUSTER, 3],
    ['PUT', '/v1/clusters/red', CLUSTER, 3],
    ['DELETE', '/v1/clusters/red', undefined, 3],
  ];

  test.each(calls)('%s %s is open to the roles that may', async (method, path, body, rank) => {
    const nobody = await call(method, path, {}, body);
    expect(nobody.status).toBe(401);
    expect(nobody.headers['www-authenticate']).toMatch(/^Bearer/);
    const stranger = await call(method, path, { Authorization: 'Bearer guess' }, body);
    expect(stranger.status).toBe(401);
    for (const [i, role] of ['view', 'operate', 'admin'].entries()) {
      const { status } = await call(method, path, bearer(role), body);
      if (i + 1 < rank) expect([role, status]).toEqual([role, 403]);
      else expect([role, [200, 201, 204, 409].includes(status)]).toEqual([role, true]);
    }
  });

  test.each(['/livez', '/readyz', '/metrics', '/openapi.json', '/docs', '/docs/start.js'])(
    '%s is open to everyone',
    async (path) => {
      await router.api.get(path).expect(200);
    },
  );

  test("decisions are open to everyone, as Authorization there is the client's own", async () => {
    const statement = { statement: 'select 1' };
    await router.api
      .post('/v1/route')
      .set('Authorization', 'Bearer of-trino')
      .send(statement)
      .expect(200);
  });

  test.each([
    ['Basic', `Basic ${Buffer.from('a:token-of-admin').toString('base64')}`],
    ['nothing behind Bearer', 'Bearer '],
    ['the hash itself', `Bearer ${sha256('token-of-admin')}`],
    ['a part', 'Bearer token-of-admi'],
  ])('%s is no token', async (_, authorization) => {
    await router.api.get('/v1/rules').set('Authorization', authorization).expect(401);
  });

  test('the history of the rules names the token', async () => {
    await router.api
      .post('/v1/rules?note=why')
      .set(bearer('admin'))
      .send({ rules: [] })
      .expect(201);
    const { body } = await router.api.get('/v1/rules/revisions').set(bearer('view')).expect(200);
    const { revisions } = body as { revisions: object[] };
    expect(revisions[0]).toMatchObject({ author: 'admin-person', note: 'why', active: true });
  });

  test('tokens never reach the log', () => {
    expect(router.logged()).not.toContain('token-of-');
  });
});

describe('without tokens', () => {
  let router: RunningRouter;
  beforeAll(async () => {
    router = await startRouter();
  });
  afterAll(() => router.stop());

  const change = (headers: Record<string, string>) =>
    router.api.post('/v1/rules').set(headers).send({ rules: [] });

  test.each([
    ['another site', { Origin: 'https://evil.example' }],
    ['another port of this machine', { Origin: 'http://127.0.0.1:1' }],
    ['a page without origin', { Origin: 'null' }],
    ['a cross-site call', { 'Sec-Fetch-Site': 'cross-site' }],
  ])('changes from %s are refused', async (_, headers) => {
    const { body } = await change(headers as Record<string, string>).expect(403);
    expect(body).toMatchObject({ code: 'FOREIGN_ORIGIN' });
  });

  test('a change without a body from another site is refused too', async () => {
    await router.api
      .post('/v1/clusters/blue/deactivate')
      .set('Origin', 'https://evil.example')
      .expect(403);
    const { body } = await router.api.get('/v1/clusters/blue').expect(200);
    expect(body).toMatchObject({ admission: 'ACTIVE' });
  });

  test('changes from tools and from our own pages are taken', async () => {
    await change({}).expect(201);
    await change({ Origin: router.url, 'Sec-Fetch-Site': 'same-origin' }).expect(201);
    await change({ Origin: 'https://proxy.example', 'X-Forwarded-Host': 'proxy.example' }).expect(
      201,
    );
  });

  test('reading is open', async () => {
    await router.api.get('/v1/rules').set('Origin', 'https://evil.example').expect(200);
  });
});
