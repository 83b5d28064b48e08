import { eventually } from '../../support/eventually';
import { rawCall, type RunningRouter, startRouter } from '../running-router';

let router: RunningRouter;
beforeAll(async () => {
  router = await startRouter({
    routerService: { bodyLimit: '3MB', analysisTimeout: '2s' },
    history: { flushInterval: '50ms', statements: true },
  });
  await router.api.post('/v1/rules').send(RULES).expect(201);
});
afterAll(() => router.stop());

const RULES = {
  defaultRoutingGroup: 'adhoc',
  rules: [
    {
      name: 'writes',
      conditions: { all: [{ fact: 'queryType', operator: 'equal', value: 'Insert' }] },
      event: { type: 'route', params: { routingGroup: 'etl' } },
    },
  ],
};

interface Line {
  at: number;
  route?: { routingGroup: string; decision: { id: string; rule?: string } };
  error?: { code: string; message: string; path?: string; requestId: string };
}

const TYPE = ['Content-Type', 'application/x-ndjson'];

/** In the spelling that is answered directly. */
const ask = (body: string, headers = TYPE) =>
  rawCall(`${router.url}/v1/route/batch`, 'POST', headers, body);

const linesOf = (text: string): Line[] =>
  text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Line);

const question = (statement: string, more: object = {}) => JSON.stringify({ statement, ...more });

// Over the size that is read where it arrives, so that it is read in a thread.
const LONG = `select 1 from t where x in (${'1,'.repeat(200_000)}1)`;

test('each statement gets what it would get alone, under the number of its line', async () => {
  const statements = ['insert into a select 1', 'select 1', 'insert into b select 2'];
  const { status, headers, text } = await ask(
    statements.map((each) => `${question(each)}\n`).join(''),
  );
  expect([status, headers['content-type']]).toEqual([200, 'application/x-ndjson; charset=utf-8']);
  const lines = linesOf(text);
  expect(lines.map(({ at }) => at)).toEqual([0, 1, 2]);
  for (const [at, { route }] of lines.entries()) {
    const body = { statement: statements[at] };
    const { body: alone } = await router.api.post('/v1/route').send(body).expect(200);
    expect(lasting(route)).toEqual(lasting(alone));
  }
  expect(lines.map(({ route }) => route?.routingGroup)).toEqual(['etl', 'adhoc', 'etl']);
});

test('what can be decided at once is answered in one piece, with or without an end of the last line', async () => {
  for (const end of ['', '\n', '\r\n']) {
    const { headers, text } = await ask(`${question('select 1')}\n${question('select 2')}${end}`);
    expect(headers['content-length']).toBe(String(Buffer.byteLength(text)));
    expect(linesOf(text)).toHaveLength(2);
  }
});

test('a statement that takes long holds up no other', async () => {
  const { headers, text } = await ask(
    [LONG, 'select 1', 'select 2'].map((s) => question(s)).join('\n'),
  );
  expect(headers['transfer-encoding']).toBe('chunked');
  expect(linesOf(text).map(({ at }) => at)).toEqual([1, 2, 0]);
});

test('long statements alone are answered as they are read', async () => {
  const { text } = await ask([LONG, `${LONG} limit 1`].map((s) => question(s)).join('\n'));
  expect(linesOf(text).map(({ route }) => route?.routingGroup)).toEqual(['adhoc', 'adhoc']);
});

test('a line that is refused says why and spoils no other', async () => {
  const bad = [
    '{"statement": }',
    '{"statement":"select 1","usr":"ada"}',
    '',
    '[]',
    '{"user":"ada"}',
  ];
  const { status, headers, text } = await ask([...bad, question('select 1')].join('\n'));
  expect(status).toBe(200);
  const lines = linesOf(text);
  const messages = lines.map(({ error }) => error?.message);
  expect(messages).toEqual([
    'The line is no valid JSON: unexpected character at line 1, column 15',
    expect.stringContaining('usr'),
    'The line is no valid JSON: it ends too early at line 1, column 1',
    expect.any(String),
    expect.stringContaining('statement'),
    undefined,
  ]);
  expect(lines[4]?.error).toMatchObject({
    code: 'BAD_REQUEST',
    path: 'statement',
    requestId: headers['x-request-id'],
  });
  expect(lines[5]?.route?.routingGroup).toBe('adhoc');
});

test('an empty body asks nothing', async () => {
  expect(await ask('')).toMatchObject({ status: 200, text: '' });
});

test('a thousand lines are taken, and one more is refused with the remedy', async () => {
  const thousand = `${question('select 1')}\n`.repeat(1000);
  expect(linesOf((await ask(thousand)).text)).toHaveLength(1000);
  const { status, text } = await ask(thousand + question('select 1'));
  expect(status).toBe(400);
  expect((JSON.parse(text) as { message: string }).message).toBe(
    'The request body has 1001 lines; send at most 1000 and the others in another call',
  );
});

test('a body beyond the limit is refused, also where it is larger than the plain form', async () => {
  const { status } = await ask(question('x'.repeat(3_000_001)));
  expect(status).toBe(413);
});

test.each([[[]], [['Content-Type', 'application/json']]])(
  'another content type is refused: %j',
  async (headers) => {
    const { status, text } = await ask(question('select 1'), headers);
    expect(status).toBe(415);
    expect((JSON.parse(text) as { message: string }).message).toContain('application/x-ndjson');
  },
);

test.each([
  ['at once', [question('select 1'), '{}'].join('\n')],
  ['later', [question(LONG), question('select 1')].join('\n')],
])('what is answered %s is answered as by Express', async (_, body) => {
  const [direct, byExpress] = [
    await ask(body),
    await rawCall(`${router.url}/v1/route/batch/`, 'POST', TYPE, body),
  ];
  expect(lasting(direct)).toEqual(lasting(byExpress));
});

test('each statement of a batch is recorded', async () => {
  const { text } = await ask([question('select 41'), question('select 42')].join('\n'));
  const ids = linesOf(text).map(({ route }) => route?.decision.id);
  for (const [at, id] of ids.entries()) {
    await eventually(async () => {
      const { body } = await router.api.get(`/v1/decisions/${id}`).expect(200);
      expect(body).toMatchObject({ statementText: `select ${41 + at}` });
    });
  }
});

test('a batch is one call, and as many decisions as it has lines', async () => {
  const before = await counts();
  await ask([question('select 1'), question('select 2')].join('\n'));
  const after = await counts();
  expect(after.calls - before.calls).toBe(1);
  expect(after.decisions - before.decisions).toBe(2);
});

async function counts() {
  const { text } = await router.api.get('/metrics').expect(200);
  const valueOf = (pattern: RegExp) => Number(pattern.exec(text)?.[1] ?? 0);
  return {
    calls: valueOf(
      /http_requests_total\{method="POST",route="\/v1\/route\/batch",status="200"\} (\d+)/,
    ),
    decisions: valueOf(/decision_seconds_count (\d+)/),
  };
}

/** An answer without what is new in each. */
function lasting(answer: unknown): unknown {
  const text = JSON.stringify(answer, (key, value: unknown) =>
    ['date', 'x-request-id', 'requestId', 'id', 'decidedAt'].includes(key) ? undefined : value,
  );
  const inText = /\\"(?:id|decidedAt|requestId)\\":\\"[^"]*\\"/g;
  return JSON.parse(text.replace(inText, ''));
}
