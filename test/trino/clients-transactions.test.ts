import { byClient } from '../support/lab/clients';
import {
  goProgram,
  jdbcProgram,
  linesFrom,
  pythonProgram,
  sqlalchemyProgram,
  type Job,
  type Program,
} from '../support/lab/client-programs';
import { queriesOf } from '../support/lab/coordinator-records';
import { theLab } from '../support/lab/lab';
import { startLoadBalancer, type LoadBalancer } from '../support/lab/load-balancer';
import { spreadingProxies } from '../support/lab/more-switchyards';

const { blue, green } = theLab();

const programs = [
  { name: 'JDBC', program: jdbcProgram },
  { name: 'Python', program: pythonProgram },
  { name: 'SQLAlchemy', program: sqlalchemyProgram },
  { name: 'Go', program: goProgram },
];

let proxies: string[];
let balancer: LoadBalancer;

// Two proxies take turns, and each may send a statement to either cluster.
beforeAll(async () => {
  proxies = await spreadingProxies();
  balancer = await startLoadBalancer(proxies);
});

afterAll(() => balancer.close());

/** The statements of each cluster that ran some, without those that came after the transaction. */
async function transactionsOf(user: string): Promise<string[][]> {
  const ran = await Promise.all([blue, green].map(({ url }) => queriesOf(url, user)));
  const texts = ran.map((queries) => queries.map(({ statement }) => statement));
  return texts
    .map((statements) => statements.filter((text) => !text.includes('afterwards')))
    .filter((statements) => statements.length > 0);
}

async function expectWhole(
  mode: 'commit' | 'rollback',
  { name, program }: { name: string; program: (job: Job) => Program },
  statements: readonly string[],
): Promise<string[]> {
  const lines = (url: string, user: string) =>
    linesFrom(program({ mode, session: { url, user }, statements }));
  const users = [1, 2].map((round) => `${mode}-${name}-${round}`);
  const shown = await Promise.all(users.map((user) => lines(balancer.url, user)));
  const direct = await lines(blue.url, `${mode}-${name}-direct`);
  expect(shown).toEqual([direct, direct]);
  for (const user of users)
    expect(await transactionsOf(user)).toEqual([
      [expect.stringMatching(/^START TRANSACTION/), ...statements, mode.toUpperCase()],
    ]);
  return direct;
}

test.each(programs)(
  'a transaction of $name commits on the cluster that began it, through two proxies',
  async (client) => {
    const counts = ['SELECT count(*) FROM nation', 'SELECT count(*) FROM region'];
    const shown = await expectWhole('commit', client, counts);
    expect(shown.slice(0, 2)).toEqual(['1\t25', '2\t5']);
  },
);

test.each(programs)(
  'a transaction of $name that failed rolls back on the cluster that began it',
  async (client) => {
    const failing = ['SELECT count(*) FROM nation', 'SELECT nothing', 'SELECT 3'];
    const shown = await expectWhole('rollback', client, failing);
    expect(shown[0]).toBe('1\t25');
    expect(shown[2]).toContain('Current transaction is aborted');
  },
);

const byText = [
  'START TRANSACTION READ ONLY',
  ...['SELECT count(*) FROM nation', 'SELECT count(*) FROM region', 'COMMIT'],
  // No transaction is open any more.
  "SELECT 'afterwards'",
  'ROLLBACK /* afterwards */',
];

test.each(byClient)(
  'the %s begins a transaction by text as it does directly',
  async (_, client) => {
    const user = `text-${client.name.replaceAll(' ', '-')}`;
    const shown = await client.run({ url: balancer.url, user }, byText);
    expect(shown).toEqual(await client.run({ url: blue.url, user: `${user}-direct` }, byText));
    expect(shown.join('\n')).toContain('No transaction in progress');
  },
);

test('both proxies had their turns', () => {
  const origins = balancer.passed.map(({ origin }) => origin);
  expect(new Set(origins)).toEqual(new Set(proxies));
});
