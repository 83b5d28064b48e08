import { importTrinoGatewayRules } from '../../cli/trino-gateway-rules/import-rules';

// What Trino Gateway itself says of such conditions is compared in test/trino/trino-gateway-rules.test.ts.
function importCondition(condition: string) {
  const actions = ['result.put("routingGroup", "hit")'];
  const imported = importTrinoGatewayRules(JSON.stringify({ name: 'one', condition, actions }));
  if ('problems' in imported) throw new Error(imported.problems.join('\n'));
  return imported;
}

const source = 'request.getHeader("X-Trino-Source")';
const tags = 'request.getHeader("X-Trino-Client-Tags")';
const properties = 'trinoQueryProperties';
const tagsFact = { fact: 'headers', path: "$['x-trino-client-tags']" };
const isAirflow = { fact: 'source', operator: 'equal', value: 'airflow' };
const noSource = { fact: 'source', operator: 'equal', value: '' };
const someSource = { fact: 'source', operator: 'notEqual', value: '' };

test.each([
  [`${source} == "airflow"`, { all: [isAirflow] }],
  [`"airflow".equals(${source})`, { all: [isAirflow] }],
  [`${source} != 'airflow'`, { all: [{ ...isAirflow, operator: 'notEqual' }] }],
  [`${source} == null`, { all: [noSource] }],
  [`${source} != null`, { all: [someSource] }],
  [`${source} == null || ${source}.isEmpty()`, { all: [noSource] }],
  [`${source} != null && ${source}.equals("airflow")`, { all: [someSource, isAirflow] }],
  [
    `${tags} contains "label=foo"`,
    { all: [{ ...tagsFact, operator: 'matches', value: 'label=foo' }] },
  ],
  [`${tags}.endsWith("a.b")`, { all: [{ ...tagsFact, operator: 'matches', value: 'a\\.b$' }] }],
  [
    `${tags} ~= "(?i).*foo|bar"`,
    { all: [{ ...tagsFact, operator: 'matches', value: '(?i)^(?:.*foo|bar)$' }] },
  ],
  // MVEL takes the word "null" for a header that is not there.
  [
    `${tags} ~= ".+"`,
    {
      any: [
        { ...tagsFact, operator: 'equal', value: '' },
        { ...tagsFact, operator: 'matches', value: '^(?:.+)$' },
      ],
    },
  ],
  [
    `["airflow", "dbt"] contains ${source}`,
    { all: [{ fact: 'source', operator: 'in', value: ['airflow', 'dbt'] }] },
  ],
  [
    `request.getHeader("X-Team").toLowerCase() == "etl"`,
    {
      all: [{ fact: 'headers', path: "$['x-team']", operator: 'matches', value: '(?i)^(?:etl)$' }],
    },
  ],
  [
    `!(${source} == "airflow" || ${properties}.tablesContains("C.s.T"))`,
    { not: { any: [isAirflow, { fact: 'tables', operator: 'contains', value: 'c.s.t' }] } },
  ],
  [
    `${properties}.queryType == "Insert" && !${properties}.getSchemas().contains("s")`,
    {
      all: [
        { fact: 'queryType', operator: 'equal', value: 'Insert' },
        { fact: 'schemas', operator: 'doesNotContain', value: 's' },
      ],
    },
  ],
  [
    `${properties}.getTables().size() > 2`,
    { all: [{ fact: 'tables', path: '$.length', operator: 'greaterThan', value: 2 }] },
  ],
  [
    'trinoRequestUser.userExistsAndEquals("alice")',
    { all: [{ fact: 'user', operator: 'equal', value: 'alice' }] },
  ],
  [
    'trinoRequestUser.getUser().orElse("bob") == "bob"',
    {
      any: [
        { fact: 'user', operator: 'equal', value: '' },
        { fact: 'user', operator: 'equal', value: 'bob' },
      ],
    },
  ],
  [
    `request.method == "POST" && ${properties}.isNewQuerySubmission && ${source} == "airflow"`,
    { all: [isAirflow] },
  ],
])('%s becomes a condition', (condition, expected) => {
  const { ruleSet, untranslated } = importCondition(condition);
  expect(untranslated).toEqual([]);
  expect(ruleSet.rules).toEqual([
    {
      name: 'one',
      priority: 10,
      conditions: expected,
      event: { type: 'route', params: { routingGroup: 'hit' } },
    },
  ]);
});

test.each([
  [`${source} == "a" and ${tags} == "b"`, 'and is no operator of MVEL'],
  [`${source} == "a" or ${tags} == "b"`, 'or is not the logical or in MVEL'],
  [`!"airflow".equals(${source})`, 'which Trino Gateway refuses to compile'],
  [`${source} == "a" ? true : false`, 'is a choice by "? :"'],
  [`${source} == "a" & true`, '& is not understood here'],
  [`${source} == `, 'ends too early'],
  [`${source} == ${tags}`, 'compares two things that only requests tell'],
  [`${source} == 1`, 'compares a text with a number'],
  [`${source} == "a" == true`, 'write brackets'],
  [`${source} = "a"`, '= is not understood here'],
  [`${source} strsim "a" > 0.5`, 'strsim is not understood here'],
  [`${source}.length() > 3`, '.length is not translated here'],
  [`${source}`, 'is no condition'],
  [`x == "a"`, 'compares'],
  [`${tags} ~= "(?=a).*"`, 'Java and RE2 may read this regular expression differently'],
  [`${tags} ~= "(a)\\\\1"`, 'Java and RE2 may read'],
  [`${tags} ~= "a*+"`, 'Java and RE2 may read'],
  [`${source} == "\\q"`, 'is no escape of MVEL'],
  ['request.getHeader("Authorization") contains "x"', 'proves an identity'],
  ['request.getHeader("Content-Type") == "x"', 'speaks of the connection'],
  ['request.getParameter("x") == "y"', 'has no counterpart among the facts'],
  ['request.getUserPrincipal() == null', 'has no counterpart among the facts'],
  ['trinoRequestUser.getUserInfo().isPresent()', 'has no counterpart among the facts'],
  ['trinoRequestUser.getUser() == "alice"', 'an Optional is never equal to this'],
  [`${properties}.getTables().contains("c.s.t")`, 'tablesContains(…) may be meant'],
  [`${properties}.tablesContains("s.t")`, 'only a name of the form catalog.schema.table'],
  [`${properties}.tablesContains("c.s.\\"a.b\\"")`, 'quotes or dots in its parts'],
  [`${properties}.getCatalogs().contains("Hive")`, 'would not be accepted: '],
  [`${properties}.getQueryType() == ""`, 'use isQueryParsingSuccessful()'],
  [`${properties}.getQueryType() == "INSERT"`, 'would not be accepted: '],
  ['state.get("x")', 'fails statements for which this is not set'],
  ['state.get("x").contains("y")', 'it is not sure that the state holds a set here'],
  ['result.get("routingGroup") == null', 'conditions have no result'],
])('%s is not translated, and the reason is told', (condition, reason) => {
  const { ruleSet, untranslated } = importCondition(condition);
  expect(ruleSet.rules).toEqual([]);
  expect(untranslated).toEqual([expect.objectContaining({ line: 1, rule: 'one' })]);
  expect(untranslated[0]?.message).toContain(reason);
});

const emptyNote = 'the header X-Trino-Source, if a client sends it empty, counts as not sent here';
const failNote =
  'Trino Gateway fails every statement without the header X-Trino-Source; here it is taken as empty';

test.each([
  [`${source} == "airflow"`, []],
  [`${source} == null`, [emptyNote]],
  [`${source} == null || ${source} == ""`, []],
  [`${source}.equals("airflow")`, [failNote]],
  [`"airflow".equals(${source})`, []],
  [`${source} != null && ${source}.startsWith("a")`, [emptyNote]],
  [`${source} == "a" || ${source}.startsWith("b")`, [failNote]],
  [`${source} contains "a" && ${source}.startsWith("b")`, []],
  [`!(${source} == null || ${source}.startsWith("b"))`, [emptyNote]],
  [`${source} == ""`, [emptyNote, 'holds only where a client sends a header empty; left out']],
  ['request.method == "GET"', ['never holds for a statement; left out']],
  [`${tags} contains "foo"`, [expect.stringContaining('where a whole tag is meant')]],
  [`${properties}.body contains "foo"`, [expect.stringContaining('EXECUTE IMMEDIATE')]],
])('of %s the differences are told', (condition, notes) => {
  const imported = importCondition(condition);
  expect(imported.untranslated).toEqual([]);
  expect(imported.notes.map(({ message }) => message)).toEqual(notes);
});
