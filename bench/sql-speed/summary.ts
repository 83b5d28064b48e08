import { type Outcomes, type TextOutcomes } from './measure';
import { type TextClass } from './texts';

/** What one contestant did with the texts of one class; times are of the texts it read. */
export interface ContestantSummary {
  name: string;
  /** Runs that the times are of. */
  runs: number;
  median?: number;
  p99?: number;
  readShare: number;
  stopped: number;
  /** Median over the texts it read: its time divided by the time of `cold` for the same text. */
  timesCold?: number;
}

export interface ClassSummary {
  name: string;
  texts: number;
  medianBytes: number;
  contestants: ContestantSummary[];
  /** In milliseconds. */
  longestBlock?: number;
}

export function summarise({ name, texts }: TextClass, outcomes: Outcomes): ClassSummary {
  const cold = outcomes.get('cold') ?? [];
  const contestants = [...outcomes].map(([each, all]) => summaryOf(each, all, cold));
  const bytes = texts.map(({ sql }) => Buffer.byteLength(sql));
  return { name, texts: texts.length, medianBytes: quantile(bytes, 0.5) ?? 0, contestants };
}

function summaryOf(name: string, all: TextOutcomes[], cold: TextOutcomes[]): ContestantSummary {
  const read = all.filter((each) => each.read);
  const micros = read.flatMap((each) => each.micros);
  return {
    name,
    runs: micros.length,
    median: quantile(micros, 0.5),
    p99: quantile(micros, 0.99),
    readShare: read.length / all.length,
    stopped: all.filter(({ stopped }) => stopped).length,
    timesCold: timesCold(all, cold),
  };
}

function timesCold(all: TextOutcomes[], cold: TextOutcomes[]): number | undefined {
  const ratios = all.flatMap(({ read, micros }, index) => {
    const own = quantile(micros, 0.5);
    const ours = quantile(cold[index]?.micros ?? [], 0.5);
    return read && own !== undefined && ours !== undefined ? [own / ours] : [];
  });
  return quantile(ratios, 0.5);
}

function quantile(values: readonly number[], share: number): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}
