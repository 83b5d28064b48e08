import { adviseOn } from '../../../rules/advice/advise';
import { type CompiledRuleSet, compileRuleSet } from '../../../rules/compile';
import { FactAlmanac } from '../../../rules/fact-almanac';
import { sampleInput } from '../../../rules/sample-request';
import { createRandom, randomRequest, randomRuleSet } from '../random-rules';

const REQUESTS = 60;
const fleet = { clusters: [{ name: 'blue', routingGroups: ['etl', 'big'] }] };

/** Names of the rules that match each of the requests. */
async function matching(ruleSet: CompiledRuleSet, random: ReturnType<typeof createRandom>) {
  const all: string[][] = [];
  for (let index = 0; index < REQUESTS; index += 1) {
    const almanac = new FactAlmanac(sampleInput(randomRequest(random)), 'UTC');
    const names: string[] = [];
    for (const rule of ruleSet.rules) {
      if ((await rule.evaluate(almanac)).result === true) names.push(rule.name);
    }
    all.push(names);
  }
  return all;
}

test.each([1, 2])(
  'what is said of random rule sets is true of random requests (seed %d)',
  async (seed) => {
    const random = createRandom(seed);
    const told = { never: 0, dead: 0, shadowed: 0 };
    for (let round = 0; round < 400; round += 1) {
      const source = randomRuleSet(random);
      const compilation = compileRuleSet(source);
      if (!compilation.ok) continue;
      const { problems, warnings } = adviseOn(compilation.ruleSet.source, fleet);
      const never = problems.flatMap(({ path }) => ruleNamed(source, path));
      const shadowed = warnings.flatMap(({ path, message }) => {
        const by = /never take effect: "(rule \d+)"/.exec(message)?.[1];
        return by === undefined ? [] : [{ name: ruleNamed(source, path)[0], by }];
      });
      told.never += never.length;
      told.shadowed += shadowed.length;
      if (never.length + shadowed.length === 0) continue;
      for (const names of await matching(compilation.ruleSet, random)) {
        const wrong = never.filter((name) => names.includes(name));
        const past = shadowed.filter(
          ({ name, by }) => names.includes(name ?? '') && !names.includes(by),
        );
        if (wrong.length + past.length > 0) {
          throw new Error(JSON.stringify({ wrong, past, source, problems, warnings }, null, 1));
        }
      }
    }
    expect(told.never).toBeGreaterThan(10);
    expect(told.shadowed).toBeGreaterThan(10);
  },
);

test.each([11])(
  'a branch that is called dead changes nothing when it is gone (seed %d)',
  async (seed) => {
    const random = createRandom(seed);
    let dead = 0;
    for (let round = 0; round < 400; round += 1) {
      const source = randomRuleSet(random);
      const compilation = compileRuleSet(source);
      if (!compilation.ok) continue;
      const { warnings } = adviseOn(compilation.ruleSet.source, fleet);
      const paths = warnings.filter(({ message }) => message.includes('this branch'));
      for (const { path } of paths) {
        dead += 1;
        const without = compileRuleSet(withImpossible(source, path));
        if (!without.ok) throw new Error(JSON.stringify(without.problems));
        const again = createRandom(round);
        const same = await matching(without.ruleSet, createRandom(round));
        expect(await matching(compilation.ruleSet, again)).toEqual(same);
      }
    }
    expect(dead).toBeGreaterThan(2);
  },
);

function ruleNamed(source: ReturnType<typeof randomRuleSet>, path: string): string[] {
  const index = /^rules\[(\d+)\]/.exec(path)?.[1];
  const name = index === undefined ? undefined : source.rules[Number(index)]?.name;
  return name === undefined ? [] : [name];
}

/** The rule set with a condition that never holds at the path. */
function withImpossible(source: object, path: string): object {
  const copy = structuredClone(source) as Record<string, unknown>;
  const parts = path.split(/[.[\]]+/).filter((part) => part !== '');
  const last = parts.pop() ?? '';
  const holder = parts.reduce<Record<string, unknown>>(
    (value, part) => value[part] as Record<string, unknown>,
    copy,
  );
  holder[last] = { fact: 'hour', operator: 'greaterThan', value: 23 };
  return copy;
}
