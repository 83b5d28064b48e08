import { type RunningRouter, startRouter } from '../running-router';

const rule = (name: string, user: string, event: object) => ({
  name,
  conditions: { all: [{ fact: 'user', operator: 'equal', value: user }] },
  event,
});
const ruleSet = {
  rules: [
    rule('tagged', 'alice', { type: 'adjust', params: { clientTags: ['a'] } }),
    rule('routed', 'alice', { type: 'route', params: { routingGroup: 'etl' } }),
    rule('never', 'alice', { type: 'route', params: { routingGroup: 'big' } }),
  ],
};

let router: RunningRouter;
beforeAll(async () => {
  router = await startRouter();
  await router.api.post('/v1/rules').send(ruleSet).expect(201);
  for (const user of ['alice', 'alice', 'bob']) {
    await router.api.post('/v1/route').send({ statement: 'select 1', user }).expect(200);
  }
});
afterAll(() => router.stop());

interface Stats {
  [rule: string]: {
    hits: number;
    lastHitAt?: string;
    evaluations: number;
    evaluationSeconds: number;
  };
}
const rulesNow = async () =>
  (await router.api.get('/v1/rules').expect(200)).body as { stats: Stats };

test('each rule tells how often it matched, and when last', async () => {
  const { stats } = await rulesNow();
  expect(Object.keys(stats)).toEqual(['tagged', 'routed', 'never']);
  expect(stats.tagged).toMatchObject({ hits: 2, evaluations: 3 });
  expect(stats.routed).toMatchObject({ hits: 2, evaluations: 3 });
  expect(Date.parse(stats.routed!.lastHitAt!)).toBeGreaterThan(Date.now() - 600_000);
  // The rule before it ended both decisions that would have matched it.
  expect(stats.never).toMatchObject({ hits: 0, evaluations: 1 });
  expect(stats.never).not.toHaveProperty('lastHitAt');
  expect(stats.tagged!.evaluationSeconds).toBeGreaterThan(0);
});

test('metrics tell the same', async () => {
  const { text } = await router.api.get('/metrics').expect(200);
  expect(text).toContain('switchyard_rule_hits{rule="routed"} 2');
  expect(text).toContain('switchyard_rule_evaluations{rule="never"} 1');
  expect(text).toMatch(/switchyard_rule_last_hit_timestamp_seconds\{rule="routed"\} 1\.?\d+/);
  expect(text).toMatch(/switchyard_rule_evaluation_seconds\{rule="tagged"\} \d/);
});

test('what is read can be posted as it is', async () => {
  const read = await rulesNow();
  const { body } = await router.api.post('/v1/rules').send(read).expect(201);
  expect((body as { ruleSet: object }).ruleSet).toEqual(ruleSet);
});

test('rules that are gone leave the metrics', async () => {
  await router.api.post('/v1/rules').send({ rules: [] }).expect(201);
  const { text } = await router.api.get('/metrics').expect(200);
  expect(text).not.toContain('switchyard_rule_hits{');
  expect((await rulesNow()).stats).toEqual({});
});
