import { gzipSync } from 'node:zlib';
import { rawCall, type RunningRouter, startRouter } from '../running-router';

let router: RunningRouter;
beforeAll(async () => {
  router = await startRouter({ routerService: { bodyLimit: '64kB' } });
});
afterAll(() => router.stop());

interface ErrorBody {
  code: string;
  message: string;
  path?: string;
  requestId: string;
}

test.each([
  ['/v1/route', { statement: 'x'.repeat(64_000) }],
  ['/v1/rules', { rules: ['x'.repeat(64_000)] }],
])('a body beyond the limit gets 413 on %s', async (path, body) => {
  const { body: error, headers } = await router.api.post(path).send(body).expect(413);
  expect(error).toMatchObject({
    code: 'BODY_TOO_LARGE',
    message: expect.stringContaining('64000 bytes') as string,
    requestId: headers['x-request-id'],
  });
});

test('a body that only turns out too long while it comes gets 413 as well', async () => {
  const parts = async function* () {
    for (let i = 0; i < 50; i++) {
      yield Buffer.alloc(10_000, 0x20);
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  const init = { method: 'POST', body: parts(), duplex: 'half' } as unknown as RequestInit;
  const answer = await fetch(`${router.url}/v1/route`, init);
  expect(answer.status).toBe(413);
  await answer.text();
});

test('a body up to the limit is read', async () => {
  const wrapping = JSON.stringify({ statement: '' }).length;
  const statement = `select '${'x'.repeat(64_000 - wrapping - 9)}'`;
  await router.api.post('/v1/route').send({ statement }).expect(200);
});

test.each([
  ['{"statement": }', 'line 1, column 15'],
  ['{"statement": "select 1",\n  "user": alice}', 'line 2, column 11'],
  ['', 'line 1, column 1'],
])('malformed JSON gets 400 with its place: %j', async (text, place) => {
  const answer = await router.api.post('/v1/route').type('json').send(text).expect(400);
  expect((answer.body as ErrorBody).message).toContain(place);
});

test.each([
  ['a list', '[]'],
  ['a text', '"select 1"'],
  ['null', 'null'],
])('%s is no request body', async (_, text) => {
  await router.api.post('/v1/route').type('json').send(text).expect(400);
});

test('nesting without end gets 400', async () => {
  const text = `{"rules": ${'['.repeat(20_000)}${']'.repeat(20_000)}}`;
  const answer = await router.api.post('/v1/rules').type('json').send(text).expect(400);
  expect((answer.body as ErrorBody).message).toContain('levels deep');
});

test.each([
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  '',
])(
  'the content type "%s", which any web page may send, gets 415 where JSON is changed',
  async (type) => {
    const lines = type === '' ? [] : ['Content-Type', type];
    const answer = await rawCall(`${router.url}/v1/rules`, 'POST', lines, '{"rules": []}');
    expect(answer.status).toBe(415);
    expect((JSON.parse(answer.text) as ErrorBody).message).toContain('application/json');
  },
);

test('a compressed body gets 415', async () => {
  const answer = await fetch(`${router.url}/v1/rules/validate`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' },
    body: gzipSync('{"rules": []}'),
  });
  expect(answer.status).toBe(415);
});

test.each([
  ['PATCH', '/v1/rules', 'GET, HEAD, POST'],
  ['GET', '/v1/route', 'POST'],
  ['OPTIONS', '/v1/route', 'POST'],
  ['PUT', '/v1/clusters', 'GET, HEAD, POST'],
  ['POST', '/v1/clusters/blue', 'GET, HEAD, PUT, DELETE'],
  ['GET', '/v1/clusters/blue/activate', 'POST'],
  ['DELETE', '/livez', 'GET, HEAD'],
])('%s %s gets 405 with what is allowed', async (method, path, allowed) => {
  const answer = await rawCall(router.url + path, method, []);
  expect(answer.status).toBe(405);
  expect(String(answer.headers.allow).split(', ').sort()).toEqual(allowed.split(', ').sort());
  if (method !== 'HEAD')
    expect(JSON.parse(answer.text)).toMatchObject({ code: 'METHOD_NOT_ALLOWED' });
});

test.each([
  '/v1/nothing',
  '/v1',
  '/v1/clusters/blue/explode',
  '/docs/../package.json',
  '/docs/x.js',
])('%s gets 404 as JSON', async (path) => {
  const answer = await rawCall(router.url + path, 'GET', []);
  expect(answer.status).toBe(404);
  expect(JSON.parse(answer.text)).toMatchObject({ code: 'NOT_FOUND' });
});

test('a path that cannot be decoded gets 400', async () => {
  const answer = await rawCall(`${router.url}/v1/clusters/%zz`, 'GET', []);
  expect(answer.status).toBe(400);
  expect(JSON.parse(answer.text)).toMatchObject({ code: 'BAD_REQUEST' });
});

test.each([
  ['req-42.a_B', true],
  ['a b', false],
  ['x'.repeat(65), false],
  ['<script>', false],
])('the request id %j is taken over: %s', async (id, taken) => {
  const answer = await rawCall(`${router.url}/v1/nothing`, 'GET', ['X-Request-Id', id]);
  expect(answer.headers['x-request-id'] === id).toBe(taken);
  expect(answer.headers['x-request-id']).toMatch(/^[A-Za-z0-9._-]+$/);
  expect((JSON.parse(answer.text) as ErrorBody).requestId).toBe(answer.headers['x-request-id']);
});

test('a client that goes away in the middle of its body harms nobody', async () => {
  const controller = new AbortController();
  const body = new ReadableStream({ start: (stream) => stream.enqueue(Buffer.from('{"st')) });
  const init = { method: 'POST', body, duplex: 'half', signal: controller.signal };
  const call = fetch(`${router.url}/v1/route`, init as unknown as RequestInit);
  setTimeout(() => controller.abort(), 100);
  await expect(call).rejects.toThrow();
  await router.api.get('/livez').expect(200);
  expect(router.logged()).not.toContain('"level":50');
});
