import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { removeTemporaryConfigs, temporaryConfig } from '../config/temporary-config';
import { SwitchyardProcess } from './switchyard-process';

jest.setTimeout(120_000);

const demoFolders = () =>
  readdirSync(tmpdir()).filter((name) => name.startsWith('switchyard-demo-'));

let demo: SwitchyardProcess;
let foldersBefore: string[];
let urls: { proxy: string; router: string };

beforeAll(async () => {
  foldersBefore = demoFolders();
  const config = await temporaryConfig(
    `frontProxy: { listen: '127.0.0.1:0' }\nrouterService: { listen: '127.0.0.1:0' }\n`,
  );
  demo = new SwitchyardProcess(['demo', '--config', config]);
  urls = await demo.ready();
});
afterAll(async () => {
  await demo.killAll();
  await removeTemporaryConfigs();
});

test('the demo says that its clusters are simulated', () => {
  expect(demo.stdout).toMatch(/SIMULATED[^]*The clusters are simulated: no SQL runs/);
});

test('the demo shows where two statements went, and why', () => {
  const query = String.raw`\(query \d{8}_\d{6}_\d{5}_[a-z0-9]{5}\)`;
  expect(demo.stdout).toMatch(
    new RegExp(`source=airflow → rule \\S+ → group etl → cluster sim-etl-1 ${query}`),
  );
  expect(demo.stdout).toMatch(
    new RegExp(`source=trino-cli → rule \\S+ → group adhoc → cluster sim-adhoc-[12] ${query}`),
  );
});

test('the three clusters of the demo are healthy to everyone who asks', async () => {
  const answer = await fetch(`${urls.router}/v1/clusters`);
  const { clusters } = (await answer.json()) as {
    clusters: { name: string; declaredBy: string }[];
  };
  expect(clusters.map(({ name }) => name).sort()).toEqual([
    'sim-adhoc-1',
    'sim-adhoc-2',
    'sim-etl-1',
  ]);
});

test('Ctrl-C ends the demo cleanly and deletes its database', async () => {
  const children = demo.children();
  expect(children).toHaveLength(1);
  demo.pressCtrlC();
  expect(await demo.exited).toBe(0);
  expect(demo.children()).toEqual([]);
  expect(demoFolders().filter((name) => !foldersBefore.includes(name))).toEqual([]);
  expect(demo.stderr).toBe('');
});
