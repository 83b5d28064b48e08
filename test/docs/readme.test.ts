import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { loadConfig } from '../../config/load';
import { removeTemporaryConfigs, temporaryConfig } from '../config/temporary-config';
import { startRouter } from '../router-service/running-router';
import { eventually } from '../support/eventually';
import { createCleanup, runningProxy, simulated } from '../support/running-proxy';
import { call } from '../support/statement-client';
import { pastedCommands } from './pasted-commands';

const readme = readFileSync(join(__dirname, '../../README.md'), 'utf8');
const journeys = readme.split(/^### /m).slice(1);
const run = promisify(execFile);

const cleanup = createCleanup();
let proxyUrl: string;
let routerUrl: string;

// The clusters of `npm run demo`, by their names.
beforeAll(async () => {
  const names = { 'sim-adhoc-1': 'adhoc', 'sim-adhoc-2': 'adhoc', 'sim-etl-1': 'etl' };
  const clusters = await Promise.all(
    Object.entries(names).map(async ([name, group]) => {
      const { url } = await simulated(cleanup, { cluster: name });
      return { name, url, routingGroups: [group] };
    }),
  );
  const router = await startRouter({ clusters });
  cleanup.add(router, () => router.stop());
  routerUrl = router.url;
  const proxy = await runningProxy(cleanup, clusters, { frontProxy: { routerUrls: [routerUrl] } });
  proxyUrl = proxy.url;
}, 60_000);
afterAll(async () => {
  await cleanup.run();
  await removeTemporaryConfigs();
});

const withTestPorts = (text: string) =>
  text.replaceAll('http://127.0.0.1:8080', proxyUrl).replaceAll('http://127.0.0.1:8090', routerUrl);

test.each(journeys.map((text) => [text.split('\n', 1)[0] ?? '', text]))(
  'journey "%s" prints what the README says',
  async (_title, text) => {
    const steps = pastedCommands(text);
    expect(steps.length).toBeGreaterThan(0);
    for (const { commands, prints } of steps) {
      const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', withTestPorts(commands)]);
      const inOrder = prints.map(withTestPorts).map(literally).join('[^]*');
      expect(stdout).toMatch(new RegExp(inOrder));
    }
  },
);

test('the README has three journeys', () => {
  expect(journeys.map((text) => /^\d/.exec(text)?.[0])).toEqual(['1', '2', '3']);
});

test('the queries of the journeys stand in the history that the README points to', async () => {
  const [, path = ''] = /`curl -s http:\/\/127\.0\.0\.1:8080(\S+)`/.exec(readme) ?? [];
  await eventually(async () => {
    const { text } = await call(`${proxyUrl}${path}`);
    expect(text).toMatch(/"cluster":"sim-etl-1"[^}]*"source":"airflow","state":"FINISHED"/);
  });
});

test('its configuration is valid, and names the variables that it needs', async () => {
  const [, text = ''] = /```yaml\n([^`]*)```/.exec(readme) ?? [];
  const file = await temporaryConfig(text);
  const variables = {
    SWITCHYARD_ROUTER_TOKEN: 'a-token',
    SWITCHYARD_ROUTER_TOKEN_SHA256: createHash('sha256').update('a-token').digest('hex'),
    SWITCHYARD_ADMIN_TOKEN_SHA256: 'a'.repeat(64),
    SWITCHYARD_DB_PASSWORD: 'secret',
  };
  const config = await loadConfig(file, variables);
  expect(config.clusters.map(({ name }) => name)).toEqual(['blue', 'green']);
  expect(config.database.url).toContain('secret');
  for (const name of Object.keys(variables)) {
    const others = { ...variables, [name]: undefined };
    await expect(loadConfig(file, others)).rejects.toThrow(`needs the variable ${name},`);
  }
});

function literally(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
