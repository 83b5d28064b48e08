import { type AccuracySummary } from './accuracy';
import { type ClassSummary, type ContestantSummary } from './summary';

/** All that a run of the speed test found out. */
export interface SpeedReport {
  /** Milliseconds from making an analyser until it is ready. */
  ready: number;
  classes: ClassSummary[];
}

export function speedTable({ ready, classes }: SpeedReport): string {
  const head = ['class', 'texts', 'bytes', 'mode', 'runs', 'median µs', 'p99 µs', 'read'];
  return [
    table([head, ...classes.flatMap(rowsOf)], 4),
    'Times are of the texts that were read; the others only count in the share.',
    '',
    ...ratioLines(classes),
    `A new analyser is ready after ${ready.toFixed(0)} ms.`,
    ...classes.flatMap(blockLine),
    '',
  ].join('\n');
}

export function accuracyTable({ valid, invalid, withTables, parsers }: AccuracySummary): string {
  const head = ['parser', 'valid read', 'invalid refused', 'tables exact', 'stopped'];
  const rows = parsers.map((each) => [
    each.name,
    ratio(each.validRead, valid),
    ratio(each.invalidRefused, invalid),
    each.tablesExact === undefined ? '–' : ratio(each.tablesExact, withTables),
    String(each.stopped),
  ]);
  return `${table([head, ...rows], 1)}\n`;
}

function rowsOf({ name, texts, medianBytes, contestants }: ClassSummary): string[][] {
  return contestants.map((contestant, index) => [
    ...(index === 0 ? [name, String(texts), String(medianBytes)] : ['', '', '']),
    contestant.name,
    String(contestant.runs),
    micros(contestant.median),
    micros(contestant.p99),
    readText(contestant),
  ]);
}

function readText({ readShare, stopped }: ContestantSummary): string {
  const share = percent(readShare);
  return stopped === 0 ? share : `${share}, ${stopped} stopped`;
}

function ratioLines(classes: readonly ClassSummary[]): string[] {
  return ['node-sql-parser', 'dt-sql-parser'].map((parser) => {
    const ratios = classes.map(({ name, contestants }) => {
      const times = contestants.find((each) => each.name === parser)?.timesCold;
      return `${name} ${times === undefined ? '–' : times.toFixed(1)}`;
    });
    return `${parser} ÷ cold: ${ratios.join(', ')}`;
  });
}

function blockLine({ name, longestBlock }: ClassSummary): string[] {
  if (longestBlock === undefined) return [];
  return [`Longest block of the event loop, ${name}: ${longestBlock.toFixed(1)} ms`];
}

/** Columns side by side: the first `words` of them and the last begin, the others end alike. */
function table(rows: readonly string[][], words: number): string {
  const columns = rows[0] ?? [];
  const widths = columns.map((_, at) => Math.max(...rows.map((row) => row[at]!.length)));
  const line = (row: string[]) =>
    row.map((cell, at) => {
      if (at < words || at === columns.length - 1) return cell.padEnd(widths[at]!);
      return cell.padStart(widths[at]!);
    });
  return rows.map((row) => line(row).join('  ').trimEnd()).join('\n');
}

function micros(value: number | undefined): string {
  if (value === undefined) return '–';
  return value < 100 ? value.toFixed(1) : value.toFixed(0);
}

function ratio(part: number, whole: number): string {
  return whole === 0 ? '–' : `${percent(part / whole)} (${part}/${whole})`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
