import { request } from 'node:http';
import { eventually, type RunningRouter, startRouter } from '../running-router';

let router: RunningRouter;

const rule = (name: string, conditions: object[], event: object) => ({
  name,
  conditions: { all: conditions },
  event,
});
const to = (routingGroup: string) => ({ type: 'route', params: { routingGroup } });
const user = (value: string) => ({ fact: 'user', operator: 'equal', value });

beforeAll(async () => {
  router = await startRouter();
  const rules = [rule('alice', [user('alice')], to('etl'))];
  await router.api.post('/v1/rules').send({ rules }).expect(201);
  for (let i = 0; i < 30; i += 1) {
    const body = {
      statement: i % 2 === 0 ? 'insert into hive.a.b select 1' : 'select 1',
      user: ['alice', 'bob', 'carol'][i % 3],
      source: `s${i}`,
      headers: i === 29 ? { 'X-Trino-Routing-Group': 'big' } : {},
    };
    await router.api.post('/v1/route').send(body).expect(200);
  }
  await eventually(
    async () => (await router.api.get('/v1/decisions?limit=100')).body as { decisions: unknown[] },
    ({ decisions }) => decisions.length === 30,
  );
});
afterAll(() => router.stop());

interface Line {
  progress?: { done: number; total: number };
  report?: Record<string, unknown> & { moves: Record<string, unknown>[] };
}

async function replay(body: object): Promise<Line[]> {
  const answer = await router.api.post('/v1/rules/replay').send(body).buffer(true).parse(asText);
  expect(answer.status).toBe(200);
  expect(answer.headers['content-type']).toBe('application/x-ndjson');
  return linesOf(answer.body as string);
}

const linesOf = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);

function asText(
  response: NodeJS.EventEmitter,
  done: (err: Error | null, text: unknown) => void,
): void {
  let text = '';
  response.on('data', (chunk: Buffer) => (text += chunk.toString()));
  response.on('end', () => done(null, text));
}

test('the rule set that decided moves nothing', async () => {
  const lines = await replay({ revision: 2 });
  expect(lines[0]).toEqual({ progress: { done: 0, total: 30 } });
  expect(lines.at(-2)).toEqual({ progress: { done: 30, total: 30 } });
  expect(lines.at(-1)!.report).toEqual({
    ...{ decisions: 30, moved: 0, sameGroupOtherRule: 0, unchanged: 30 },
    ...{ undecidable: {}, withGroupsOfNow: 0, moves: [], otherMoves: 0 },
  });
});

test('what moves is told by where from, where to and by which rule, with examples', async () => {
  const ruleSet = {
    rules: [
      rule('writes', [{ fact: 'writeTables', operator: 'anyMatch', value: 'hive.**' }], to('big')),
      rule('alice-too', [user('alice')], to('etl')),
      rule('no-carol', [user('carol')], { type: 'reject', params: { message: 'no' } }),
    ],
  };
  const report = (await replay({ ruleSet })).at(-1)!.report!;
  // Of 15 writes all move; of 5 reads each alice's keep their group by another rule, carol's are refused.
  expect(report).toMatchObject({ decisions: 30, moved: 20, sameGroupOtherRule: 5, unchanged: 5 });
  expect(report.moves).toHaveLength(4);
  const ofAlice = report.moves.find(({ from }) => (from as { rule?: string }).rule === 'alice')!;
  expect(ofAlice).toMatchObject({
    from: { routingGroup: 'etl', rule: 'alice', reason: 'RULE_MATCHED' },
    to: { routingGroup: 'big', rule: 'writes', reason: 'RULE_MATCHED' },
    count: 5,
  });
  const examples = ofAlice.examples as { id: string; user: string }[];
  expect(examples).toHaveLength(5);
  await router.api.get(`/v1/decisions/${examples[0]!.id}`).expect(200);
});

test('only the newest are looked at where that is asked, or those of a time', async () => {
  const last = (await replay({ revision: 2, last: 7 })).at(-1)!.report!;
  expect(last).toMatchObject({ decisions: 7, unchanged: 7 });
  const none = (await replay({ revision: 2, to: '2020-01-01T00:00:00Z' })).at(-1)!.report!;
  expect(none).toMatchObject({ decisions: 0 });
});

test('a candidate that asks for the text, which is not kept, is not guessed about', async () => {
  const rules = [
    rule('text', [{ fact: 'statement', operator: 'matches', value: 'insert' }], to('etl')),
  ];
  const report = (await replay({ ruleSet: { rules } })).at(-1)!.report!;
  expect(report).toMatchObject({ decisions: 30, moved: 0, undecidable: { statement: 30 } });
});

test('groups that were not asked for are those of now, and the report says so', async () => {
  const rules = [
    rule('g', [{ fact: 'groups', operator: 'contains', value: 'analysts' }], to('etl')),
  ];
  const report = (await replay({ ruleSet: { rules } })).at(-1)!.report!;
  expect(report).toMatchObject({ decisions: 30, withGroupsOfNow: 30 });
});

test.each([
  ['nothing to replay', {}, 'ruleSet'],
  ['both', { ruleSet: { rules: [] }, revision: 1 }, 'ruleSet'],
  ['a candidate with a problem', { ruleSet: { rules: [{}] } }, 'ruleSet.rules[0].name'],
  ['a wrong moment', { revision: 1, from: 'yesterday' }, 'from'],
])('%s is refused', async (_, body, path) => {
  const { body: answer } = await router.api.post('/v1/rules/replay').send(body).expect(400);
  const { problems } = answer as { problems: { path: string }[] };
  expect(problems.map((problem) => problem.path)).toContain(path);
});

test('a revision that does not exist is not found', async () => {
  await router.api.post('/v1/rules/replay').send({ revision: 99 }).expect(404);
});

test('a client that goes away ends its replay, and the next one may begin', async () => {
  const body = JSON.stringify({ revision: 2 });
  await new Promise<void>((resolve, reject) => {
    const headers = { 'Content-Type': 'application/json', 'Content-Length': body.length };
    const call = request(
      `${router.url}/v1/rules/replay`,
      { method: 'POST', headers },
      (response) => {
        response.once('data', () => {
          response.destroy();
          resolve();
        });
      },
    );
    call.on('error', reject).end(body);
  });
  await eventually(
    async () => (await router.api.post('/v1/rules/replay').send({ revision: 2 })).status,
    (status) => status === 200,
  );
});
