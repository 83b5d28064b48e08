import { type RunningRouter, startRouter } from '../running-router';

let router: RunningRouter;
beforeAll(async () => {
  router = await startRouter();
});
afterAll(() => router.stop());

test('the process tells that it lives and is ready', async () => {
  expect((await router.api.get('/livez').expect(200)).body).toEqual({ alive: true });
  expect((await router.api.get('/readyz').expect(200)).body).toEqual({
    ready: true,
    reasons: [],
    warnings: [],
  });
});

test('metrics count decisions, analyses and answers, and tell the revision', async () => {
  await router.api.post('/v1/route').send({ statement: 'select 1' }).expect(200);
  await router.api.get('/v1/clusters/nobody').expect(404);
  const { text, headers } = await router.api.get('/metrics').expect(200);
  expect(headers['content-type']).toContain('text/plain');
  expect(text).toMatch(
    /switchyard_decisions_total\{reason="DEFAULT",routing_group="adhoc",rule=""\} 1/,
  );
  expect(text).toMatch(/switchyard_decision_seconds_count 1/);
  expect(text).toMatch(/switchyard_statement_analyses_total\{parser="[a-z-]+",parsed="true"\} 1/);
  expect(text).toMatch(
    /switchyard_http_requests_total\{method="GET",route="\/v1\/clusters\/\{name\}",status="404"\} 1/,
  );
  expect(text).toMatch(/switchyard_rule_set_revision 1/);
  expect(text).toMatch(/switchyard_history_/);
  expect(text).toMatch(/process_cpu_seconds_total/);
});

test('a name that is asked for does not become a label', async () => {
  await router.api.get('/v1/some/secret/path').expect(404);
  await router.api.get('/v1/clusters/some-secret-name').expect(404);
  expect((await router.api.get('/metrics')).text).not.toContain('secret');
});

test('the home page leads to the documentation', async () => {
  await router.api.get('/').expect(302).expect('Location', '/docs');
});

test('the documentation loads nothing from elsewhere and allows nothing else', async () => {
  const { text, headers } = await router.api.get('/docs').expect(200);
  const policy = String(headers['content-security-policy']);
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self';");
  expect(text).not.toMatch(/<script(?![^>]*\bsrc=)|\bon\w+=|\bstyle=|https?:/);
  const sources = [...text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, source]) => String(source));
  expect(sources.length).toBeGreaterThanOrEqual(4);
  for (const source of sources) {
    const file = await router.api.get(source).expect(200);
    expect(file.headers['x-content-type-options']).toBe('nosniff');
    const type = source.endsWith('.js') ? 'javascript' : source.endsWith('.css') ? 'css' : 'png';
    expect(file.headers['content-type']).toContain(type);
  }
});
