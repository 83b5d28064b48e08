import { analyzerOfThisFile, SESSION } from './analyzer';

const analyze = analyzerOfThisFile();

const preparedStatements = {
  p: 'select * from a where x = ?',
  P: 'delete from b',
  'My Query': 'insert into t select * from u',
  immediate: "execute immediate 'select * from a'",
  loop: 'execute loop',
};

test.each<[string, string, string[]]>([
  ['execute p', 'Query', ['hive.web.a']],
  ['EXECUTE p USING 1, 2', 'Query', ['hive.web.a']],
  ['execute P', 'Delete', ['hive.web.b']],
  ['execute "My Query"', 'Insert', ['hive.web.t', 'hive.web.u']],
  ["execute immediate 'select ''it''''s'' from a' using 1", 'Query', ['hive.web.a']],
  ['execute immediate', 'ExecuteImmediate', []],
  ["execute immediate 'execute immediate ''table a'''", 'Query', ['hive.web.a']],
  ['execute immediate \'execute "My Query"\'', 'Insert', ['hive.web.t', 'hive.web.u']],
  ['explain execute p using 1', 'Explain', ['hive.web.a']],
  ['explain analyze execute p', 'ExplainAnalyze', ['hive.web.a']],
])('%s speaks of what runs', async (statement, queryType, tables) => {
  const facts = await analyze(statement, { ...SESSION, preparedStatements });
  expect(facts).toMatchObject({ queryType, tables });
});

test.each(['execute unknown', 'execute My', 'execute loop', 'execute constructor'])(
  '%s stays Execute and claims nothing',
  async (statement) => {
    const facts = await analyze(statement, { ...SESSION, preparedStatements });
    expect(facts).toMatchObject({
      queryType: 'Execute',
      resourceGroupQueryType: '',
      parsed: true,
      complete: false,
      tables: [],
    });
  },
);

test('an EXECUTE is parsed only where both it and what it runs are', async () => {
  const read = async (statement: string) =>
    (await analyze(statement, { preparedStatements: { good: 'select 1', bad: 'selec 1' } })).parsed;
  expect(await read('execute good using 1, 2')).toBe(true);
  expect(await read('execute bad')).toBe(false);
  expect(await read('execute good using')).toBe(false);
  expect(await read("execute immediate 'selec 1'")).toBe(false);
});

test('the length and the fingerprint are those of the SQL that runs', async () => {
  const direct = await analyze(preparedStatements.p);
  const executed = await analyze('execute p using 5', { ...SESSION, preparedStatements });
  expect(executed.fingerprint).toBe(direct.fingerprint);
  expect(executed.shape.length).toBe(preparedStatements.p.length);
});

test.each([
  'explain execute unknown',
  'explain analyze explain execute unknown',
  "execute immediate U&'select 1'",
  'execute immediate',
])('%s is not complete, as what it executes is not known', async (statement) => {
  const facts = await analyze(statement, { ...SESSION, preparedStatements });
  expect(facts).toMatchObject({ complete: false, tables: [] });
});

test('every EXPLAIN of an EXECUTE speaks of what would run', async () => {
  const facts = await analyze('explain explain execute p', { ...SESSION, preparedStatements });
  expect(facts).toMatchObject({ complete: true, tables: ['hive.web.a'] });
});

describe('the query that kill_query ends', () => {
  const byParameters = "'call system.runtime.kill_query(message => ?, query_id => ?)'";
  test.each([
    [`execute immediate ${byParameters} using 'why', 'q1'`, 'q1'],
    [`execute immediate ${byParameters} using f(1, 'a'), 'q1'`, 'q1'],
    [`execute immediate ${byParameters} using 'why', concat('q', '1')`, undefined],
    [`execute immediate ${byParameters} using 'why'`, undefined],
    [`execute immediate ${byParameters}`, undefined],
  ])('%s', async (statement, killed) => {
    expect((await analyze(statement)).killedQueryId).toBe(killed);
  });

  test.each([
    [
      "call system.runtime.kill_query('20260101_000000_00001_abcde')",
      '20260101_000000_00001_abcde',
    ],
    ["CALL System.Runtime.KILL_QUERY(message => 'a, b', query_id => 'q1')", 'q1'],
    ["call system.runtime.kill_query(query_id => 'q2', message => 'x');", 'q2'],
    ["call system.runtime.kill_query('it''s', 'why')", "it's"],
    ["call kill_query('q')", undefined],
    ["call c.runtime.kill_query('q')", undefined],
    ["call system.runtime.kill_query('a' || 'b')", undefined],
    ['call system.runtime.kill_query(1)', undefined],
    ["select 'system.runtime.kill_query(''q'')'", undefined],
  ])('%s', async (statement, killedQueryId) => {
    expect((await analyze(statement)).killedQueryId).toBe(killedQueryId);
  });

  test('defaults complete the name of the procedure', async () => {
    const facts = await analyze("call kill_query('q')", { catalog: 'system', schema: 'runtime' });
    expect(facts.killedQueryId).toBe('q');
  });
});
