import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRouter } from './running-router';

test('a taken port stops the start with a sentence that tells the remedy', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => other.once('listening', resolve));
  const { port } = other.address() as AddressInfo;
  await expect(startRouter({ routerService: { listen: `127.0.0.1:${port}` } })).rejects.toThrow(
    `cannot listen on 127.0.0.1:${port}: the port is taken; stop the process that has it or change routerService.listen`,
  );
  other.close();
});

test('stopping ends those who wait for changes and takes nobody new', async () => {
  const router = await startRouter();
  const { headers } = await router.api.get('/v1/clusters');
  const init = { headers: { 'If-None-Match': String(headers.etag) } };
  const waiting = fetch(`${router.url}/v1/clusters?wait=30s`, init);
  await new Promise((resolve) => setTimeout(resolve, 200));
  const began = Date.now();
  await router.stop();
  expect((await waiting).status).toBe(304);
  expect(Date.now() - began).toBeLessThan(5_000);
  await expect(fetch(`${router.url}/livez`)).rejects.toThrow();
  await router.service.close();
});

test('stopping waits for answers that are under way and writes the history', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'switchyard-service-'));
  const config = { database: { directory }, history: { flushInterval: '1h' } };
  const first = await startRouter(config);
  const calls = Array.from({ length: 20 }, (_, i) =>
    first.api.post('/v1/route').send({ statement: `select ${i}`, user: 'alice' }),
  );
  const answers = await Promise.all(calls.map((call) => call.then(({ status }) => status)));
  expect(new Set(answers)).toEqual(new Set([200]));
  await first.service.close();

  const second = await startRouter(config);
  const { body } = await second.api.get('/v1/decisions?user=alice').expect(200);
  expect((body as { decisions: object[] }).decisions).toHaveLength(20);
  await second.stop();
  await rm(directory, { recursive: true, force: true });
});

test('rules, added clusters and switched ones outlive a restart', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'switchyard-service-'));
  const config = { database: { directory } };
  const first = await startRouter(config);
  await first.api.post('/v1/rules').send({ rules: [], description: 'mine' }).expect(201);
  await first.api
    .post('/v1/clusters')
    .send({ name: 'red', url: 'http://127.0.0.1:9003', routingGroups: ['adhoc'] })
    .expect(201);
  await first.api.post('/v1/clusters/blue/deactivate').expect(200);
  await first.service.close();

  const second = await startRouter(config);
  const rules = await second.api.get('/v1/rules').expect(200);
  expect(rules.body).toMatchObject({ description: 'mine' });
  expect(rules.headers.etag).toBe('"2"');
  await second.api.get('/v1/clusters/red').expect(200);
  const blue = await second.api.get('/v1/clusters/blue').expect(200);
  expect(blue.body).toMatchObject({ admission: 'INACTIVE' });
  await second.stop();
  await rm(directory, { recursive: true, force: true });
});

describe('the configured first rule set', () => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'switchyard-rules-'));
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  test.each([
    ['rules.json', '{"description": "configured", "rules": []}'],
    ['rules.yaml', 'description: configured\nrules: []\n'],
  ])('is read from %s', async (name, text) => {
    const ruleSet = join(directory, name);
    await writeFile(ruleSet, text);
    const router = await startRouter({ ruleSet });
    const { body } = await router.api.get('/v1/rules').expect(200);
    expect(body).toMatchObject({ description: 'configured' });
    await router.stop();
  });

  test.each([
    ['absent.json', undefined, /absent\.json cannot be read; check ruleSet/],
    ['broken.json', '{"rules": [}', /broken\.json is no valid JSON.*line 1, column 12/],
    ['wrong.yaml', 'rules: 7\n', /rules/],
  ])('stops the start when unusable: %s', async (name, text, message) => {
    const ruleSet = join(directory, name);
    if (text !== undefined) await writeFile(ruleSet, text);
    await expect(startRouter({ ruleSet })).rejects.toThrow(message);
  });
});
