import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRouter } from './running-router';

// One database for all, as a fresh one takes seconds; the first test finds it empty.
let directory: string;
let database: object;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'switchyard-service-'));
  database = { directory: join(directory, 'data') };
});
afterAll(() => rm(directory, { recursive: true, force: true }));

test('a wrong first rule set stops the start with its problems, a right one then runs', async () => {
  const ruleSet = join(directory, 'rules.yaml');
  await writeFile(ruleSet, 'rules: 7\n');
  await expect(startRouter({ database, ruleSet })).rejects.toThrow('rules must be a list of rules');

  await writeFile(ruleSet, 'description: configured\nrules: []\n');
  const router = await startRouter({ database, ruleSet });
  const { body } = await router.api.get('/v1/rules').expect(200);
  expect(body).toMatchObject({ description: 'configured' });
  await router.stop();
});

test('a taken port stops the start with a sentence that tells the remedy', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => other.once('listening', resolve));
  const { port } = other.address() as AddressInfo;
  const routerService = { listen: `127.0.0.1:${port}` };
  await expect(startRouter({ database, routerService })).rejects.toThrow(
    `cannot listen on 127.0.0.1:${port}: the port is taken; stop the process that has it or change routerService.listen`,
  );
  other.close();
});

test('stopping ends those who wait for changes and takes nobody new', async () => {
  const router = await startRouter({ database });
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

test('stopping waits for a call that is under way and writes the history', async () => {
  const config = { database, history: { flushInterval: '1h' } };
  const first = await startRouter(config);
  const body = JSON.stringify({ statement: 'select 1', user: 'alice' });
  const call = request(`${first.url}/v1/route`, {
    method: 'POST',
    headers: { 'Content-Length': body.length },
  });
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    call.on('response', resolve).on('error', reject);
  });
  call.write(body.slice(0, 10));
  await new Promise((resolve) => setTimeout(resolve, 300));
  await first.api.get('/livez').expect(200);

  const closed = first.service.close();
  await new Promise((resolve) => setTimeout(resolve, 100));
  call.end(body.slice(10));
  const answer = await answered;
  answer.resume();
  expect([answer.statusCode, answer.headers.connection]).toEqual([200, 'close']);
  await closed;

  const second = await startRouter(config);
  const history = await second.api.get('/v1/decisions?user=alice').expect(200);
  expect((history.body as { decisions: object[] }).decisions).toHaveLength(1);
  await second.stop();
});

test('rules, added clusters and switched ones outlive a restart', async () => {
  const first = await startRouter({ database });
  const posted = await first.api
    .post('/v1/rules')
    .send({ rules: [], description: 'mine' })
    .expect(201);
  await first.api
    .post('/v1/clusters')
    .send({ name: 'red', url: 'http://127.0.0.1:9003', routingGroups: ['adhoc'] })
    .expect(201);
  await first.api.post('/v1/clusters/blue/deactivate').expect(200);
  await first.service.close();

  const second = await startRouter({ database });
  const rules = await second.api.get('/v1/rules').expect(200);
  expect(rules.body).toMatchObject({ description: 'mine' });
  expect(rules.headers.etag).toBe(posted.headers.etag);
  await second.api.get('/v1/clusters/red').expect(200);
  const blue = await second.api.get('/v1/clusters/blue').expect(200);
  expect(blue.body).toMatchObject({ admission: 'INACTIVE' });
  await second.stop();
});
