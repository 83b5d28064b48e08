import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readFirstRuleSet } from '../../router-service/first-rule-set';
import { compileRuleSet } from '../../rules/compile';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'switchyard-rules-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const written = async (name: string, text: string) => {
  await writeFile(join(directory, name), text);
  return join(directory, name);
};

test('without a file the starter rules serve, and they are valid', async () => {
  expect(compileRuleSet(await readFirstRuleSet())).toMatchObject({ ok: true });
});

test.each([
  ['rules.json', '{"rules": []}'],
  ['rules.yaml', 'rules: []\n'],
  ['rules.YML', 'rules: []\n'],
])('it is read from %s', async (name, text) => {
  expect(await readFirstRuleSet(await written(name, text))).toEqual({ rules: [] });
});

test('a file that is not there is named with the setting', async () => {
  await expect(readFirstRuleSet(join(directory, 'absent.json'))).rejects.toThrow(
    /absent\.json cannot be read; check ruleSet in the configuration/,
  );
});

test.each([
  ['broken.json', '{"rules": [}', 'is no valid JSON: unexpected character at line 1, column 12'],
  ['broken.yaml', 'rules: []\nrules: []\n', 'is no valid YAML at line 2, column 1'],
])('a broken file is named with its place: %s', async (name, text, message) => {
  await expect(readFirstRuleSet(await written(name, text))).rejects.toThrow(message);
});
