import { createAnalyzer } from '../../sql/analyze';
import { adversarialReport } from './adversarial-report';
import { FuzzRun } from './fuzz-run';
import { type Options, readOptions, USAGE } from './options';
import { progress, summary } from './report';

const PROGRESS_MS = 10_000;

async function main(): Promise<void> {
  const options = tryReadOptions();
  if (options === undefined) return;
  if (options.adversarial) await adversarialReport(print);
  else await fuzz(options);
}

function tryReadOptions(): Options | undefined {
  try {
    return readOptions(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n${USAGE}\n`);
    process.exitCode = 2;
    return undefined;
  }
}

async function fuzz({ seed, minutes, maxLength, index }: Options): Promise<void> {
  const analyzer = createAnalyzer();
  const range = index === undefined ? { from: 0, to: Infinity } : { from: index, to: index + 1 };
  const until = Date.now() + minutes * 60_000;
  const run = new FuzzRun(analyzer, { seed, maxLength, until, ...range });
  // Also keeps the process up while only the analyser's thread has work.
  const ticker = setInterval(() => print(progress(run)), PROGRESS_MS);
  await analyzer.ready;
  process.once('SIGINT', () => run.stop());
  await run.run();
  clearInterval(ticker);
  await analyzer.close();
  print(summary(run, seed));
  if (run.findings.length > 0) process.exitCode = 1;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

void main();
