import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig } from '../../config/load';
import { monitorSchema } from '../../protocol/health-check';
import { removeTemporaryConfigs, temporaryConfig } from '../config/temporary-config';
import { createCleanup, runningProxy, NOBODY } from '../support/running-proxy';

const page = readFileSync(join(__dirname, '../../docs/health.md'), 'utf8');
const cleanup = createCleanup();
afterAll(async () => {
  await cleanup.run();
  await removeTemporaryConfigs();
});

const examples = [...page.matchAll(/^```yaml\n([^]*?)^```$/gm)].map(([, text = '']) => text);

test.each(examples)('%s\nis a configuration', async (text) => {
  const env = { HEALTH_PASSWORD: 'secret', GREEN_PASSWORD: 'secret' };
  const config = await loadConfig(await temporaryConfig(text), env);
  expect(config.health.interval).toBe(5_000);
});

test('the page tells every monitor, strategy and metric by its name', async () => {
  expect(examples).toHaveLength(5);
  const named = (name: string) => new RegExp(`^\\| \`${name}[\`{]`, 'm');
  for (const monitor of monitorSchema.options) expect(page).toMatch(named(monitor));
  for (const strategy of ['random', 'weighted', 'least-queries', 'least-load', 'consistent-hash'])
    expect(page).toMatch(named(strategy));
  const { url } = await runningProxy(cleanup, [{ name: 'blue', url: NOBODY }]);
  const metrics = await (await fetch(`${url}/metrics`)).text();
  const told = [...page.matchAll(/`(switchyard_proxy_\w+)/g)].map(([, name = '']) => name);
  expect(told.length).toBeGreaterThan(4);
  for (const name of told) expect(metrics).toContain(`# TYPE ${name} `);
});
