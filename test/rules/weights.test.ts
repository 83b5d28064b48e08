import { chooseByWeight } from '../../rules/weights';
import { compiled, decideSample } from './compiled';

const USERS = Array.from({ length: 20_000 }, (_, n) => `user-${n}`);

const groupsOf = (weights: Record<string, number>) =>
  USERS.map((user) => chooseByWeight('canary', user, weights));

test.each<[weights: Record<string, number>]>([
  [{ stable: 90, canary: 10 }],
  [{ stable: 99, canary: 1 }],
  [{ a: 1, b: 1 }],
  [{ a: 5, b: 3, c: 2 }],
  [{ a: 0.5, b: 0.25, c: 0.25, d: 0 }],
])('the shares of 20,000 users follow the weights %j', (weights) => {
  const total = Object.values(weights).reduce((sum, weight) => sum + weight, 0);
  const groups = groupsOf(weights);
  for (const [group, weight] of Object.entries(weights)) {
    const share = weight / total;
    const expected = share * USERS.length;
    // Five standard deviations: chance alone exceeds them once in some two million tries.
    const bound = 5 * Math.sqrt(USERS.length * share * (1 - share));
    const seen = groups.filter((chosen) => chosen === group).length;
    expect(Math.abs(seen - expected)).toBeLessThanOrEqual(bound);
  }
});

test('while a canary grows from nothing to all, no user moves back', () => {
  let before = groupsOf({ stable: 100, canary: 0 });
  for (const canary of [1, 5, 10, 25, 50, 90, 100]) {
    const after = groupsOf({ stable: 100 - canary, canary });
    const movedBack = before.filter((group, n) => group === 'canary' && after[n] !== 'canary');
    expect(movedBack).toEqual([]);
    before = after;
  }
  expect(new Set(before)).toEqual(new Set(['canary']));
});

test('a group that grows among several takes users in and moves none between the others', () => {
  const before = groupsOf({ a: 50, b: 30, c: 20 });
  const after = groupsOf({ a: 50, b: 30, c: 40 });
  const moves = before.flatMap((group, n) =>
    group === after[n] ? [] : [`${group} to ${after[n]}`],
  );
  expect(new Set(moves)).toEqual(new Set(['a to c', 'b to c']));
});

test('the order in which groups are written does not matter', () => {
  expect(groupsOf({ canary: 10, stable: 90 })).toEqual(groupsOf({ stable: 90, canary: 10 }));
});

test('the choice is the documented one, in this and every later version', () => {
  const chosen = ['ada', 'carol', 'zoe', ''].map((user) =>
    chooseByWeight('canary', user, { adhoc: 90, canary: 10 }),
  );
  expect(chosen).toEqual(['adhoc', 'canary', 'adhoc', 'adhoc']);
});

const conditions = { all: [{ fact: 'statement', operator: 'equal', value: '' }] };
const weighted = (params: object) =>
  compiled({ rules: [{ name: 'half', conditions, event: { type: 'route', params } }] });

test('who is sticky by source stays wherever the user differs', async () => {
  const ruleSet = weighted({ weights: { a: 1, b: 1 }, stickyBy: 'source' });
  const outcomes = await Promise.all(
    USERS.slice(0, 50).map((user) => decideSample(ruleSet, { user, source: 'bi' })),
  );
  expect(new Set(outcomes.map(({ routingGroup }) => routingGroup)).size).toBe(1);
});

test('statements without the sticky value are spread, and each always the same way', async () => {
  const ruleSet = weighted({ weights: { a: 1, b: 1 } });
  const decideAll = () =>
    Promise.all(
      USERS.slice(0, 1000).map((_, n) =>
        decideSample(ruleSet, { now: new Date(1_767_000_000_000 + n).toISOString() }),
      ),
    );
  const outcomes = await decideAll();
  const inA = outcomes.filter(({ routingGroup }) => routingGroup === 'a').length;
  expect(inA).toBeGreaterThan(400);
  expect(inA).toBeLessThan(600);
  expect(await decideAll()).toEqual(outcomes);
});
