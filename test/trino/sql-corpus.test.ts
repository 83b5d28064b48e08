import { join } from 'node:path';
import { type CorpusCase, loadCorpus } from '../sql/corpus-case';
import { theLab } from '../support/lab/lab';
import { run } from '../support/statement-client';

const AT_ONCE = 8;

const corpus = loadCorpus(join(__dirname, '../sql/corpus'));
const lab = theLab();

/** Whether the coordinator's parser takes a statement; PREPARE parses without running anything. */
async function isAccepted({ sql }: CorpusCase): Promise<boolean> {
  const statement = sql.replace(/(?:;|\s|--.*|\/\*[^]*?\*\/)+$/, '');
  const answers = await run(lab.blue.url, `PREPARE corpus FROM ${statement}`);
  const { errorName } = (answers.at(-1)?.json.error ?? {}) as { errorName?: string };
  return errorName !== 'SYNTAX_ERROR';
}

/** The cases of which the coordinator thinks otherwise than the corpus. */
async function disputed(cases: CorpusCase[]): Promise<string[]> {
  const waiting = [...cases];
  const found: string[] = [];
  const work = async () => {
    for (let one = waiting.pop(); one !== undefined; one = waiting.pop())
      if ((await isAccepted(one)) !== (one.refused === undefined))
        found.push(`${one.file}: ${one.sql}`);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return found.sort();
}

test('real Trino accepts and refuses what the corpus says', async () => {
  const known = corpus.filter(({ newer }) => newer !== true);
  expect(known.length).toBeGreaterThan(300);
  expect(await disputed(known)).toEqual([]);
});

test('what the corpus calls newer is refused by this release, or the other way round', async () => {
  const newer = corpus.filter((one) => one.newer === true);
  expect((await disputed(newer)).length).toBe(newer.length);
});
