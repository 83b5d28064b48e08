import { type CandidateIndex, Candidates, indexRules, NO_MORE } from '../../rules/candidate-index';
import { type CompiledRuleSet, compileRuleSet } from '../../rules/compile';
import type { Comparison, Condition } from '../../rules/condition-schema';
import { evaluate } from '../../rules/evaluate';
import { FactAlmanac } from '../../rules/fact-almanac';
import type { FactInput } from '../../rules/fact-input';
import { type SampleRequest, sampleInput } from '../../rules/sample-request';
import { compiled } from './compiled';
import { createRandom, randomRequest, randomRuleSet } from './random-rules';

const OPTIONS = { defaultRoutingGroup: 'default' };

function positionsOf(index: CandidateIndex, input: FactInput): number[] {
  const candidates = new Candidates(index, new FactAlmanac(input, 'UTC'));
  const positions: number[] = [];
  for (let at = candidates.next(); at !== NO_MORE; at = candidates.next()) positions.push(at);
  return positions;
}

/** The same rules, each of which is tried. */
function withoutIndex(ruleSet: CompiledRuleSet): CompiledRuleSet {
  return { ...ruleSet, candidates: { always: [...ruleSet.rules.keys()], places: [] } };
}

describe.each([31, 32])('of random rule sets and requests (seed %d)', (seed) => {
  test('an outcome is the same as if each rule were tried', () => {
    const random = createRandom(seed);
    const seen = { ended: 0, others: 0, left: 0, reached: 0 };
    for (let round = 0; round < 100; round += 1) {
      const compilation = compileRuleSet(randomRuleSet(random, 12, 6));
      if (!compilation.ok) continue;
      const { ruleSet } = compilation;
      const plain = withoutIndex(ruleSet);
      for (let each = 0; each < 20; each += 1) {
        const input = sampleInput(randomRequest(random));
        let looked = 0;
        const onTried = () => void (looked += 1);
        const onEnded = (_: CompiledRuleSet, tried: number) => void (seen.reached += tried);
        const outcome = evaluate(ruleSet, input, { ...OPTIONS, onTried, onEnded });
        expect(outcome).toEqual(evaluate(plain, input, OPTIONS));
        seen.left -= looked;
        seen[outcome.rule === undefined ? 'others' : 'ended'] += 1;
      }
    }
    seen.left += seen.reached;
    expect(seen.ended).toBeGreaterThan(100);
    expect(seen.others).toBeGreaterThan(100);
    expect(seen.left / seen.reached).toBeGreaterThan(0.1);
  });

  test('each rule that json-rules-engine says to match is a candidate, once and in order', async () => {
    const random = createRandom(seed);
    let matches = 0;
    for (let round = 0; round < 50; round += 1) {
      const compilation = compileRuleSet(randomRuleSet(random, 6, 6));
      if (!compilation.ok) continue;
      const { rules, candidates } = compilation.ruleSet;
      for (let each = 0; each < 6; each += 1) {
        const input = sampleInput(randomRequest(random));
        const positions = positionsOf(candidates, input);
        expect(positions).toEqual([...new Set(positions)].sort((a, b) => a - b));
        const almanac = new FactAlmanac(input, 'UTC');
        for (const [position, rule] of rules.entries()) {
          if ((await rule.evaluate(almanac)).result !== true) continue;
          matches += 1;
          expect(positions).toContain(position);
        }
      }
    }
    expect(matches).toBeGreaterThan(100);
  });
});

const is = (fact: string, value: Comparison['value']): Comparison => ({
  fact,
  operator: 'equal',
  value,
});
const anything = { fact: 'user', operator: 'notEqual', value: 'nobody' };
const everyFact = {
  user: 'ada',
  source: 'cli',
  headers: { 'x-team': 'risk' },
  joins: 1,
  clientTags: ['a', 'b'],
  readTables: ['hive.sales.orders'],
};

/** Which of the conditions are candidates for the request. */
function candidates(conditions: Condition[], request: SampleRequest, named = {}): number[] {
  return positionsOf(indexRules(conditions, named), sampleInput(request));
}

test.each<[what: string, fits: Condition, doesNot: Condition]>([
  ['a text', is('user', 'ada'), is('user', 'bob')],
  ['a number, which is no text', is('joins', 1), is('joins', '1')],
  ['what is absent, as the empty text', is('schema', ''), is('schema', 'sales')],
  [
    'a part of a map',
    { ...is('headers', 'risk'), path: "$['x-team']" },
    { ...is('headers', 'risk'), path: "$['x-other']" },
  ],
  [
    'one of a list',
    { fact: 'user', operator: 'in', value: ['bob', 'ada'] },
    { fact: 'user', operator: 'in', value: ['bob', 'eve'] },
  ],
  [
    'an element of a set',
    { fact: 'clientTags', operator: 'contains', value: 'b' },
    { fact: 'clientTags', operator: 'contains', value: 'c' },
  ],
  [
    'an element that is one of a list',
    { fact: 'clientTags', operator: 'someFact:in', value: ['c', 'b'] },
    { fact: 'clientTags', operator: 'someFact:in', value: ['c', 'd'] },
  ],
  [
    'the beginning of a text',
    { fact: 'source', operator: 'startsWith', value: ['dbt', 'cl'] },
    { fact: 'source', operator: 'startsWith', value: ['dbt', 'clix'] },
  ],
  [
    'the beginning of a glob',
    { fact: 'tables', operator: 'anyMatch', value: 'hive.sales.*' },
    { fact: 'tables', operator: 'anyMatch', value: 'hive.hr.*' },
  ],
  [
    'a glob that is a name, with characters that stand for themselves',
    { fact: 'tables', operator: 'allMatch', value: 'hive.\\sales.orders' },
    { fact: 'tables', operator: 'allMatch', value: 'hive.sales' },
  ],
  [
    'every branch of an any',
    { any: [is('user', 'bob'), { all: [anything, is('source', 'cli')] }] },
    { any: [is('user', 'bob'), { all: [anything, is('source', 'dbt')] }] },
  ],
  ['a named condition', { condition: 'ada' }, { all: [{ condition: 'bob' }] }],
])('a rule is left out for want of %s', (_, fits, doesNot) => {
  const named = { ada: { all: [is('user', 'ada')] }, bob: { all: [is('user', 'bob')] } };
  expect(candidates([doesNot, fits, doesNot], everyFact, named)).toEqual([1]);
});

test.each<[what: string, condition: Condition]>([
  ['a not', { not: is('user', 'bob') }],
  ['a difference', anything],
  ['another fact as value', is('user', { fact: 'source' })],
  ['a branch of an any that says nothing', { any: [is('user', 'bob'), anything] }],
  ['a glob that begins with anything', { fact: 'tables', operator: 'anyMatch', value: '*.hr.*' }],
])('a rule is always a candidate with %s alone', (_, condition) => {
  expect(candidates([condition], everyFact)).toEqual([0]);
});

test('a value that many rules want does not bring them all along', () => {
  const rules = Array.from({ length: 100 }, (_, n) => ({
    all: [is('source', 'cli'), is('user', `user-${n}`)],
  }));
  expect(candidates(rules, { source: 'cli', user: 'user-70' })).toEqual([0, 70]);
});

test('a fact is not read for rules behind the one that decides', () => {
  const rule = (name: string, condition: Condition) => ({
    ...{ name, conditions: { all: [condition] } },
    event: { type: 'route', params: { routingGroup: name } },
  });
  const ruleSet = compiled({ rules: [rule('a', is('user', 'ada')), rule('b', is('joins', 1))] });
  const input = sampleInput({ user: 'ada' });
  Object.defineProperty(input, 'analysis', {
    get() {
      throw new Error('read');
    },
  });
  expect(evaluate(ruleSet, input, OPTIONS)).toMatchObject({ rule: 'a' });
});

test('rules that are not looked at count as tried', () => {
  const rule = (name: string, user: string) => ({
    ...{ name, conditions: { all: [is('user', user)] } },
    event: { type: 'route', params: { routingGroup: 'etl' } },
  });
  const ruleSet = compiled({ rules: ['a', 'b', 'c', 'd'].map((user) => rule(user, user)) });
  const told = (user: string) => {
    const looked: string[] = [];
    const ended: number[] = [];
    const onTried = (name: string) => void looked.push(name);
    const onEnded = (_: CompiledRuleSet, tried: number) => void ended.push(tried);
    evaluate(ruleSet, sampleInput({ user }), { ...OPTIONS, onTried, onEnded });
    return { looked, ended };
  };
  expect(told('c')).toEqual({ looked: ['c'], ended: [3] });
  expect(told('x')).toEqual({ looked: [], ended: [4] });
});

test('named conditions that stand for very many values do not fill the memory', () => {
  const users = Array.from({ length: 10_000 }, (_, n) => `user-${n}`);
  const named = { many: { all: [{ fact: 'user', operator: 'in', value: users }] } };
  const rules = Array.from({ length: 1_000 }, () => ({ condition: 'many' }));
  const index = indexRules(rules, named);
  expect(index.always.length).toBeGreaterThan(800);
  expect(positionsOf(index, sampleInput({ user: 'user-9' }))).toHaveLength(1_000);
});
