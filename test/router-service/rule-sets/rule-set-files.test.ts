import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { joinRuleSets, readTexts } from '../../../router-service/rule-sets/rule-set-files';
import { ServiceError } from '../../../runtime/service-error';

const rule = (name: string) => ({
  name,
  conditions: { all: [{ fact: 'source', operator: 'equal', value: name }] },
  event: { type: 'route', params: { routingGroup: 'etl' } },
});
const file = (name: string, value: unknown) => ({ name, text: JSON.stringify(value) });
const joined = (...texts: { name: string; text: string }[]) => joinRuleSets(texts, 'It');

function problemsOf(...texts: { name: string; text: string }[]) {
  try {
    joined(...texts);
  } catch (err) {
    if (err instanceof ServiceError) return err.problems.map(({ path }) => path);
    throw err;
  }
  return [];
}

describe('the texts of', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'switchyard-rule-sets-'));
    for (const name of ['b.yaml', 'a.json', 'README.md', '.hidden.json']) {
      writeFileSync(join(folder, name), name);
    }
    mkdirSync(join(folder, 'more'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('a folder are those of its JSON and YAML files, by name', async () => {
    expect(await readTexts(folder)).toEqual([
      { name: 'a.json', text: 'a.json' },
      { name: 'b.yaml', text: 'b.yaml' },
    ]);
  });

  test('a file is its own', async () => {
    expect(await readTexts(join(folder, 'b.yaml'))).toEqual([{ name: 'b.yaml', text: 'b.yaml' }]);
  });

  test('what is not there are told with the path', async () => {
    await expect(readTexts(join(folder, 'none.json'))).rejects.toThrow(/none\.json cannot be read/);
  });
});

test('one file is a rule set as it is, in JSON or YAML', () => {
  const ruleSet = { rules: [rule('a')], timeZone: 'UTC' };
  expect(joined(file('a.json', ruleSet)).ruleSet.source).toEqual(ruleSet);
  expect(joined({ name: 'a.yml', text: 'rules: []' }).ruleSet.source).toEqual({ rules: [] });
});

test('rules, tests and allowed headers of several files follow each other', () => {
  const test = (name: string) => ({ name, request: {}, expect: { rule: null } });
  const { source } = joined(
    file('1.json', { rules: [rule('a')], tests: [test('t')], defaultRoutingGroup: 'adhoc' }),
    file('2.json', { rules: [rule('b'), rule('c')], conditions: { x: rule('x').conditions } }),
    file('3.json', { rules: [], tests: [test('u')], conditions: { y: rule('y').conditions } }),
  ).ruleSet;
  expect(source.rules.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
  expect(source.tests?.map(({ name }) => name)).toEqual(['t', 'u']);
  expect(source.defaultRoutingGroup).toBe('adhoc');
  expect(Object.keys(source.conditions ?? {})).toEqual(['x', 'y']);
});

test('a condition of one file serves the rules of another', () => {
  const using = { ...rule('a'), conditions: { condition: 'x' } };
  const conditions = { x: rule('x').conditions };
  expect(
    problemsOf(file('1.json', { rules: [using] }), file('2.json', { rules: [], conditions })),
  ).toEqual([]);
});

test.each([
  ['no file', [], ['']],
  ['a broken file', [{ name: 'a.json', text: '{' }], ['a.json']],
  ['a file that is no rule set', [file('a.json', [])], ['a.json']],
  [
    'a wrong rule, by its place in its own file',
    [
      file('1.json', { rules: [rule('a')] }),
      file('2.json', {
        rules: [
          rule('b'),
          { ...rule('c'), conditions: { all: [{ fact: 'usr', operator: 'equal', value: 'x' }] } },
        ],
      }),
    ],
    ['2.json: rules[1].conditions.all[0].fact'],
  ],
  [
    'a name in two files',
    [file('1.json', { rules: [rule('a')] }), file('2.json', { rules: [rule('a')] })],
    ['2.json: rules[0].name'],
  ],
  [
    'a setting in two files',
    [
      file('1.json', { rules: [], timeZone: 'UTC' }),
      file('2.json', { rules: [], timeZone: 'UTC' }),
    ],
    ['2.json: timeZone'],
  ],
  [
    'a condition in two files',
    [
      file('1.json', { rules: [], conditions: { x: rule('x').conditions } }),
      file('2.json', { rules: [], conditions: { x: rule('x').conditions } }),
    ],
    ['2.json: conditions.x'],
  ],
  [
    'a wrong setting',
    [file('1.json', { rules: [] }), file('2.json', { rules: [], timeZone: 'Mars' })],
    ['2.json: timeZone'],
  ],
])('%s is told', (_, texts, paths) => {
  expect(problemsOf(...texts)).toEqual(paths);
});
