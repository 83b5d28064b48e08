import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { FactAlmanac } from '../../rules/fact-almanac';
import { runRuleTests } from '../../rules/rule-tests';
import { type SampleRequest, sampleInput } from '../../rules/sample-request';
import { compiled } from './compiled';

const FOLDER = join(__dirname, '../../rules/starter');
const readJson = (file: string): unknown => JSON.parse(readFileSync(join(FOLDER, file), 'utf8'));

const names = readdirSync(FOLDER).map((file) => file.replace(/\.json$/, ''));
const ruleSetOf = (name: string) => compiled(readJson(`${name}.json`));
const options = {
  defaultRoutingGroup: 'no-default',
  factsOf: (request: SampleRequest) => Promise.resolve(sampleInput(request)),
};

test('there is a starter for each of these ways to route', () => {
  expect(names).toEqual(['business-hours', 'by-source', 'canary', 'heavy-tables', 'writes']);
});

test.each(names)('%s passes its own tests', async (name) => {
  const reports = await runRuleTests(ruleSetOf(name), options);
  expect(reports.length).toBeGreaterThan(1);
  expect(reports.filter(({ mismatches }) => mismatches.length > 0)).toEqual([]);
});

const everyRule = names.flatMap((name) =>
  ruleSetOf(name).source.rules.map((rule): [string, string] => [name, rule.name]),
);

test.each(everyRule)('%s: a test hits the rule %s, and a test does not', async (name, ruleName) => {
  const ruleSet = ruleSetOf(name);
  const rule = ruleSet.rules.find((one) => one.name === ruleName);
  const results = await Promise.all(
    (ruleSet.source.tests ?? []).map(async ({ request }) => {
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
