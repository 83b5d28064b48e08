import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type RuleCase, casesSchema, runCase } from '../../rules/cases';
import { FactAlmanac } from '../../rules/fact-almanac';
import { sampleInput } from '../../rules/sample-request';
import { compiled } from './compiled';

const FOLDER = join(__dirname, '../../rules/starter');
const readJson = (file: string): unknown => JSON.parse(readFileSync(join(FOLDER, file), 'utf8'));

const files = readdirSync(FOLDER);
const names = files
  .filter((file) => !file.endsWith('.cases.json'))
  .map((file) => file.replace(/\.json$/, ''));
const ruleSetOf = (name: string) => compiled(readJson(`${name}.json`));
const casesOf = (name: string) => casesSchema.parse(readJson(`${name}.cases.json`)).cases;

test('each starter has its cases and nothing else lies beside them', () => {
  expect(names).toEqual(['business-hours', 'by-source', 'canary', 'heavy-tables', 'writes']);
  expect(files).toEqual(names.flatMap((name) => [`${name}.cases.json`, `${name}.json`]));
});

const everyCase = names.flatMap((name) =>
  casesOf(name).map((one): [string, string, RuleCase] => [name, one.description, one]),
);

test.each(everyCase)('%s: %s', async (name, _, one) => {
  const { mismatches } = await runCase(ruleSetOf(name), one, 'no-default');
  expect(mismatches).toEqual([]);
});

test('a case that does not hold says what differs', async () => {
  const [first] = casesOf('by-source');
  if (!first) throw new Error('by-source has no case');
  const wrong = { ...first, expect: { routingGroup: 'adhoc', rule: 'pipelines' } };
  const { mismatches } = await runCase(ruleSetOf('by-source'), wrong, 'no-default');
  expect(mismatches).toEqual(['routingGroup is "etl", expected "adhoc"']);
});

const everyRule = names.flatMap((name) =>
  ruleSetOf(name).source.rules.map((rule): [string, string] => [name, rule.name]),
);

test.each(everyRule)('%s: a case hits the rule %s, and a case does not', async (name, ruleName) => {
  const ruleSet = ruleSetOf(name);
  const rule = ruleSet.rules.find((one) => one.name === ruleName);
  const results = await Promise.all(
    casesOf(name).map(async ({ request }) => {
      const almanac = new FactAlmanac(sampleInput(request), ruleSet.timeZone);
      return (await rule?.evaluate(almanac))?.result as unknown;
    }),
  );
  expect(new Set(results)).toEqual(new Set([true, false]));
});

test('the first installation routes by source alone', async () => {
  const ruleSet = ruleSetOf('by-source');
  const used = JSON.stringify(ruleSet.source.rules).match(/"fact":"[^"]*"/g);
  expect(new Set(used)).toEqual(new Set(['"fact":"source"']));
});
