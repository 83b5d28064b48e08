import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError, problemText } from '../../config/config-error';
import { loadConfig } from '../../config/load';

const bad = join(__dirname, 'bad');
const good = join(__dirname, 'good');

/** The messages that a bad file promises in its first lines. */
function expectedOf(file: string): string[] {
  const lines = readFileSync(join(bad, file), 'utf8').split('\n');
  const marker = '# expected: ';
  return lines
    .filter((line) => line.startsWith(marker))
    .map((line) => line.slice(marker.length).replace('{folder}', bad));
}

test('there are bad files, and each promises a message', () => {
  const files = readdirSync(bad);
  expect(files.length).toBeGreaterThan(25);
  expect(files.filter((file) => expectedOf(file).length === 0)).toEqual([]);
});

test.each(readdirSync(bad))('bad/%s is refused with exactly its message', async (file) => {
  const failure: unknown = await loadConfig(join(bad, file), {}).catch((err: unknown) => err);
  expect(failure).toBeInstanceOf(ConfigError);
  expect((failure as ConfigError).problems.map(problemText)).toEqual(expectedOf(file));
});

test.each(readdirSync(good))('good/%s is accepted', async (file) => {
  await expect(loadConfig(join(good, file), {})).resolves.toHaveProperty('frontProxy');
});
