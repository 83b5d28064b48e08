import type { Database } from '../../../router-service/database/database';
import { refuseFailingTests } from '../../../router-service/rule-sets/failing-tests';
import {
  createRuleSetRegistry,
  type RuleSetRegistry,
} from '../../../router-service/rule-sets/rule-set-registry';
import { sampleInput } from '../../../rules/sample-request';
import type { Rule, RuleSet } from '../../../rules/schema';
import { captureLog } from '../../support/captured-log';
import { describeDatabases } from '../../support/databases';
import { eventually } from '../../support/eventually';

const rule = (name: string, routingGroup = 'etl'): Rule => ({
  name,
  conditions: { all: [{ fact: 'source', operator: 'equal', value: name }] },
  event: { type: 'route', params: { routingGroup } },
});

const check = refuseFailingTests({
  defaultRoutingGroup: 'adhoc',
  factsOf: (sample) => Promise.resolve(sampleInput(sample)),
});

const ruleSet = (...names: string[]): RuleSet => ({
  rules: names.map((name) => rule(name)),
  defaultRoutingGroup: 'adhoc',
});

describeDatabases('the rule set registry', (database) => {
  let db: Database;
  let opened: RuleSetRegistry[];

  beforeAll(async () => {
    db = await database.node();
  }, 60_000);

  beforeEach(async () => {
    opened = [];
    await database.empty();
  });

  afterEach(() => Promise.all(opened.map((registry) => registry.close())));

  async function registry(on: Database = db, log = captureLog().log): Promise<RuleSetRegistry> {
    const made = await createRuleSetRegistry({ db: on, log, check });
    opened.push(made);
    return made;
  }

  async function seeded(...names: string[]): Promise<RuleSetRegistry> {
    const rules = await registry();
    await rules.seed(ruleSet(...names));
    return rules;
  }

  const activeRules = (rules: RuleSetRegistry) => rules.active().compiled.source.rules;

  test('has no active rule set before the first, and then that one', async () => {
    const rules = await registry();
    expect(() => rules.active()).toThrow('No rule set is active yet');
    await rules.seed(ruleSet('airflow'));
    expect(rules.active()).toMatchObject({ revision: 1, compiled: { source: ruleSet('airflow') } });
    await rules.seed(ruleSet('other'));
    expect(rules.active().revision).toBe(1);
  });

  test('is seeded once by two nodes that start at once', async () => {
    const nodes = [await registry(), await registry(), await registry()];
    await Promise.all(nodes.map((node, n) => node.seed(ruleSet(`node ${n}`))));
    expect(await nodes[0]!.revisions()).toMatchObject([{ revision: 1, author: 'config' }]);
    expect(nodes.map((node) => node.active().revision)).toEqual([1, 1, 1]);
  });

  test('refuses a first rule set with every problem', async () => {
    const rules = await registry();
    const seeding = rules.seed({ rules: [{ name: 'a' }], unknown: 1 });
    await expect(seeding).rejects.toMatchObject({ status: 400, code: 'BAD_REQUEST' });
    expect(await rules.revisions()).toEqual([]);
  });

  test('stores a rule set as it was written, in its order of fields', async () => {
    const rules = await seeded();
    const written = { rules: [rule('z')], description: 'a\0b', defaultRoutingGroup: 'adhoc' };
    const posted = await rules.post(written, { activate: true, author: 'ann', note: 'why' });
    expect(posted).toMatchObject({ revision: 2, author: 'ann', note: 'why', active: true });
    const { ruleSet: stored } = await rules.revision(2);
    expect(Object.keys(stored)).toEqual(Object.keys(rules.active().compiled.source));
    expect(stored).toEqual(written);
  });

  test('stores nothing of a rule set with problems', async () => {
    const rules = await seeded();
    const bad = { rules: [rule('a'), rule('a')] };
    const posting = rules.post(bad, { activate: true, author: 'ann' });
    await expect(posting).rejects.toMatchObject({
      status: 400,
      problems: [{ path: 'rules[1].name' }],
    });
    expect(await rules.revisions()).toHaveLength(1);
  });

  describe('a rule set of which a test fails', () => {
    const failing = {
      ...ruleSet('a'),
      tests: [
        { name: 'passes', request: { source: 'a' }, expect: { routingGroup: 'etl' } },
        { name: 'is wrong', request: { source: 'b' }, expect: { routingGroup: 'etl', rule: 'a' } },
      ],
    };
    const refused = {
      status: 400,
      problems: [
        { path: 'tests[1]', message: expect.stringContaining('"is wrong" fails') as string },
      ],
    };

    test('does not become active, by whichever way', async () => {
      const rules = await seeded('first');
      const posting = rules.post(failing, { activate: true, author: 'ann' });
      await expect(posting).rejects.toMatchObject(refused);
      await rules.post(failing, { activate: false, author: 'ann' });
      await expect(rules.activate(2, { author: 'ann' })).rejects.toMatchObject(refused);
      expect(rules.active().revision).toBe(1);
    });

    test('cannot be made by a change of one rule', async () => {
      const rules = await seeded('first');
      await rules.post(
        { ...failing, tests: [failing.tests[0]!] },
        { activate: true, author: 'ann' },
      );
      const putting = rules.putRule('a', rule('a', 'adhoc'), { author: 'ann' });
      await expect(putting).rejects.toMatchObject({ problems: [{ path: 'tests[0]' }] });
      const deleting = rules.deleteRule('a', { author: 'ann' });
      await expect(deleting).rejects.toMatchObject({ problems: [{ path: 'tests[0]' }] });
      expect(rules.active().revision).toBe(2);
    });
  });

  test('activates nothing on top of what the caller has not seen', async () => {
    const rules = await seeded('a');
    await rules.post(ruleSet('b'), { activate: true, author: 'ann' });
    const stale = rules.activate(1, { author: 'bob', ifMatch: '"1"' });
    await expect(stale).rejects.toMatchObject({ status: 409, code: 'STALE_REVISION' });
    await rules.activate(1, { author: 'bob', ifMatch: '"2"' });
    expect(rules.active().revision).toBe(1);
  });

  test('keeps a revision aside until it is activated, and rolls back', async () => {
    const rules = await seeded();
    const stored = await rules.post(ruleSet('b'), { activate: false, author: 'ann' });
    expect(stored).toMatchObject({ revision: 2, active: false });
    expect(stored).not.toHaveProperty('activatedAt');
    expect(rules.active().revision).toBe(1);
    expect(await rules.activate(2, { author: 'bob' })).toMatchObject({ revision: 2, active: true });
    expect(rules.active().revision).toBe(2);
    await rules.activate(1, { author: 'bob' });
    expect(rules.active().revision).toBe(1);
    const revisions = await rules.revisions();
    expect(revisions.map(({ revision, active }) => ({ revision, active }))).toEqual([
      { revision: 2, active: false },
      { revision: 1, active: true },
    ]);
    expect(revisions[0]).toHaveProperty('activatedAt');
    expect(revisions[0]).not.toHaveProperty('ruleSet');
  });

  test('a revision that is not there is 404', async () => {
    const rules = await seeded();
    const missing = { code: 'NOT_FOUND', status: 404 };
    await expect(rules.revision(9)).rejects.toMatchObject(missing);
    await expect(rules.activate(9, { author: 'ann' })).rejects.toMatchObject(missing);
  });

  test('a change on top of a revision that is not active any more is 409 and changes nothing', async () => {
    const rules = await seeded('a');
    await rules.putRule('b', rule('b'), { author: 'ann', ifMatch: '"1"' });
    const stale = { code: 'STALE_REVISION', status: 409 };
    const options = { author: 'bob', ifMatch: '"1"' };
    const posting = rules.post(ruleSet(), { ...options, activate: true });
    await expect(posting).rejects.toMatchObject(stale);
    await expect(rules.putRule('c', rule('c'), options)).rejects.toMatchObject(stale);
    await expect(rules.deleteRule('a', options)).rejects.toMatchObject(stale);
    expect(await rules.revisions()).toHaveLength(2);
  });

  test('of two changes on top of one revision, one wins', async () => {
    const [a, b] = [await seeded(), await registry()];
    const changing = await Promise.allSettled([
      a.putRule('a', rule('a'), { author: 'ann', ifMatch: '"1"' }),
      b.putRule('b', rule('b'), { author: 'bob', ifMatch: '"1"' }),
    ]);
    expect(changing.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  test('rules that are put from two nodes at once are both there in the end', async () => {
    const [a, b] = [await seeded(), await registry()];
    await Promise.all([
      a.putRule('a', rule('a'), { author: 'ann' }),
      b.putRule('b', rule('b'), { author: 'bob' }),
    ]);
    await eventually(async () => expect(a.active().revision).toBe(3), 2_000);
    expect(
      activeRules(a)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(['a', 'b']);
  });

  test('puts one rule in the place of its name or at the end, and deletes it', async () => {
    const rules = await seeded('a', 'b');
    await rules.putRule('a', rule('a', 'adhoc'), { author: 'ann' });
    const { conditions, event } = rule('c');
    await rules.putRule('c', { conditions, event }, { author: 'ann' });
    expect(activeRules(rules)).toEqual([rule('a', 'adhoc'), rule('b'), rule('c')]);
    const left = await rules.deleteRule('b', { author: 'ann' });
    expect(left).toMatchObject({ revision: 4, note: 'deleted rule b', active: true });
    expect(activeRules(rules).map(({ name }) => name)).toEqual(['a', 'c']);
    await expect(rules.deleteRule('b', { author: 'ann' })).rejects.toMatchObject({ status: 404 });
  });

  test.each([
    ['another name', { ...rule('x') }, 'name'],
    ['no event', { conditions: rule('a').conditions }, 'event'],
    ['an unknown field', { ...rule('a'), evnt: 1 }, 'evnt'],
    ['no object', 'route', ''],
  ])('tells the problem of a rule with %s by its place in the rule', async (_what, bad, path) => {
    const rules = await seeded('b');
    await expect(rules.putRule('a', bad, { author: 'ann' })).rejects.toMatchObject({
      status: 400,
      problems: [{ path }],
    });
  });

  test.each([
    ['by notification and polling', () => db],
    ['by polling alone', () => ({ ...db, listen: async () => async () => undefined })],
  ])('follows an activation on another node within two seconds, %s', async (_how, on) => {
    const here = await seeded();
    const there = await registry(on());
    expect(there.active().revision).toBe(1);
    await here.post(ruleSet('new'), { activate: true, author: 'ann' });
    expect(here.active().revision).toBe(2);
    await eventually(async () => expect(there.active().revision).toBe(2), 2_000);
  });

  test('goes on with the last usable rule set when another version activates one it cannot read', async () => {
    const captured = captureLog();
    const rules = await registry(db, captured.log);
    await rules.seed(ruleSet('a'));
    await db.transaction(async (tx) => {
      await tx.query('update change_counter set version = version + 1');
      await tx.query(
        `insert into rule_set_revision (revision, rule_set, author, note) values (2, '{"v": 2}', '', '')`,
      );
      await tx.query(
        `insert into rule_set_activation (number, revision, author) values (99, 2, '')`,
      );
    });
    await eventually(async () =>
      expect(captured.messages('error')).toEqual(['cannot use the active rule set']),
    );
    expect(rules.active().revision).toBe(1);
    const fresh = await registry();
    await expect(fresh.seed(ruleSet('a'))).rejects.toMatchObject({ code: 'RULE_SET_UNUSABLE' });
    await expect(rules.activate(2, { author: 'ann' })).rejects.toMatchObject({ status: 400 });
  });
});
