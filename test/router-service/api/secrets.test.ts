import { rawCall, eventually, type RunningRouter, startRouter } from '../running-router';

const SECRETS = [
  ['Authorization', 'Bearer secret-1'],
  ['authorization', 'Basic c2VjcmV0LTI6c2VjcmV0LTM='],
  ['Cookie', 'Trino-UI-Token=secret-4'],
  ['cookie', 'secret-5=1'],
  ['X-Trino-Extra-Credential', 'token=secret-6'],
  ['x-trino-extra-credential', 'token=secret-7'],
  ['X-Presto-Extra-Credential', 'token=secret-8'],
  ['proxy-authorization', 'secret-9'],
] as const;

const PREPARED = ['x-trino-prepared-statement', 'p=select+%27secret-10%27'];

let router: RunningRouter;
beforeAll(async () => {
  router = await startRouter();
});
afterAll(() => router.stop());

const gatewayBody = JSON.stringify({
  trinoQueryProperties: { body: "select 'secret-11' from from", isNewQuerySubmission: true },
  trinoRequestUser: {},
  method: 'POST',
  requestURI: '/v1/statement',
});

test('credentials and statement texts reach neither the log nor the history', async () => {
  const url = `${router.url}/v1/route`;
  for (const line of SECRETS) {
    const lines = [...line, ...PREPARED, 'X-Trino-User', 'alice'];
    await rawCall(url, 'POST', lines, gatewayBody);
    const plain = {
      statement: 'select 1',
      headers: { [line[0]]: line[1], 'x-trino-user': 'alice' },
    };
    await router.api.post('/v1/route').send(plain).expect(200);
    // What fails must not quote it either.
    await rawCall(url, 'POST', lines, '{"statement": secret-12');
    await rawCall(`${router.url}/v1/nothing?token=secret-13`, 'GET', lines);
  }
  const decisions = await eventually(
    async () => (await router.api.get('/v1/decisions?limit=100&user=alice')).text,
    (text) =>
      (JSON.parse(text) as { decisions: unknown[] }).decisions.length === 2 * SECRETS.length,
  );
  expect(decisions).toContain('x-trino-user');
  expect(decisions).not.toMatch(/secret|c2VjcmV0/);
  expect(router.logged()).toContain('answered a request');
  expect(router.logged()).not.toMatch(/secret-|c2VjcmV0/);
});
