import { clients } from '../support/lab/clients';
import {
  goProgram,
  jdbcProgram,
  linesFrom,
  pythonProgram,
  sqlalchemyProgram,
} from '../support/lab/client-programs';
import { queriesOf, type RanQuery } from '../support/lab/coordinator-records';
import { theLab } from '../support/lab/lab';
import { spreadingProxy } from '../support/lab/more-switchyards';

const { blue, green } = theLab();

const statements = ['SELECT count(*) FROM nation', 'SELECT count(*) FROM region'];

const programs = [
  { name: 'JDBC', program: jdbcProgram },
  { name: 'Python', program: pythonProgram },
  { name: 'SQLAlchemy', program: sqlalchemyProgram },
  { name: 'Go', program: goProgram },
];

/** Where the statements of a transaction ran, by cluster; what came before or after it is left out. */
async function transactionsOf(user: string): Promise<string[][]> {
  const ran = await Promise.all([queriesOf(blue.url, user), queriesOf(green.url, user)]);
  return ran.map(inTransaction).filter((texts) => texts.length > 0);
}

function inTransaction(queries: RanQuery[]): string[] {
  const texts = queries.map(({ statement }) => statement.toUpperCase());
  return texts.filter((text) => /^START TRANSACTION|REGION|^COMMIT|^ROLLBACK/.test(text));
}

const cases = programs.flatMap(({ name, program }) =>
  (['commit', 'rollback'] as const).map((mode) => ({ name, program, mode })),
);

test.each(cases)(
  'the $mode of $name ends a transaction where it began, of several clusters that could serve',
  async ({ name, program, mode }) => {
    const url = await spreadingProxy();
    const rounds = await Promise.all(
      [1, 2, 3].map(async (round) => {
        const user = `${mode}-${name}-${round}`;
        const shown = await linesFrom(program({ mode, session: { url, user }, statements }));
        return { shown, transactions: await transactionsOf(user) };
      }),
    );
    const session = { url: blue.url, user: `${mode}-${name}-direct` };
    const direct = await linesFrom(program({ mode, session, statements }));
    expect(direct.slice(0, 2)).toEqual(['1\t25', '2\t5']);
    for (const { shown, transactions } of rounds) {
      expect(shown).toEqual(direct);
      expect(transactions).toEqual([
        [
          expect.stringMatching(/^START TRANSACTION/),
          expect.stringMatching('REGION'),
          expect.stringMatching(new RegExp(`^${mode.toUpperCase()}`)),
        ],
      ]);
    }
  },
);

const byText = ['START TRANSACTION READ ONLY', ...statements, 'COMMIT', 'ROLLBACK', 'SELECT 1'];

test('the trino CLI begins and ends a transaction by text', async () => {
  const cli = clients.find(({ name }) => name === 'trino CLI')!;
  const url = await spreadingProxy();
  const shown = await cli.run({ url, user: 'text-cli' }, byText);
  expect(shown).toEqual(await cli.run({ url: blue.url, user: 'text-cli-direct' }, byText));
  // That second end fails, as no transaction is open any more; it may run anywhere.
  expect(shown.join('\n')).toContain('No transaction in progress');
  const transactions = await transactionsOf('text-cli');
  const whole = transactions.filter((texts) => texts.length > 1);
  expect(whole).toHaveLength(1);
  expect(whole[0]!.slice(0, 3).map((text) => text.split(' ')[0])).toEqual([
    ...['START', 'SELECT', 'COMMIT'],
  ]);
});
