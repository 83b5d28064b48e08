import { byClient, clients, type TrinoClient } from '../support/lab/clients';
import type { Session } from '../support/lab/client-programs';
import { queriesOf } from '../support/lab/coordinator-records';
import { theLab } from '../support/lab/lab';
import { call } from '../support/statement-client';

const { proxyUrl, blue } = theLab();

const told: Omit<Session, 'url' | 'user'> = {
  source: 'sessions-test',
  clientTags: ['red', 'green'],
  extraCredentials: { vault: 'opensesame' },
  sessionProperties: { query_max_run_time: '2h', task_concurrency: '4' },
  timeZone: 'Asia/Kathmandu',
  clientInfo: 'report 7',
  traceToken: 'trace-1',
};

const statements = [
  'SELECT current_timezone()',
  "SET SESSION query_max_execution_time = '1h'",
  'USE tpch.sf1',
  'SELECT count(*) FROM nation',
  'RESET SESSION query_max_execution_time',
  "SET TIME ZONE 'Europe/Warsaw'",
  'SET ROLE ALL',
  'SET ROLE ALL IN tpch',
  'SET PATH tpch.tiny',
  'SET SESSION AUTHORIZATION someone',
  'SET SESSION nothing = 1',
  'SELECT current_timezone(), current_schema',
];

/** What is another for each query. */
const OF_ONE_QUERY = ['queryId', 'querySpan', 'transactionId', 'start'];

/** What the coordinator knew of the session in each query of a user. */
async function sessionsAt(user: string) {
  const queries = await queriesOf(blue.url, user);
  return Promise.all(
    queries.map(async ({ queryId, statement }) => {
      const headers = { 'X-Trino-User': 'recorder' };
      const { json } = await call(`${blue.url}/v1/query/${queryId}`, { headers });
      const session = Object.entries(json.session as object);
      const kept = session.filter(([key]) => !OF_ONE_QUERY.includes(key));
      return { statement, ...Object.fromEntries(kept) } as Record<string, unknown>;
    }),
  );
}

async function sessionsBy(client: TrinoClient, url: string) {
  const user = `sessions-${client.name.replaceAll(' ', '-')}`;
  const before = (await queriesOf(blue.url, user)).length;
  const shown = await client.run({ ...told, url, user }, statements);
  return { shown, sessions: (await sessionsAt(user)).slice(before) };
}

test.each(byClient)(
  'the coordinator sees the session of the %s as it does directly',
  async (_, client) => {
    const through = await sessionsBy(client, proxyUrl);
    expect(through).toEqual(await sessionsBy(client, blue.url));
    expect(through.shown.join('\n')).toContain('Asia/Kathmandu');
    expect(through.sessions.at(-1)).toMatchObject({
      source: 'sessions-test',
      clientTags: expect.arrayContaining(['red', 'green']) as string[],
      clientInfo: 'report 7',
      traceToken: 'trace-1',
    });
  },
);

test('USE and SET SESSION last for the session of the CLI', async () => {
  const [cli] = clients;
  const { shown, sessions } = await sessionsBy(cli!, proxyUrl);
  expect(shown.join('\n')).toContain('sf1');
  const count = sessions.find(({ statement }) => String(statement).startsWith('SELECT count'));
  expect(count).toMatchObject({
    schema: 'sf1',
    systemProperties: { query_max_run_time: '2h', query_max_execution_time: '1h' },
  });
});
