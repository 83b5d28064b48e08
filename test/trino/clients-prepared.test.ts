import { randomBytes } from 'node:crypto';
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

const { proxyUrl, blue } = theLab();

const statement = 'SELECT n_name, ? FROM nation WHERE n_regionkey = ? AND n_name <> ? ORDER BY 1';
const parameters = ['string:zwölf 🙂', 'integer:1', "string:O'HARA"];

interface Preparing {
  name: string;
  program: (job: Job) => Program;
  explicitPrepare: boolean;
  /** How statements of prepared ones begin at the coordinator. */
  form: RegExp;
  statement?: string;
}

const preparing: Preparing[] = [
  { name: 'JDBC', program: jdbcProgram, explicitPrepare: true, form: /^EXECUTE (?!IMMEDIATE)/ },
  { name: 'JDBC', program: jdbcProgram, explicitPrepare: false, form: /^EXECUTE IMMEDIATE/ },
  { name: 'Python', program: pythonProgram, explicitPrepare: true, form: /^EXECUTE (?!IMMEDIATE)/ },
  { name: 'Python', program: pythonProgram, explicitPrepare: false, form: /^EXECUTE IMMEDIATE/ },
  { name: 'Go', program: goProgram, explicitPrepare: true, form: /^EXECUTE (?!IMMEDIATE)/ },
  { name: 'Go', program: goProgram, explicitPrepare: false, form: /^EXECUTE IMMEDIATE/ },
  {
    name: 'SQLAlchemy',
    program: sqlalchemyProgram,
    explicitPrepare: false,
    form: /^EXECUTE IMMEDIATE/,
    statement: statement.replace('?', ':p0').replace('?', ':p1').replace('?', ':p2'),
  },
];

test.each(preparing)(
  '$name runs a statement with parameters, explicitPrepare $explicitPrepare',
  async ({ name, program, explicitPrepare, form, statement: text = statement }) => {
    const user = `prepared-${name}-${explicitPrepare}`;
    const job = { mode: 'prepared', statements: [text], parameters, explicitPrepare } as const;
    const shown = await linesFrom(program({ ...job, session: { url: proxyUrl, user } }));
    expect(shown).toHaveLength(10);
    const direct = { url: blue.url, user: `${user}-direct` };
    expect(shown).toEqual(await linesFrom(program({ ...job, session: direct })));
    const ran = await queriesOf(blue.url, user);
    const executed = ran.filter(
      ({ statement: sent }) => form.test(sent) && !/SELECT 1'/.test(sent),
    );
    // The Python clients first try whether EXECUTE IMMEDIATE is understood.
    expect(executed).toHaveLength(2);
  },
);

test('JDBC and Python send every kind of parameter', async () => {
  const kinds = [
    ...['integer:-5', 'string:x', 'boolean:true', 'double:0.1', 'decimal:1.50', 'date:2024-02-29'],
    ...['timestamp:2024-02-29 01:02:03', 'bytes:byte', 'null:'],
  ];
  const list = `SELECT ${kinds.map(() => '?').join(', ')}`;
  for (const program of [jdbcProgram, pythonProgram])
    for (const explicitPrepare of [true, false]) {
      const job = { mode: 'prepared', statements: [list], parameters: kinds } as const;
      const lines = (url: string) =>
        linesFrom(program({ ...job, explicitPrepare, session: { url, user: 'kinds' } }));
      const shown = await lines(proxyUrl);
      expect(shown).toHaveLength(2);
      expect(shown[0]).toContain('2024-02-29');
      expect(shown).toEqual(await lines(blue.url));
    }
});

// JDBC compresses a long one; text without repetition stays long.
const digits = randomBytes(50_000).toString('hex');

test.each([
  ['JDBC', jdbcProgram],
  ['Python', pythonProgram],
  ['Go', goProgram],
])('a prepared statement of 100 kB travels in the headers of %s', async (_, program) => {
  const long = `SELECT length('${digits}') + ?`;
  const job = { mode: 'prepared', statements: [long], parameters: ['integer:1'] } as const;
  const lines = (url: string) =>
    linesFrom(program({ ...job, explicitPrepare: true, session: { url, user: 'long' } }));
  const shown = await lines(proxyUrl);
  expect(shown.map((line) => line.split('\t')[1])).toEqual(['100001', '100001']);
  expect(shown).toEqual(await lines(blue.url));
});

const byText = [
  'PREPARE p FROM SELECT n_name FROM nation WHERE n_nationkey = ?',
  'EXECUTE p USING 7',
  "EXECUTE IMMEDIATE 'SELECT n_name FROM nation WHERE n_nationkey = ?' USING 6",
  'DESCRIBE INPUT p',
  'DESCRIBE OUTPUT p',
  'DEALLOCATE PREPARE p',
  // Some clients keep what they were told to forget.
  'EXECUTE p USING 7',
];

test.each(byClient)('the %s prepares by text as it does directly', async (_, client) => {
  const shown = await client.run({ url: proxyUrl, user: 'by-text' }, byText);
  expect(shown).toEqual(await client.run({ url: blue.url, user: 'by-text' }, byText));
  expect(shown.join('\n')).toContain('FRANCE');
});

test.each([
  ['JDBC', jdbcProgram, 'INSERT INTO memory.default.batch_jdbc VALUES (?, ?)'],
  ['Python', pythonProgram, 'INSERT INTO memory.default.batch_python VALUES (?, ?)'],
])('%s inserts rows by parameters', async (name, program, insert) => {
  const session = { url: proxyUrl, user: `batch-${name}` };
  const table = insert.split(' ')[2]!;
  const one = (text: string) =>
    linesFrom(jdbcProgram({ mode: 'run', session, statements: [text] }));
  await one(`CREATE TABLE ${table} (n integer, t varchar)`);
  await linesFrom(program({ mode: 'batch', session, statements: [insert] }));
  expect(await one(`SELECT * FROM ${table} ORDER BY n`)).toEqual([
    ...['1\t0\tone', "1\t1\tO'HARA", '1\t2\tzwölf 🙂'],
  ]);
});
