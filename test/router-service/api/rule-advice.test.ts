import { type RunningRouter, startRouter } from '../running-router';

const is = (fact: string, value: unknown) => ({ fact, operator: 'equal', value });
const rule = (name: string, all: object[], routingGroup = 'etl') => ({
  name,
  conditions: { all },
  event: { type: 'route', params: { routingGroup } },
});
const impossible = [is('user', 'ada'), is('user', 'bob')];

interface Advised {
  problems: { path: string; message: string }[];
  warnings: { path: string; message: string }[];
  hints: { path: string; message: string }[];
  revision: number;
}

let router: RunningRouter;
beforeAll(async () => {
  router = await startRouter();
});
afterAll(() => router.stop());

const placesOf = (body: unknown) => {
  const { warnings, hints } = body as Advised;
  return { warnings: warnings.map(({ path }) => path), hints: hints.map(({ path }) => path) };
};
const SHADOWED = {
  rules: [
    rule('one', [is('user', 'ada')]),
    rule('two', [is('user', 'ada'), is('source', 'cli')]),
    rule('three', [is('user', 'bob')], 'nowhere'),
  ],
};
const ADVICE = {
  warnings: ['rules[1]', 'rules[2].event.params.routingGroup'],
  hints: ['rules[0]'],
};

test('a new revision is answered with warnings and hints, and so is its activation', async () => {
  const { body } = await router.api.post('/v1/rules').send(SHADOWED).expect(201);
  expect(placesOf(body)).toEqual(ADVICE);
  const path = `/v1/rules/revisions/${(body as Advised).revision}/activate`;
  expect(placesOf((await router.api.post(path).expect(200)).body)).toEqual(ADVICE);
});

test('one rule is answered with what it means to the others', async () => {
  await router.api.post('/v1/rules').send({ rules: [rule('one', [is('user', 'ada')])] });
  const { body } = await router.api
    .put('/v1/rules/two')
    .send(rule('two', [is('user', 'ada')], 'adhoc'))
    .expect(200);
  expect(placesOf(body)).toEqual({ warnings: ['rules[1]'], hints: [] });
});

test('validation tells the same, and knows the clusters of this moment', async () => {
  const validate = () => router.api.post('/v1/rules/validate').send(SHADOWED).expect(200);
  const before = (await validate()).body as Advised;
  expect(before).toMatchObject({ valid: true, problems: [] });
  expect(placesOf(before)).toEqual(ADVICE);
  const url = 'http://127.0.0.1:9009';
  await router.api
    .post('/v1/clusters')
    .send({ name: 'new', url, routingGroups: ['nowhere'] })
    .expect(201);
  expect(placesOf((await validate()).body)).toEqual({ ...ADVICE, warnings: ['rules[1]'] });
});

test('conditions that can never hold are refused, by rule set and by rule', async () => {
  const before = (await router.api.get('/v1/rules')).headers.etag;
  const ruleSet = { rules: [rule('never', impossible)] };
  const posted = await router.api.post('/v1/rules').send(ruleSet).expect(400);
  const { problems } = posted.body as Advised;
  expect(problems).toEqual([
    { path: 'rules[0].conditions.all[1]', message: expect.stringContaining('can never hold') },
  ]);
  const validated = await router.api.post('/v1/rules/validate').send(ruleSet).expect(200);
  expect(validated.body).toEqual({ valid: false, problems, warnings: [], hints: [] });
  const put = await router.api.put('/v1/rules/never').send(rule('never', impossible)).expect(400);
  expect((put.body as Advised).problems).toMatchObject([{ path: 'conditions.all[1]' }]);
  expect((await router.api.get('/v1/rules')).headers.etag).toBe(before);
});

test('the schema for editors knows fields, facts and operators', async () => {
  const { body } = await router.api.get('/v1/rules/schema.json').expect(200);
  expect(body).toMatchObject({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'urn:switchyard:rule-set',
    title: 'Switchyard rule set',
    type: 'object',
    properties: { rules: { type: 'array' } },
  });
  const { $defs } = body as { $defs: { Condition: { anyOf: { properties?: object }[] } } };
  const comparison = $defs.Condition.anyOf.find(({ properties = {} }) => 'operator' in properties);
  expect(comparison?.properties).toMatchObject({
    fact: { enum: expect.arrayContaining(['user', 'tables', 'hour']) },
    operator: {
      anyOf: [
        { enum: expect.arrayContaining(['equal', 'cidr']) },
        { pattern: expect.stringContaining('someFact') },
      ],
    },
  });
});

test('a rule set in YAML is validated, too', async () => {
  const yaml = `rules:
  - name: yaml
    conditions: { all: [{ fact: hour, operator: greaterThan, value: 23 }] }
    event: { type: route, params: { routingGroup: big } }
`;
  const { body } = await router.api
    .post('/v1/rules/validate')
    .type('application/yaml')
    .send(yaml)
    .expect(200);
  expect(body).toMatchObject({
    valid: false,
    problems: [{ path: 'rules[0].conditions.all[0]', message: expect.stringContaining('0 to 23') }],
  });
});
