import { npmClient, runPython } from '../support/lab/clients';
import { queriesOf } from '../support/lab/coordinator-records';
import { eventually } from '../support/eventually';
import { theLab } from '../support/lab/lab';
import { endProcess } from '../support/lab/processes';
import { seesHealthy } from '../support/lab/switchyard-process';
import { startTrinoCoordinator } from '../support/lab/trino-coordinator';

const headers = { 'X-Trino-Routing-Group': 'shared' };

async function countNations(user: string): Promise<unknown> {
  const client = npmClient({ url: theLab().proxyUrl, user, headers });
  const rows: unknown[] = [];
  for await (const { data, error } of await client.query('SELECT count(*) FROM nation')) {
    if (error !== undefined) throw new Error(error.message);
    rows.push(...(data ?? []));
  }
  return rows;
}

// The other test files need both coordinators, in whichever order they run.
afterAll(async () => {
  const { folder, green, tools, routerUrl } = theLab();
  await startTrinoCoordinator(folder, 'green', green.port, tools);
  await eventually(async () => {
    expect(await seesHealthy(routerUrl, [{ name: 'green' }])).toBe(true);
  }, 60_000);
});

test('a coordinator killed while idle loses no new query', async () => {
  const { folder, blue, green, proxyUrl } = theLab();
  // Both have served the group, so that the proxy has open connections to both.
  const before = Array.from({ length: 16 }, () => countNations('before-loss'));
  await Promise.all(before);
  expect((await queriesOf(green.url, 'before-loss')).length).toBeGreaterThan(0);

  await endProcess(folder, 'green', 'SIGKILL');
  const after = await Promise.all(Array.from({ length: 20 }, () => countNations('after-loss')));
  expect(after).toEqual(Array(20).fill([[25]]));
  const session = { url: proxyUrl, user: 'after-loss', headers };
  const statements = ['SELECT count(*) FROM nation', 'SELECT count(*) FROM region'];
  expect(await runPython('run', session, { statements })).toEqual(['1\t25', '2\t5']);
  const ran = await queriesOf(blue.url, 'after-loss');
  expect(ran.map(({ state }) => state)).toEqual(Array(22).fill('FINISHED'));
});
