import { type Family, family, type Outcome } from './adversarial-family';

const LEVELS = [50, 150, 250, 5_000, 10_000];
const MANY_LEVELS = [...LEVELS, 90_000];

/** `open` n times, something, and `close` n times. */
function closed(name: string, open: string, middle: string, close: string, before = 'select ') {
  const text = (n: number) => before + open.repeat(n) + middle + close.repeat(n);
  const perLevel = (open.match(/[([]/g) ?? []).length;
  // What nests without brackets may end where the reader's own bound is.
  const outcome: Outcome | undefined = perLevel === 0 ? 'whole or scanned' : undefined;
  const sizes = MANY_LEVELS.filter((n) => text(n).length < 2_000_000);
  return family(name, sizes, text, { outcome, depth: (n) => n * perLevel + 1 });
}

/** Begins n times what never ends. */
function unclosed(name: string, open: string, before = 'select ') {
  const sizes = [10, 250, 10_000, Math.floor(990_000 / open.length)];
  return family(name, sizes, (n) => before + open.repeat(n), { outcome: 'refused' });
}

/** Each level doubles the quotes, so that the last is as long as all the others together. */
function immediates(levels: number): string {
  let text = 'select 1';
  for (let i = 0; i < levels; i += 1) text = `execute immediate '${text.replaceAll("'", "''")}'`;
  return text;
}

/** What lies in itself: brackets, calls, queries, types. */
export const NESTS: readonly Family[] = [
  unclosed('open brackets', '('),
  family(
    'brackets',
    [50, 150, 250, 10_000, 400_000],
    (n) => `select ${'('.repeat(n)}1${')'.repeat(n)}`,
    {
      depth: (n) => n,
    },
  ),
  unclosed('open CAST', 'cast('),
  closed('CAST', 'cast(', '1', ' as int)'),
  family('CAST of nothing', LEVELS, (n) => `select ${'cast('.repeat(n)}${')'.repeat(n)}`, {
    outcome: 'refused',
  }),
  closed('CASE', 'case when 1=1 then ', '1', ' end'),
  unclosed('open CASE', 'case when '),
  closed('simple CASE', 'case ', '1', ' when 1 then 1 end'),
  closed('subqueries in FROM', 'select * from (', 'select 1', ')', ''),
  closed('subqueries in SELECT', '(select ', '1', ')'),
  closed('subqueries in IN', '1 in (select ', '1', ')'),
  unclosed('open subqueries', '(select * from ', 'select * from '),
  closed('WITH in WITH', 'with a as (', 'select 1', ') select 1', ''),
  unclosed('subscripts', 'x[', 'select '),
  closed('closed subscripts', 'x[', '1', ']'),
  unclosed('open ARRAY', 'array['),
  closed('ARRAY', 'array[', '1', ']'),
  closed('ROW', 'row(', '1', ')'),
  closed('calls', 'f(', '1', ')'),
  closed('lambdas in calls', 'f(x -> ', '1', ')'),
  closed('JSON_OBJECT', "json_object('a': ", '1', ')'),
  closed('joins in brackets', '(', 'a', ' join b on true)', 'select * from '),
  closedType('types', 'array(', 'int', ')'),
  closedType('types of rows', 'row(a ', 'int', ')'),
  unclosed('curly brackets', '{'),
  family(
    'mixed brackets',
    [50, 10_000, 160_000],
    (n) => `select ${'([{'.repeat(n)}1${'}])'.repeat(n)}`,
    {
      outcome: 'refused',
    },
  ),
  family('brackets the wrong way', [50, 100_000, 490_000], (n) => `select ${')('.repeat(n)}`, {
    outcome: 'refused',
  }),
  patterns(),
  family('EXECUTE IMMEDIATE in itself', [1, 3, 8, 14], immediates, {
    outcome: 'whole or scanned',
    queryType: '',
  }),
];

function closedType(name: string, open: string, middle: string, close: string): Family {
  const text = (n: number) => `select cast(1 as ${open.repeat(n)}${middle}${close.repeat(n)})`;
  return family(name, LEVELS, text, { depth: (n) => n + 1 });
}

function patterns(): Family {
  const text = (n: number) =>
    `select * from t match_recognize (pattern (${'('.repeat(n)}a${')'.repeat(n)}) define a as true)`;
  return family('row patterns', LEVELS, text, { depth: (n) => n + 2 });
}
