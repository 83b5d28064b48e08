import { type Imported, importTrinoGatewayRules } from '../../cli/trino-gateway-rules/import-rules';
import { compiled, decideSample } from '../rules/compiled';

function importRules(text: string): Imported {
  const imported = importTrinoGatewayRules(text);
  if ('problems' in imported) throw new Error(imported.problems.join('\n'));
  return imported;
}

const isSource = (name: string) => `request.getHeader("X-Trino-Source") == "${name}"`;
const to = (group: string) => `result.put("routingGroup", "${group}")`;

/** A rules file of rules given as [priority, condition, ...actions], named a, b, c, … */
function fileOf(...rules: [number | undefined, string, ...string[]][]): string {
  return rules
    .map(([priority, condition, ...actions], index) => {
      const name = String.fromCharCode(97 + index);
      return `---\n${JSON.stringify({ name, priority, condition, actions })}\n`;
    })
    .join('');
}

async function groupOf({ ruleSet }: Imported, source: string, tags = ''): Promise<string> {
  const request = { source, headers: { 'x-trino-client-tags': tags } };
  return (await decideSample(compiled(ruleSet), request)).routingGroup;
}

describe('all matching rules fire, and the last write wins', () => {
  test.each([
    ['of equal priorities the later in the file', [undefined, undefined], 'second'],
    ['a missing priority is 0', [undefined, -1], 'first'],
    ['the higher priority, wherever it stands', [7, 3], 'first'],
    ['negative ones before 0', [-5, 0], 'second'],
  ])('%s', async (_, [one, other], expected) => {
    const file = fileOf([one, 'true', to('first')], [other, isSource('x'), to('second')]);
    const both = fileOf([one, isSource('x'), to('first')], [other, isSource('x'), to('second')]);
    expect(await groupOf(importRules(both), 'x')).toBe(expected);
    expect(await groupOf(importRules(file), 'x')).toBe(expected);
    expect(await groupOf(importRules(file), 'y')).toBe('first');
  });

  test('of several actions the last', async () => {
    const file = fileOf([0, isSource('x'), to('first'), `${to('second')}; ${to('third')};`]);
    expect(await groupOf(importRules(file), 'x')).toBe('third');
  });

  test('a rule that later ones always overrule is left out and told', () => {
    const imported = importRules(fileOf([0, isSource('x'), to('first')], [1, 'true', to('all')]));
    expect(imported.ruleSet.rules.map(({ name }) => name)).toEqual(['b']);
    expect(imported.notes).toEqual([
      { line: 2, rule: 'a', message: 'is always overruled by "b", which fires later; left out' },
    ]);
    expect(imported.isTotal).toBe(true);
  });
});

describe('actions', () => {
  test('a chain of if and else becomes rules without opposites', async () => {
    const tags = 'request.getHeader("X-Trino-Client-Tags")';
    const action = `if (${tags} contains "foo") { ${to('etl-foo')} }
      else if (${tags} contains "bar") { ${to('etl-bar')} }
      else { ${to('etl')} }`;
    const imported = importRules(fileOf([0, isSource('airflow'), action]));
    expect(imported.ruleSet.rules.map(({ name, priority }) => [name, priority])).toEqual([
      ['a', 30],
      ['a 2', 20],
      ['a 3', 10],
    ]);
    expect(JSON.stringify(imported.ruleSet)).not.toContain('"not"');
    expect(await groupOf(imported, 'airflow', 'foo,bar')).toBe('etl-foo');
    expect(await groupOf(imported, 'airflow', 'bar')).toBe('etl-bar');
    expect(await groupOf(imported, 'airflow')).toBe('etl');
    expect(await groupOf(imported, 'dbt', 'foo')).toBe('default');
  });

  test('a write only where nothing is written yet', async () => {
    const action = `if (result.get("routingGroup") == null) { ${to('rest')} }`;
    const imported = importRules(fileOf([0, isSource('x'), to('first')], [1, 'true', action]));
    expect(await groupOf(imported, 'x')).toBe('first');
    expect(await groupOf(imported, 'y')).toBe('rest');
  });

  test('a set of rules that fired, as its documentation has it', async () => {
    const imported = importRules(`---
name: "initialize state"
priority: 0
condition: "true"
actions:
  - |
    state.put("triggeredRules",new HashSet())
---
name: "airflow"
priority: 1
condition: |
  request.getHeader("X-Trino-Source") == "airflow"
actions:
  - |
    result.put("routingGroup", "etl")
  - |
    state.get("triggeredRules").add("airflow")
---
name: "airflow special"
priority: 2
condition: |
  state.get("triggeredRules").contains("airflow") && request.getHeader("X-Trino-Client-Tags") contains "label=special"
actions:
  - |
    result.put("routingGroup", "etl-special")
`);
    expect(imported.untranslated).toEqual([]);
    expect(await groupOf(imported, 'airflow', 'label=special')).toBe('etl-special');
    expect(await groupOf(imported, 'airflow')).toBe('etl');
    expect(await groupOf(imported, 'dbt', 'label=special')).toBe('default');
  });

  test('a flag of the state', async () => {
    const imported = importRules(
      fileOf(
        [0, 'true', 'state.put("night", false)'],
        [1, isSource('x'), 'state.put("night", true)'],
        [2, '!state.get("night")', to('day')],
        [2, 'state.get("night") == true', to('night')],
      ),
    );
    expect(await groupOf(imported, 'x')).toBe('night');
    expect(await groupOf(imported, 'y')).toBe('day');
  });

  test.each([
    ['result.put("routingGroup", request.getHeader("X-Group"))', 'is not known before'],
    ['result.put("other", "x")', 'only routingGroup of the result is used'],
    ['result.routingGroup = "x"', '= is not understood here'],
    ['group = "x"', '= is not understood here'],
    [`${to('a')}\n${to('b')}`, 'result is not understood here'],
    [`if (${isSource('x')}) ${to('a')};`, 'result is not understood here'],
    ['state.get("seen").add("x")', 'it is not sure that the state holds a set here'],
    ['state.put("count", 1)', 'only texts, true, false and new collections'],
    ['System.exit(0)', 'is no action that is translated'],
    [to('not a group'), 'would not be accepted: event.params'],
  ])('%s is not translated', (action, reason) => {
    const { untranslated, ruleSet } = importRules(fileOf([0, isSource('x'), action]));
    expect(ruleSet.rules).toEqual([]);
    expect(untranslated[0]?.message).toContain(reason);
  });
});

describe('a rule that is not translated', () => {
  test('keeps its place free', () => {
    const { untranslated, ruleSet } = importRules(
      fileOf(
        [1, isSource('x'), to('one')],
        [2, 'strange()', to('two')],
        [3, isSource('z'), to('z')],
      ),
    );
    expect(ruleSet.rules.map(({ priority }) => priority)).toEqual([30, 10]);
    expect(untranslated).toEqual([
      expect.objectContaining({ line: 4, rule: 'b', expression: 'strange()' }),
    ]);
    expect(untranslated[0]?.message).toMatch(/\(its place here is priority 20\)$/);
  });

  test('takes those with it that depend on what it did', () => {
    const { untranslated, ruleSet } = importRules(
      fileOf(
        [0, 'true', 'state.put("seen", new HashSet())'],
        [1, 'strange()', 'state.get("seen").add("x")'],
        [2, 'state.get("seen").contains("x")', to('seen')],
        [3, isSource('x'), to('x')],
        [4, 'true', `if (result.get("routingGroup") == null) { ${to('rest')} }`],
      ),
    );
    expect(untranslated.map(({ rule, line }) => [rule, line])).toEqual([
      ['b', 4],
      ['c', 6],
      ['e', 10],
    ]);
    expect(untranslated[1]?.message).toContain('depends on the rule "b", which is not translated');
    expect(ruleSet.rules.map(({ name }) => name)).toEqual(['d']);
  });
});

describe('the file', () => {
  const rule = 'condition: "true"\nactions: []\n';

  test.each([
    ['name: [', /is no valid YAML at line 1, column 8/],
    ['- name: a\n', 'is no rules file at line 1: each document is one rule'],
    [`name: a\n${rule}---\n`, /has an empty document, for which Trino Gateway fails/],
    ['name: a\nname: b\n', /is no valid YAML at line 2/],
  ])('%j cannot be used', (text, problem) => {
    const imported = importTrinoGatewayRules(text);
    expect('problems' in imported && imported.problems[0]).toMatch(problem);
  });

  test.each([
    ['name: a\nrank: 3\n' + rule, 'has a field "rank" that Trino Gateway does not know'],
    [rule, 'has no name, which Trino Gateway refuses'],
    ['name: a\nactions: []\n', 'has no condition that is a text; quote it'],
    ['name: a\ncondition: true\nactions: []\n', 'has no condition that is a text; quote it'],
    ['name: a\ncondition: "true"\n', 'has no list of actions, which Trino Gateway refuses'],
    ['name: a\npriority: high\n' + rule, 'has a priority that is no whole number'],
  ])('a rule written as %j is told', (text, message) => {
    expect(importRules(text).untranslated).toEqual([expect.objectContaining({ line: 1, message })]);
  });

  test('names become such as rules may have, each once', () => {
    const names = ['airflow', 'airflow', '"ETL" (nightly)', 'Übergröße', '***'];
    const text = names
      .map((name, index) => {
        const condition = isSource(String(index));
        return `---\n${JSON.stringify({ name, condition, actions: [to('x')] })}\n`;
      })
      .join('');
    const { ruleSet, notes } = importRules(text);
    expect(ruleSet.rules.map(({ name }) => name).reverse()).toEqual([
      'airflow 2',
      'airflow',
      'ETL- -nightly',
      'bergr-e',
      'rule',
    ]);
    expect(notes.map(({ line }) => line)).toEqual([2, 6, 8, 10]);
  });

  test('descriptions stay, and an empty file makes no rules', () => {
    const described = { name: 'a', description: 'For all. ', condition: isSource('x') };
    const { ruleSet } = importRules(JSON.stringify({ ...described, actions: [to('x')] }));
    expect(ruleSet.rules[0]).toMatchObject({ name: 'a', description: 'For all.' });
    expect(importRules('# nothing yet\n').ruleSet).toEqual({ rules: [] });
  });
});
