import { type ReadingJob } from '../../sql/worker/reading-thread';
import { TimedReader } from '../../sql/worker/timed-reader';

const job = (statement: string): ReadingJob => ({
  statement,
  context: { catalog: 'c', schema: 's' },
  limits: { maxParsedLength: 4_000_000, maxDepth: 200 },
  asks: true,
});

test('a worker that runs out of memory is replaced, and those that wait run on the next one', async () => {
  const reader = new TimedReader(25_000, {
    maxOldGenerationSizeMb: 24,
    maxYoungGenerationSizeMb: 8,
  });
  // The grammar takes little memory, node-sql-parser much: only for what the grammar refuses.
  const large = `select a::int in (${'1,'.repeat(200_000)}1) from t`;
  const outcomes = await Promise.all([
    reader.read(job(large)),
    reader.read(job('select 1 from t')),
  ]);
  await reader.close();
  expect(outcomes[0]).toEqual({ kind: 'stopped' });
  expect(outcomes[1]).toMatchObject({ kind: 'read', facts: { tables: ['c.s.t'] } });
});

test('what Trino’s grammar refuses may still be confirmed by node-sql-parser', async () => {
  const reader = new TimedReader(25_000);
  const read = async (statement: string) => {
    const outcome = await reader.read(job(statement));
    return outcome.kind === 'read' ? outcome.facts : outcome.kind;
  };
  expect(await read('select from from from')).toMatchObject({
    parsed: false,
    complete: false,
    parser: 'scan',
  });
  expect(await read('select a::int from t')).toMatchObject({
    parsed: false,
    complete: true,
    parser: 'node-sql-parser',
    tables: ['c.s.t'],
  });
  await reader.close();
  expect(await reader.read(job('select 1'))).toEqual({ kind: 'skipped' });
});
