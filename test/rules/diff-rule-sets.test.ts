import { diffRuleSets } from '../../rules/diff-rule-sets';
import type { Rule, RuleSet } from '../../rules/schema';

const rule = (name: string, value = name, priority?: number): Rule => ({
  name,
  ...(priority !== undefined && { priority }),
  conditions: { all: [{ fact: 'source', operator: 'equal', value }] },
  event: { type: 'route', params: { routingGroup: 'etl' } },
});
const ofRules = (...rules: Rule[]): RuleSet => ({ rules });
const none = { added: [], removed: [], changed: [], moved: [] };

test('the same rule set has no difference', () => {
  const ruleSet = { ...ofRules(rule('a')), timeZone: 'UTC' };
  expect(diffRuleSets(ruleSet, structuredClone(ruleSet))).toEqual({ rules: none, settings: [] });
});

test('rules are told by their names', () => {
  const before = ofRules(rule('gone'), rule('kept'), rule('changed', 'x'));
  const after = ofRules(rule('kept'), rule('changed', 'y'), rule('new'));
  expect(diffRuleSets(before, after).rules).toEqual({
    added: ['new'],
    removed: ['gone'],
    changed: [
      {
        name: 'changed',
        changes: [{ path: 'conditions.all[0].value', before: 'x', after: 'y' }],
      },
    ],
    moved: [],
  });
});

test('what is new or gone in a rule has no other side', () => {
  const before = ofRules(rule('a'));
  const after = ofRules({ ...rule('a'), enabled: false });
  const [change] = diffRuleSets(before, after).rules.changed;
  expect(change).toEqual({ name: 'a', changes: [{ path: 'enabled', after: false }] });
});

test.each([
  ['in the file', ofRules(rule('c'), rule('a'), rule('b')), ['c']],
  ['by priority', ofRules(rule('a'), rule('b'), rule('c', 'c', 9)), ['c']],
  ['not by a new neighbour', ofRules(rule('x'), rule('a'), rule('b'), rule('c')), []],
])('a rule that is tried earlier than others has moved: %s', (_, after, moved) => {
  const before = ofRules(rule('a'), rule('b'), rule('c'));
  expect(diffRuleSets(before, after).rules.moved).toEqual(moved);
});

test('settings are told by their paths', () => {
  const before: RuleSet = { rules: [], defaultRoutingGroup: 'a', fallback: ['x'] };
  const after: RuleSet = { rules: [], timeZone: 'UTC', fallback: ['x', 'y'] };
  expect(diffRuleSets(before, after).settings).toEqual([
    { path: 'defaultRoutingGroup', before: 'a' },
    { path: 'fallback[1]', after: 'y' },
    { path: 'timeZone', after: 'UTC' },
  ]);
});
