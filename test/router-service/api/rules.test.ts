import { type RunningRouter, startRouter } from '../running-router';

const rule = (name: string, user: string, routingGroup: string) => ({
  name,
  conditions: { all: [{ fact: 'user', operator: 'equal', value: user }] },
  event: { type: 'route', params: { routingGroup } },
});

interface Revision {
  revision: number;
  active: boolean;
  ruleSet: { rules: { name: string }[] };
}

let router: RunningRouter;
beforeAll(async () => {
  router = await startRouter();
});
afterAll(() => router.stop());

const groupOf = async (user: string) => {
  const { body } = await router.api
    .post('/v1/route')
    .send({ statement: 'select 1', user })
    .expect(200);
  return (body as { routingGroup: string }).routingGroup;
};
const post = async (rules: object[], query = '') =>
  (await router.api.post(`/v1/rules${query}`).send({ rules }).expect(201)).body as Revision;

test('a fresh installation runs the starter rules as revision 1', async () => {
  const { body, headers } = await router.api.get('/v1/rules').expect(200);
  expect(headers.etag).toBe('"1"');
  expect((body as { rules: object[] }).rules.length).toBeGreaterThan(0);
});

test('a posted rule set decides at once and is answered as its revision', async () => {
  const answer = await router.api
    .post('/v1/rules?note=first')
    .send({ rules: [rule('alice', 'alice', 'etl')] })
    .expect(201);
  const { revision } = answer.body as Revision;
  expect(answer.headers.etag).toBe(`"${revision}"`);
  expect(answer.headers.location).toBe(`/v1/rules/revisions/${revision}`);
  expect(answer.body).toMatchObject({ active: true, author: 'anonymous', note: 'first' });
  expect(await groupOf('alice')).toBe('etl');
});

test('what GET answers can be posted again under its ETag, a second time it is stale', async () => {
  const current = await router.api.get('/v1/rules').expect(200);
  const again = () =>
    router.api
      .post('/v1/rules')
      .set('If-Match', String(current.headers.etag))
      .send(current.body as object);
  await again().expect(201);
  const { body } = await again().expect(409);
  expect(body).toMatchObject({ code: 'STALE_REVISION' });
});

test('a caller that knows the active revision gets 304', async () => {
  const { headers } = await router.api.get('/v1/rules').expect(200);
  await router.api.get('/v1/rules').set('If-None-Match', String(headers.etag)).expect(304);
});

test('YAML is taken by its content type', async () => {
  const yaml = `rules:
  - name: yaml
    conditions: { all: [{ fact: user, operator: equal, value: yara }] }
    event: { type: route, params: { routingGroup: big } }
`;
  await router.api.post('/v1/rules').type('application/yaml').send(yaml).expect(201);
  expect(await groupOf('yara')).toBe('big');
});

test.each([
  ['a key that stands twice', 'rules: []\nrules: []\n'],
  ['broken YAML', 'rules: [\n'],
])('%s gets 400', async (_, yaml) => {
  await router.api.post('/v1/rules').type('application/yaml').send(yaml).expect(400);
});

test('with activate=false it is only stored, until it is activated', async () => {
  await post([rule('bob', 'bob', 'etl')]);
  const stored = await post([rule('bob', 'bob', 'big')], '?activate=false');
  expect(stored.active).toBe(false);
  expect(await groupOf('bob')).toBe('etl');
  const path = `/v1/rules/revisions/${stored.revision}`;
  const { body, headers } = await router.api.post(`${path}/activate`).expect(200);
  expect(body).toMatchObject({ revision: stored.revision, active: true });
  expect(headers.etag).toBe(`"${stored.revision}"`);
  expect(await groupOf('bob')).toBe('big');
});

test('an older revision can be read and activated again', async () => {
  const first = await post([rule('carol', 'carol', 'etl')]);
  await post([]);
  expect(await groupOf('carol')).toBe('adhoc');
  const { body } = await router.api.get(`/v1/rules/revisions/${first.revision}`).expect(200);
  expect(body).toMatchObject({ active: false, ruleSet: { rules: [{ name: 'carol' }] } });
  await router.api.post(`/v1/rules/revisions/${first.revision}/activate`).expect(200);
  expect(await groupOf('carol')).toBe('etl');
});

test('revisions are listed newest first, without their rules, one of them active', async () => {
  const { body } = await router.api.get('/v1/rules/revisions').expect(200);
  const { revisions } = body as { revisions: Revision[] };
  const numbers = revisions.map(({ revision }) => revision);
  expect(numbers).toEqual([...numbers].sort((a, b) => b - a));
  expect(revisions.filter(({ active }) => active)).toHaveLength(1);
  expect(revisions[0]).not.toHaveProperty('ruleSet');
});

test('one rule can be replaced, appended and removed', async () => {
  await post([rule('one', 'ann', 'etl'), rule('two', 'bea', 'etl')]);
  await router.api
    .put('/v1/rules/one')
    .send(rule('one', 'ann', 'big'))
    .expect(200);
  await router.api
    .put('/v1/rules/three')
    .send(rule('three', 'cleo', 'big'))
    .expect(200);
  const { body } = await router.api.delete('/v1/rules/two').expect(200);
  expect((body as Revision).ruleSet.rules.map(({ name }) => name)).toEqual(['one', 'three']);
  expect([await groupOf('ann'), await groupOf('bea'), await groupOf('cleo')]).toEqual([
    'big',
    'adhoc',
    'big',
  ]);
  await router.api.delete('/v1/rules/two').expect(404);
  await router.api.delete('/v1/rules/one').set('If-Match', '"1"').expect(409);
});

test('every problem of a rule set is told at once and nothing is stored', async () => {
  const before = await router.api.get('/v1/rules/revisions').expect(200);
  const bad = {
    defaultRoutingGroup: 'not a group!',
    rules: [
      {
        ...rule('a', 'x', 'etl'),
        conditions: { all: [{ fact: 'usr', operator: 'equal', value: 'x' }] },
      },
      { ...rule('b', 'x', 'etl'), event: { type: 'rout', params: {} } },
    ],
  };
  const { body } = await router.api.post('/v1/rules').send(bad).expect(400);
  const { problems } = body as { problems: { path: string }[] };
  const paths = problems.map(({ path }) => path);
  expect(paths).toContain('defaultRoutingGroup');
  expect(paths.some((path) => path.startsWith('rules[1].event'))).toBe(true);
  const after = await router.api.get('/v1/rules/revisions').expect(200);
  expect(after.body).toEqual(before.body);

  const validated = await router.api.post('/v1/rules/validate').send(bad).expect(200);
  expect(validated.body).toEqual({ valid: false, problems, warnings: [], hints: [] });
});

test('validation of a good rule set stores nothing', async () => {
  const { headers } = await router.api.get('/v1/rules').expect(200);
  const { body } = await router.api.post('/v1/rules/validate').send({ rules: [] }).expect(200);
  expect(body).toEqual({ valid: true, problems: [], warnings: [], hints: [] });
  expect((await router.api.get('/v1/rules')).headers.etag).toBe(headers.etag);
});

test.each(['0', 'x', '-1', '1.5', '9999999999'])('revision %s gets 400', async (revision) => {
  await router.api.get(`/v1/rules/revisions/${revision}`).expect(400);
});

test('a revision that does not exist gets 404', async () => {
  await router.api.get('/v1/rules/revisions/99999').expect(404);
  await router.api.post('/v1/rules/revisions/99999/activate').expect(404);
});

test('a wrong query parameter is told by its name', async () => {
  const { body } = await router.api.post('/v1/rules?activate=no').send({ rules: [] }).expect(400);
  expect(body).toMatchObject({ path: 'activate', message: 'activate must be true or false' });
});
