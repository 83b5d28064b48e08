import {
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pgliteDirectory } from '../../support/pglite-directory';
import { eventually, type RunningRouter, startRouter } from '../running-router';

const rule = (name: string, routingGroup: string) => ({
  name,
  conditions: { all: [{ fact: 'user', operator: 'notEqual', value: 'nobody' }] },
  event: { type: 'route', params: { routingGroup } },
});
const text = (routingGroup: string, more = {}) =>
  JSON.stringify({ rules: [rule('r', routingGroup)], ...more });

let folder: string;
let database: string;
let routers: RunningRouter[];
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'switchyard-followed-'));
  database = await pgliteDirectory();
  routers = [];
});
afterEach(async () => {
  for (const router of routers) await router.stop();
  for (const made of [folder, database]) rmSync(made, { recursive: true, force: true });
});

async function started(ruleSet: string): Promise<RunningRouter> {
  const router = await startRouter({ ruleSet, database: { directory: database } });
  routers.push(router);
  return router;
}

async function groupOf(router: RunningRouter): Promise<string> {
  const { body } = await router.api
    .post('/v1/route')
    .send({ statement: 'select 1', user: 'ada' })
    .expect(200);
  return (body as { routingGroup: string }).routingGroup;
}

const becomes = (router: RunningRouter, group: string) =>
  eventually(
    () => groupOf(router),
    (seen) => seen === group,
  );

interface Revision {
  revision: number;
  author: string;
  note: string;
  active: boolean;
}
const revisionsOf = async (router: RunningRouter) =>
  (await router.api.get('/v1/rules/revisions').expect(200)).body as { revisions: Revision[] };
const readinessOf = async (router: RunningRouter) =>
  (await router.api.get('/readyz').expect(200)).body as { ready: boolean; warnings: string[] };

test('a file decides, and each change of it becomes a revision', async () => {
  const file = join(folder, 'rules.json');
  writeFileSync(file, text('one'));
  const router = await started(file);
  expect(await groupOf(router)).toBe('one');
  // As editors and deployments do: a new file takes the place of the old one at once.
  writeFileSync(`${file}.new`, text('two'));
  renameSync(`${file}.new`, file);
  await becomes(router, 'two');
  const { revisions } = await revisionsOf(router);
  expect(revisions).toMatchObject([
    { revision: 2, author: 'file', note: `from ${file}`, active: true },
    { revision: 1, author: 'file', active: false },
  ]);
});

test('a broken edit leaves the last good rules in force, and says so everywhere until it is mended', async () => {
  const file = join(folder, 'rules.json');
  writeFileSync(file, text('one'));
  const router = await started(file);
  const problem = async (warned: RegExp) => {
    const { ready, warnings } = await eventually(
      () => readinessOf(router),
      ({ warnings: told }) => told.some((each) => warned.test(each)),
    );
    expect(ready).toBe(true);
    expect(warnings).toHaveLength(1);
    expect(await groupOf(router)).toBe('one');
    expect((await router.api.get('/metrics')).text).toContain('switchyard_rule_set_source_ok 0');
  };

  writeFileSync(file, text('two').slice(0, -5));
  await problem(/rules\.json is no valid JSON/);
  writeFileSync(file, text('two', { defaultRoutingGrup: 'x' }));
  await problem(/defaultRoutingGrup is not a known field/);
  const failing = { name: 't', request: {}, expect: { routingGroup: 'three' } };
  writeFileSync(file, text('two', { tests: [failing] }));
  await problem(/rules\.json: tests\[0\] "t" fails: routingGroup is "two", expected "three"/);
  unlinkSync(file);
  await problem(/cannot be read \(ENOENT\)/);
  expect(router.logged().match(/cannot use the rule set files/g)).toHaveLength(4);

  writeFileSync(file, text('two'));
  await becomes(router, 'two');
  expect(await readinessOf(router)).toMatchObject({ warnings: [] });
  expect((await router.api.get('/metrics')).text).toContain('switchyard_rule_set_source_ok 1');
});

test('a folder is one rule set, also where a mounted ConfigMap is swapped by its link', async () => {
  const mount = join(folder, 'mount');
  const version = (name: string, group: string) => {
    mkdirSync(join(mount, name), { recursive: true });
    writeFileSync(join(mount, name, 'a.json'), JSON.stringify({ rules: [] }));
    writeFileSync(join(mount, name, 'b.json'), text(group));
  };
  const link = (name: string) => {
    symlinkSync(name, join(mount, '..tmp'));
    renameSync(join(mount, '..tmp'), join(mount, '..data'));
  };
  version('..v1', 'one');
  link('..v1');
  for (const name of ['a.json', 'b.json']) symlinkSync(join('..data', name), join(mount, name));
  const router = await started(mount);
  expect(await groupOf(router)).toBe('one');
  version('..v2', 'two');
  link('..v2');
  await becomes(router, 'two');
});

test('what the API changed stays until the file changes, also over a restart', async () => {
  const file = join(folder, 'rules.json');
  writeFileSync(file, text('one'));
  const first = await started(file);
  await first.api.put('/v1/rules/r').send(rule('r', 'by-api')).expect(200);
  expect(await groupOf(first)).toBe('by-api');
  await first.stop();
  routers.length = 0;
  const second = await started(file);
  expect(await groupOf(second)).toBe('by-api');
  writeFileSync(file, text('two'));
  await becomes(second, 'two');
  // Back to what it was before is a change as well.
  writeFileSync(file, text('one'));
  await becomes(second, 'one');
  const { revisions } = await revisionsOf(second);
  expect(revisions.map(({ author }) => author)).toEqual(['file', 'file', 'anonymous', 'file']);
});

test('a start with a broken file serves what is stored; without anything stored it fails', async () => {
  const file = join(folder, 'rules.json');
  writeFileSync(file, '{"rules": [{}]}');
  await expect(started(file)).rejects.toThrow(/rules\.json/);
  writeFileSync(file, text('one'));
  const router = await started(file);
  await router.stop();
  routers.length = 0;
  writeFileSync(file, '{"rules": [{}]}');
  const again = await started(file);
  expect(await groupOf(again)).toBe('one');
  expect((await readinessOf(again)).warnings).toHaveLength(1);
});
