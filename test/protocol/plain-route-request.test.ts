import { plainRouteRequestSchema } from '../../protocol/decision';
import { isPlainRouteRequest } from '../../protocol/plain-route-request';
import { seededRandom } from '../support/seeded-random';

const FIELDS = Object.keys(plainRouteRequestSchema.shape);
const NAMES = [...FIELDS, 'stmt', '__proto__', 'constructor', '0', ''];

function randomJson(random: () => number): string {
  const of = <Value>(values: readonly Value[]) => values[Math.floor(random() * values.length)]!;
  const scalar = () => of(['"select 1"', '""', '1', 'true', 'null', '"\\ud800"']);
  const name = () => JSON.stringify(of(['a', 'X-Trino-User', '__proto__', 'toString', '1']));
  const texts = (value: () => string) => Array.from({ length: Math.floor(random() * 3) }, value);
  const list = () => `[${texts(() => (random() < 0.9 ? '"a"' : scalar())).join()}]`;
  const map = () => `{${texts(() => `${name()}:${random() < 0.9 ? '"a"' : scalar()}`).join()}}`;
  const usual = (field: string) => {
    if (field === 'clientTags') return list();
    return /Properties|Statements|headers/.test(field) ? map() : '"x"';
  };
  const entry = () => {
    const field = of(NAMES);
    const value = random() < 0.9 ? usual(field) : of([scalar, list, map])();
    return `${JSON.stringify(field)}:${value}`;
  };
  const statement = random() < 0.8 ? ['"statement":"select 1"'] : [];
  const entries = [...statement, ...Array.from({ length: Math.floor(random() * 4) }, entry)];
  return random() < 0.05 ? of([scalar, list])() : `{${entries.join()}}`;
}

test('what is taken as it stands is what the schema makes of it, and it takes most of what is right', () => {
  const random = seededRandom(8);
  const counts = { taken: 0, right: 0, refused: 0 };
  for (let run = 0; run < 20_000; run += 1) {
    const text = randomJson(random);
    const value: unknown = JSON.parse(text);
    const judged = plainRouteRequestSchema.safeParse(value);
    const isTaken = isPlainRouteRequest(value);
    if (judged.success) counts.right += 1;
    else counts.refused += 1;
    if (!isTaken) {
      // It may only leave to the schema what the schema changes.
      expect([text, judged.success && !text.includes('__proto__')]).toEqual([text, false]);
      continue;
    }
    counts.taken += 1;
    expect([text, judged.success]).toEqual([text, true]);
    expect(judged.data).toEqual(value);
  }
  expect(counts.taken).toBeGreaterThan(5_000);
  expect(counts.refused).toBeGreaterThan(2_000);
});

test.each(FIELDS)('the schema and the quick check know %s', (field) => {
  const values = ['a', ['a'], { a: 'b' }];
  const right = values.filter(
    (value) => plainRouteRequestSchema.safeParse({ statement: '', [field]: value }).success,
  );
  expect(right).toHaveLength(1);
  for (const value of values) {
    expect(isPlainRouteRequest({ statement: '', [field]: value })).toBe(right.includes(value));
  }
});
