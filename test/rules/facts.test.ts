import { FactAlmanac } from '../../rules/fact-almanac';
import { type FactType, facts } from '../../rules/facts';
import { isTimeZone } from '../../rules/local-time';
import { type SampleRequest, sampleInput } from '../../rules/sample-request';

const valueOf = (name: string, request: SampleRequest, zone = 'UTC') =>
  new FactAlmanac(sampleInput(request), zone).value(name);

const typeOf = (value: unknown): FactType => {
  if (Array.isArray(value)) return 'set';
  if (typeof value === 'object') return 'map';
  return typeof value as FactType;
};

test.each(facts.map((fact) => [fact.name, fact] as const))(
  '%s has its type even when the request tells nothing',
  (_, fact) => {
    // Counts are a map of numbers, empty here.
    const type = fact.type === 'counts' ? 'map' : fact.type;
    expect(typeOf(fact.read(sampleInput({}), 'UTC'))).toBe(type);
    expect(fact.description).toMatch(/^[A-Zm].*\.$/);
  },
);

test('each fact has a name of its own', () => {
  expect(new Set(facts.map(({ name }) => name)).size).toBe(facts.length);
});

test.each<[name: string, request: SampleRequest, value: unknown]>([
  ['user', { user: 'ada' }, 'ada'],
  ['user', {}, ''],
  ['catalog', { catalog: 'HIVE' }, 'hive'],
  ['schema', { schema: 'Sales' }, 'sales'],
  ['clientTags', { clientTags: ['a', 'B'] }, ['a', 'B']],
  ['headers', { headers: { 'x-a': '1' } }, { 'x-a': '1' }],
  ['tables', { readTables: ['a.b.c'], writeTables: ['a.b.d'] }, ['a.b.c', 'a.b.d']],
  ['catalogSchemas', { readTables: ['a.b.c', 'a.b.d'] }, ['a.b']],
  ['statementLength', { statement: 'SELECT 1' }, 8],
  ['tableCount', { readTables: ['a.b.c'] }, 1],
  ['selectStar', { selectStar: true }, true],
  ['parsed', { parsed: false }, false],
])('%s of %j is %j', (name, request, value) => {
  expect(valueOf(name, request)).toEqual(value);
});

test.each([
  ['2026-01-05T23:30:00Z', 'UTC', '2026-01-05', '23:30', 23, 'monday'],
  ['2026-01-05T23:30:00Z', 'Europe/Berlin', '2026-01-06', '00:30', 0, 'tuesday'],
  ['2026-07-05T23:30:00Z', 'America/New_York', '2026-07-05', '19:30', 19, 'sunday'],
  ['2026-03-29T00:59:59Z', 'Europe/Berlin', '2026-03-29', '01:59', 1, 'sunday'],
  ['2026-03-29T01:00:00Z', 'Europe/Berlin', '2026-03-29', '03:00', 3, 'sunday'],
  ['2026-01-05T23:30:00Z', 'Asia/Kolkata', '2026-01-06', '05:00', 5, 'tuesday'],
])('%s in %s is %s %s', (now, zone, date, timeOfDay, hour, weekday) => {
  const seen = ['date', 'timeOfDay', 'hour', 'weekday'].map((name) => valueOf(name, { now }, zone));
  expect(seen).toEqual([date, timeOfDay, hour, weekday]);
});

test.each([
  ['UTC', true],
  ['Europe/Berlin', true],
  ['Europe/Nowhere', false],
  ['+02:00', false],
  ['', false],
])('whether %j is a time zone is %j', (text, known) => {
  expect(isTimeZone(text)).toBe(known);
});
