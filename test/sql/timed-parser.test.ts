import { TimedParser } from '../../sql/timed-parser';

test('a worker that runs out of memory is replaced, and those that wait run on the next one', async () => {
  const parser = new TimedParser(25_000, {
    maxOldGenerationSizeMb: 24,
    maxYoungGenerationSizeMb: 8,
  });
  const large = `select a in (${'1,'.repeat(200_000)}1) from t`;
  const outcomes = await Promise.all([parser.parse(large), parser.parse('select 1 from t')]);
  await parser.close();
  expect(outcomes).toEqual([{ kind: 'stopped' }, { kind: 'read', tables: [['t']] }]);
});

test('it tells what the parser refuses from what it reads', async () => {
  const parser = new TimedParser(25_000);
  expect(await parser.parse('select from from from')).toEqual({ kind: 'refused' });
  expect(await parser.parse('select * from c.s."T x"')).toEqual({
    kind: 'read',
    tables: [['c', 's', 't x']],
  });
  await parser.close();
  expect(await parser.parse('select 1')).toEqual({ kind: 'skipped' });
});
