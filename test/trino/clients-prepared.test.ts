import { randomBytes } from 'node:crypto';
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
const digitsOf = (length: number) => randomBytes(length / 2).toString('hex');

test.each([
  ['JDBC', jdbcProgram, 100_000],
  // Python's HTTP client reads no header longer than 65,536 bytes, and PREPARE answers with one.
  ['Python', pythonProgram, 60_000],
  ['Go', goProgram, 100_000],
])('a long prepared statement travels in the headers of %s', async (_, program, length) => {
  const long = `SELECT length('${digitsOf(length)}') + ?`;
  const job = { mode: 'prepared', statements: [long], parameters: ['integer:1'] } as const;
  const lines = (url: string) =>
    linesFrom(program({ ...job, explicitPrepare: true, session: { url, user: 'long' } }));
  const shown = await lines(proxyUrl);
  expect(shown.map((line) => line.split('\t')[1])).toEqual([`${length + 1}`, `${length + 1}`]);
  expect(shown).toEqual(await lines(blue.url));
});
