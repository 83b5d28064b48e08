import { parseArgs } from 'node:util';
import { accuracyOf, corpusIn, type KnownStatement, ownCorpus } from './accuracy';
import { forgetfulAnalyzer, longestBlock, startOurModes, timeUntilReady } from './analyzers';
import { type Contestant, measure } from './measure';
import { type OtherParsers, startOtherParsers } from './other-parsers';
import { accuracyTable, type SpeedReport, speedTable } from './report';
import { type ClassSummary, summarise } from './summary';
import { type TextClass, textClasses } from './texts';

const USAGE = `npm run bench:sql -- [--seconds N] [--json]
npm run bench:sql -- --accuracy | --corpus FILE [--json]

Without --accuracy or --corpus: how long the analysis of statements takes, in the same run beside two
other parsers. N is the time for each class of texts, 3 unless told.
--accuracy: how many statements of the tests' corpus each parser judges right.
--corpus FILE: the same for a file of JSON lines {sql, valid, tables?, catalog?, schema?, prepared?}.
`;

const LARGE = ['100 kB', '1 MB'];

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seconds: { type: 'string', default: '3' },
      json: { type: 'boolean', default: false },
      accuracy: { type: 'boolean', default: false },
      corpus: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const seconds = Number(values.seconds);
  if (values.help || !(seconds > 0)) return print(USAGE);
  // An analyser that is not ready yet does not hold the process open.
  const hold = setInterval(() => undefined, 60_000);
  const others = await startOtherParsers();
  try {
    const corpus = corpusOf(values);
    if (corpus !== undefined) await tellAccuracy(corpus, others, values.json);
    else await tellSpeed(seconds, others, values.json);
  } finally {
    await others.close();
    clearInterval(hold);
  }
}

function corpusOf(values: { accuracy: boolean; corpus?: string }): KnownStatement[] | undefined {
  if (values.corpus !== undefined) return corpusIn(values.corpus);
  return values.accuracy ? ownCorpus() : undefined;
}

async function tellAccuracy(
  corpus: readonly KnownStatement[],
  others: OtherParsers,
  json: boolean,
): Promise<void> {
  const analyzer = forgetfulAnalyzer();
  await analyzer.ready;
  const accuracy = await accuracyOf(corpus, analyzer, others);
  await analyzer.close();
  print(json ? asJson(accuracy) : accuracyTable(accuracy));
}

async function tellSpeed(seconds: number, others: OtherParsers, json: boolean): Promise<void> {
  // First, as a fresh process would meet it.
  const ready = await timeUntilReady();
  const report: SpeedReport = { ready, classes: await measureAll(seconds, others) };
  print(json ? asJson(report) : speedTable(report));
}

async function measureAll(seconds: number, others: OtherParsers): Promise<ClassSummary[]> {
  const ours = await startOurModes();
  const contestants: Contestant[] = [
    ...ours.contestants,
    ...others.all.map((each) => ({
      name: each.name,
      every: 4,
      run: ({ sql }: { sql: string }) => each.parse(sql),
    })),
  ];
  const summaries: ClassSummary[] = [];
  for (const each of textClasses()) {
    const summary = summarise(each, await measure(each.texts, contestants, seconds));
    if (LARGE.includes(each.name))
      summary.longestBlock = await longestBlock(ours.cold, sqlOf(each));
    summaries.push(summary);
  }
  await ours.close();
  return summaries;
}

function sqlOf({ texts }: TextClass): string[] {
  return texts.map(({ sql }) => sql);
}

function asJson(report: unknown): string {
  return `${JSON.stringify(report, undefined, 2)}\n`;
}

function print(text: string): void {
  process.stdout.write(text);
}

void main();
