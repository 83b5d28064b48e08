import { createAnalyzer } from '../../sql/analyze';
import { type Analyzer } from '../../sql/statement-facts';
import { type AdversarialCase } from './adversarial-family';
import { FAMILIES } from './adversarial-texts';
import { measured } from './measure';

const CONTEXT = { catalog: 'hive', schema: 'web' };
const COLUMNS = [32, 9, 7, 8, 9, 10, 14, 7, 8];

/** Prints what each of the adversarial texts costs, line by line. */
export async function adversarialReport(print: (line: string) => void): Promise<void> {
  const analyzer = createAnalyzer();
  // The analyser's thread alone does not keep the process up.
  const alive = setInterval(() => undefined, 1000);
  await analyzer.ready;
  print(
    row('family', 'size', 'units', 'ms', 'block ms', 'RSS +MB', 'parser', 'parsed', 'complete'),
  );
  for (const { name, cases } of FAMILIES)
    for (const one of cases) print(await costOf(analyzer, name, one));
  clearInterval(alive);
  await analyzer.close();
}

async function costOf(analyzer: Analyzer, name: string, one: AdversarialCase): Promise<string> {
  const text = one.text();
  const rssBefore = process.memoryUsage().rss;
  const { result, ms, blockedMs } = await measured(async () => analyzer.analyze(text, CONTEXT));
  const grown = (process.memoryUsage().rss - rssBefore) / 2 ** 20;
  const figures = [ms.toFixed(0), blockedMs.toFixed(1), grown.toFixed(0)];
  const { parser, parsed, complete } = result;
  return row(name, one.size, text.length, ...figures, parser, parsed, complete);
}

function row(...cells: (string | number | boolean)[]): string {
  return cells
    .map((cell, at) => String(cell).padEnd(COLUMNS[at] ?? 10))
    .join(' ')
    .trimEnd();
}
