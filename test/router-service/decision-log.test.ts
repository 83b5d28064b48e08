import { chmod, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { createDecisionLog, type DecisionLog } from '../../router-service/decision-log';
import type { RecordedDecision } from '../../router-service/history/history';
import { createMetrics } from '../../runtime/metrics';
import { eventually, startRouter } from './running-router';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'switchyard-decisions-'));
  file = join(folder, 'decisions.jsonl');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

type Line = Record<string, unknown> & { id: string; statementText?: string };

const linesOf = async (path: string): Promise<Line[]> => {
  const text = await readFile(path, 'utf8').catch(() => '');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);
};

const decision = (id: string, statementText = ''): RecordedDecision => ({
  id,
  decidedAt: '2026-01-05T00:00:00.000Z',
  reason: 'DEFAULT',
  routingGroup: 'adhoc',
  ruleSetRevision: 1,
  clientTags: [],
  statementText,
});

const openLog = (metrics = createMetrics(), at = file): Promise<DecisionLog> =>
  createDecisionLog({
    config: { file: at, statements: 'masked' },
    log: pino({ level: 'silent' }),
    metrics,
  });

test('a router-service writes each decision as one line with the literals masked', async () => {
  const router = await startRouter({ decisionLog: { file } });
  const request = {
    statement: "select * from hive.sales.orders where card = '4111' -- secret",
    user: 'ada',
    source: 'superset',
    clientTags: ['bi'],
    remoteAddress: '10.0.0.1',
  };
  const { body } = await router.api.post('/v1/route').send(request).expect(200);
  await router.stop();
  const { decision: answered } = body as { decision: Record<string, unknown> };
  const lines = await linesOf(file);
  expect(lines).toEqual([
    {
      type: 'decision',
      ...answered,
      user: 'ada',
      source: 'superset',
      clientTags: ['bi'],
      remoteAddress: '10.0.0.1',
      durationMs: expect.any(Number),
      statementText: 'select * from hive.sales.orders where card = ?',
    },
  ]);
  expect(lines[0]).toMatchObject({
    reason: 'RULE_MATCHED',
    rule: 'people',
    ruleSetRevision: 1,
    statement: { queryType: 'Query', tables: ['hive.sales.orders'] },
  });
});

test.each([
  ['full', "select 'x'"],
  ['none', undefined],
])('with statements: %s the text is as the operator wants it', async (statements, text) => {
  const router = await startRouter({ decisionLog: { file, statements } });
  await router.api.post('/v1/route').send({ statement: "select 'x'" }).expect(200);
  await router.stop();
  expect((await linesOf(file)).map(({ statementText }) => statementText)).toEqual([text]);
});

test('a path that cannot be opened stops the start and names the setting', async () => {
  const nowhere = join(folder, 'missing', 'decisions.jsonl');
  await expect(startRouter({ decisionLog: { file: nowhere } })).rejects.toThrow(
    /Cannot open .*missing\/decisions\.jsonl to append to it \(ENOENT\); change decisionLog\.file/,
  );
});

test('lines are appended to what a file holds already', async () => {
  for (const id of ['one', 'two']) {
    const log = await openLog();
    log.record(decision(id), 1);
    await log.close();
  }
  expect((await linesOf(file)).map(({ id }) => id)).toEqual(['one', 'two']);
});

test('a file that is renamed away is followed by a new one, and no line is lost', async () => {
  const log = await openLog();
  log.record(decision('before'), 1);
  await eventually(
    () => linesOf(file),
    (lines) => lines.length === 1,
  );
  await rename(file, `${file}.1`);
  await eventually(
    () => readFile(file, 'utf8').catch(() => undefined),
    (text) => text !== undefined,
  );
  log.record(decision('after'), 1);
  await log.close();
  expect((await linesOf(`${file}.1`)).map(({ id }) => id)).toEqual(['before']);
  expect((await linesOf(file)).map(({ id }) => id)).toEqual(['after']);
});

test('while the file cannot be made anew, lines wait', async () => {
  const inner = await mkdtemp(join(folder, 'logs-'));
  const at = join(inner, 'decisions.jsonl');
  const log = await openLog(createMetrics(), at);
  await rename(inner, `${inner}-away`);
  log.record(decision('waiting'), 1);
  await new Promise((resolve) => setTimeout(resolve, 700));
  await rename(`${inner}-away`, inner);
  await log.close();
  expect((await linesOf(at)).map(({ id }) => id)).toEqual(['waiting']);
});

test('what there is no room for is dropped and counted', async () => {
  const metrics = createMetrics();
  const log = await openLog(metrics);
  const long = 'a'.repeat(99_000);
  for (let index = 0; index < 340; index += 1) log.record(decision(`${index}`, long), 1);
  const counted = /^switchyard_decision_log_dropped_total (\d+)$/m.exec(await metrics.text());
  await log.close();
  const written = await linesOf(file);
  expect(Number(counted?.[1])).toBeGreaterThan(0);
  expect(written).toHaveLength(340 - Number(counted?.[1]));
});

test('a statement of megabytes is cut before it is masked', async () => {
  const log = await openLog();
  log.record(decision('long', `select '${'secret '.repeat(100_000)}'`), 1);
  await log.close();
  expect(await linesOf(file)).toMatchObject([
    { statementText: 'select ?', statementLength: 700_009 },
  ]);
});

test('a folder that may not be written to is told', async () => {
  if (process.getuid?.() === 0) return;
  await chmod(folder, 0o500);
  await expect(openLog()).rejects.toThrow(/EACCES/);
});
