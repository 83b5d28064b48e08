import { createHash } from 'node:crypto';
import { type QueryResult } from 'trino-client';
import { clients, npmClient, runJdbc, runPython } from '../support/lab/clients';
import { queriesOf } from '../support/lab/coordinator-records';
import { eventually } from '../support/eventually';
import { theLab } from '../support/lab/lab';

const byClient = clients.map((client) => [client.name, client] as const);
const endless = 'SELECT count(*) FROM tpch.sf1.lineitem a CROSS JOIN tpch.sf1.lineitem b';

function sessions(user: string) {
  const { proxyUrl, blue } = theLab();
  return { through: { url: proxyUrl, user }, direct: { url: blue.url, user: `${user}-direct` } };
}

test.each(byClient)('the %s shows a syntax error as Trino words it', async (_, client) => {
  const { through, direct } = sessions('syntax');
  const statements = ['SELEC 1', 'SELECT nothing FROM nation', 'SELECT 1'];
  const shown = await client.run(through, statements);
  expect(shown.join('\n')).toContain("mismatched input 'SELEC'. Expecting: 'ALTER'");
  expect(shown).toEqual(await client.run(direct, statements));
});

test.each(byClient)('the %s reads 100,000 rows whole', async (_, client) => {
  const { through, direct } = sessions('large');
  const statement =
    'SELECT n, s_suppkey, s_acctbal, s_comment FROM supplier CROSS JOIN UNNEST(sequence(1, 1000)) AS t (n)';
  const rows = await client.run(through, [statement]);
  expect(rows.filter((line) => !line.includes('s_suppkey'))).toHaveLength(100_000);
  expect(checksum(rows)).toBe(checksum(await client.run(direct, [statement])));
});

// The order of rows is not defined, so the checksum must not depend on it.
function checksum(lines: string[]): string {
  const hash = createHash('sha256');
  for (const line of [...lines].sort()) hash.update(line).update('\n');
  return hash.digest('hex');
}

test('JDBC runs a prepared statement by EXECUTE and by EXECUTE IMMEDIATE', async () => {
  const { through, direct } = sessions('prepared-jdbc');
  const statements = ['SELECT n_name FROM nation WHERE n_regionkey < ? ORDER BY n_name LIMIT 3'];
  const shown = await runJdbc('prepared', through, statements);
  expect(shown).toHaveLength(12);
  expect(shown).toEqual(await runJdbc('prepared', direct, statements));
  const ran = (await queriesOf(theLab().blue.url, 'prepared-jdbc')).map((query) => query.statement);
  expect(ran.filter((text) => /^EXECUTE IMMEDIATE/.test(text))).toHaveLength(2);
  expect(ran.filter((text) => /^EXECUTE statement/.test(text))).toHaveLength(2);
});

test('Python runs a statement with parameters', async () => {
  const { through, direct } = sessions('prepared-python');
  const job = {
    statements: ['SELECT n_name FROM nation WHERE n_regionkey = ? AND n_name <> ? ORDER BY 1'],
    parameters: [1, "O'HARA"],
  };
  const shown = await runPython('prepared', through, job);
  expect(shown).toHaveLength(10);
  expect(shown).toEqual(await runPython('prepared', direct, job));
});

const inTransaction = ['SELECT count(*) FROM nation', 'SELECT count(*) FROM region'];

test('a JDBC transaction begins, runs and commits', async () => {
  const { through } = sessions('transaction-jdbc');
  expect(await runJdbc('transaction', through, inTransaction)).toEqual(['1\t25', '2\t5']);
});

test('a transaction stays on the cluster that began it, of several that could serve', async () => {
  const { proxyUrl, blue, green } = theLab();
  const headers = { 'X-Trino-Routing-Group': 'shared' };
  for (const round of [1, 2, 3, 4]) {
    const user = `transaction-${round}`;
    const session = { url: proxyUrl, user, headers };
    const shown = await runPython('transaction', session, { statements: inTransaction });
    expect(shown).toEqual(['1\t25', '2\t5']);
    const ran = [await queriesOf(blue.url, user), await queriesOf(green.url, user)];
    expect(ran.filter((queries) => queries.length > 0)).toHaveLength(1);
  }
});

async function expectCanceled(user: string): Promise<void> {
  await eventually(async () => {
    const [query] = await queriesOf(theLab().blue.url, user);
    expect(query).toMatchObject({ state: 'FAILED', errorCode: 'USER_CANCELED' });
  });
}

test('Python cancels a running query', async () => {
  const { through } = sessions('cancel-python');
  await runPython('cancel', through, { statements: [endless] });
  await expectCanceled('cancel-python');
});

test('trino-client of npm cancels a running query by its id', async () => {
  const { through } = sessions('cancel-npm');
  const client = npmClient(through);
  // This client gives no page without rows, so the coordinator tells the id.
  const page = (await client.query(endless)).next();
  await eventually(async () => {
    const [query] = await queriesOf(theLab().blue.url, 'cancel-npm');
    expect(query?.state).toBe('RUNNING');
  });
  const [query] = await queriesOf(theLab().blue.url, 'cancel-npm');
  await client.cancel(query!.queryId);
  const { value } = (await page) as { value: QueryResult };
  expect(value.error).toMatchObject({ errorName: 'USER_CANCELED' });
  await expectCanceled('cancel-npm');
});
