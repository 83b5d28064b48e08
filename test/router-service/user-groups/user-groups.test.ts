import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { followGroupFile, parseGroupFile } from '../../../router-service/user-groups/group-file';
import { createGroupService } from '../../../router-service/user-groups/group-service';
import { createLog } from '../../../runtime/log';
import { captureLog } from '../../support/captured-log';
import { startRouter } from '../running-router';

const silent = createLog('router-service', 'silent');

describe('a file of groups', () => {
  test('has lines as Trino reads them', () => {
    const groups = parseGroupFile('# teams\nanalysts: alice, bob\n\nadmins:alice,alice\nempty:\n');
    expect(Object.fromEntries(groups)).toEqual({
      alice: ['analysts', 'admins'],
      bob: ['analysts'],
    });
  });

  test.each(['alice', ':alice', 'a:b:c'])('the line %j is told by its number', (line) => {
    expect(() => parseGroupFile(`ok:bob\n${line}`)).toThrow('line 2 must be group:user,user');
  });

  test('that breaks leaves the last groups in force, and says so once', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'switchyard-groups-'));
    const file = join(folder, 'group.txt');
    writeFileSync(file, 'analysts:alice');
    const { log, messages } = captureLog();
    const groups = await followGroupFile(file, log);
    writeFileSync(file, 'broken');
    await groups.refresh();
    await groups.refresh();
    expect(await groups.of('alice')).toEqual(['analysts']);
    expect(messages('error')).toEqual(['the last known groups count']);
    writeFileSync(file, 'admins:alice');
    await groups.refresh();
    expect(await groups.of('alice')).toEqual(['admins']);
    groups.close();
    rmSync(folder, { recursive: true });
  });

  test('that is not there stops the start, with the name of the setting', async () => {
    await expect(followGroupFile('/no/such/file', silent)).rejects.toThrow('userGroups.file');
  });
});

describe('a service of groups', () => {
  const asked: string[] = [];
  let answer: (response: ServerResponse) => void;
  let failures = 0;
  let time = 0;
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    answer(response);
  });
  const json = (value: unknown) => (response: ServerResponse) =>
    void response.setHeader('content-type', 'application/json').end(JSON.stringify(value));
  let url: string;
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/groups/{user}`;
  });
  afterAll(() => void server.close());
  beforeEach(() => {
    asked.length = 0;
    failures = 0;
    time = 0;
  });
  const service = () =>
    createGroupService(
      { url, timeoutMs: 2000, cacheMs: 1000, log: silent, onFailure: () => (failures += 1) },
      () => time,
    );

  test.each([
    ['a list', ['a', 'b'], ['a', 'b']],
    ['an object', { groups: ['a'], more: 1 }, ['a']],
  ])('answers %s', async (_, value, groups) => {
    answer = json(value);
    expect(await service().of('ada lovelace/x')).toEqual(groups);
    expect(asked).toEqual(['/groups/ada%20lovelace%2Fx']);
  });

  test('is asked once for many, and again when the answer is old', async () => {
    answer = json(['a']);
    const groups = service();
    await Promise.all([groups.of('ada'), groups.of('ada')]);
    time = 999;
    await groups.of('ada');
    expect(asked).toHaveLength(1);
    time = 1000;
    await groups.of('ada');
    expect(asked).toHaveLength(2);
  });

  test('knows no groups of a user that it does not know', async () => {
    answer = (response) => void response.writeHead(404).end();
    expect(await service().of('ada')).toEqual([]);
    expect(failures).toBe(0);
  });

  test.each<[string, (response: ServerResponse) => void]>([
    ['fails', (response) => void response.writeHead(500).end()],
    ['says nothing', () => undefined],
    ['answers something else', json({ groups: 'a' })],
  ])('that %s leaves the last answer in force', async (_, trouble) => {
    answer = json(['a']);
    const groups = service();
    await groups.of('ada');
    answer = trouble;
    time = 2000;
    expect(await groups.of('ada')).toEqual(['a']);
    expect(await groups.of('bob')).toEqual([]);
    expect(failures).toBe(2);
    // Nor does each further statement wait for it.
    await groups.of('bob');
    expect(failures).toBe(2);
  });

  test('decides where rules ask for groups, and is asked only then', async () => {
    answer = json(['analysts']);
    const router = await startRouter({ userGroups: { url } });
    const route = async () =>
      (await router.api.post('/v1/route').send({ statement: 'select 1', user: 'ada' })).body as {
        routingGroup: string;
      };
    await route();
    expect(asked).toEqual([]);
    const analysts = {
      name: 'analysts',
      conditions: { all: [{ fact: 'groups', operator: 'contains', value: 'analysts' }] },
      event: { type: 'route', params: { routingGroup: 'big' } },
    };
    await router.api
      .post('/v1/rules')
      .send({ rules: [analysts] })
      .expect(201);
    expect(await route()).toMatchObject({ routingGroup: 'big' });
    expect(asked).toEqual(['/groups/ada']);
    await router.stop();
  });
});
