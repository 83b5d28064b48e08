import { join } from 'node:path';
import { createAnalyzer } from '../../sql/analyze';
import { type Analyzer } from '../../sql/statement-facts';
import { SESSION } from './analyzer';
import { contextOf, loadCorpus } from './corpus-case';

const LITERALS = [
  "'x'",
  '1',
  '3000000000',
  '99999999999',
  '0xFFFFFFFFFFFFFFFF',
  '1.5',
  '?',
  "X'0'",
];

let cached: Analyzer;
let fresh: Analyzer;
beforeAll(() => {
  cached = createAnalyzer({ timeoutMs: 5000 });
  fresh = createAnalyzer({ timeoutMs: 5000, cacheBytes: 0 });
});
afterAll(() => Promise.all([cached.close(), fresh.close()]));

test.each(LITERALS)(
  'no cache changes what is said of a statement with %s in it',
  async (literal) => {
    for (const one of loadCorpus(join(__dirname, 'corpus'))) {
      const context = contextOf(one);
      await cached.analyze(one.sql, context);
      const changed = one.sql.replace(/'[^']*'|\b\d[\w.]*/, literal);
      const expected = await fresh.analyze(changed, context);
      expect(await cached.analyze(changed, context)).toEqual(expected);
      expect(await cached.analyze(changed, context)).toEqual(expected);
    }
  },
);

test('one text has other facts in other sessions', async () => {
  const tablesIn = async (catalog: string, schema: string) =>
    (await cached.analyze('select * from t', { catalog, schema })).tables;
  expect(await tablesIn('a', 'b')).toEqual(['a.b.t']);
  expect(await tablesIn('a', 'c')).toEqual(['a.c.t']);
  expect(await tablesIn('a', 'b')).toEqual(['a.b.t']);
  expect(await tablesIn('b.a', '')).toEqual([]);
});

test('an EXECUTE has those of the prepared statement that the session holds now', async () => {
  const typeWith = async (p?: string) =>
    (await cached.analyze('execute p', { preparedStatements: p === undefined ? {} : { p } }))
      .queryType;
  expect(await typeWith('select 1')).toBe('Query');
  expect(await typeWith('delete from a.b.c')).toBe('Delete');
  expect(await typeWith()).toBe('Execute');
  expect(await typeWith('select 1')).toBe('Query');
});

test('statements of one shape end different queries', async () => {
  const killedBy = async (id: string) =>
    (await cached.analyze(`call system.runtime.kill_query('${id}')`, {})).killedQueryId;
  expect(await killedBy('q1')).toBe('q1');
  expect(await killedBy('q2')).toBe('q2');
});

test('facts that are kept cannot be changed by whoever got them', async () => {
  const facts = await cached.analyze('select * from t', SESSION);
  expect(() => facts.tables.push('x')).toThrow(TypeError);
  expect(() => Object.assign(facts, { parsed: false })).toThrow(TypeError);
  expect((await cached.analyze('select * from t', SESSION)).tables).toEqual(['hive.web.t']);
});
