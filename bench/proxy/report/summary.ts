import { type Outcome } from '../load/job';
import { median } from '../load/percentiles';

/** Medians over the rounds; times in milliseconds. */
export interface Summary {
  queriesPerSecond: number;
  requestsPerSecond: number;
  /** Millions of bytes of bodies. */
  megabytesPerSecond: number;
  post: Times | undefined;
  page: Times | undefined;
  /** Microseconds a request, by process. */
  cpuMicros: Record<string, number>;
  /** Millions of bytes, by process. */
  rssMegabytes: Record<string, number>;
  failures: number;
  firstFailure: string | undefined;
}

export interface Times {
  p50: number;
  p99: number;
  p999: number;
}

export function summaryOf(outcomes: readonly Outcome[]): Summary {
  const middle = (figure: (outcome: Outcome) => number) => median(outcomes.map(figure)) ?? 0;
  return {
    queriesPerSecond: middle(({ queries, seconds }) => queries / seconds),
    requestsPerSecond: middle(({ requests, seconds }) => requests / seconds),
    megabytesPerSecond: middle(({ bytes, seconds }) => bytes / seconds / 1e6),
    post: timesOf(outcomes, 'post'),
    page: timesOf(outcomes, 'page'),
    cpuMicros: byProcess(outcomes, (each, name) =>
      each.requests === 0 ? undefined : (each.usage[name]!.cpuSeconds / each.requests) * 1e6,
    ),
    rssMegabytes: byProcess(outcomes, ({ usage }, name) => usage[name]!.rssBytes / 1e6),
    failures: outcomes.reduce((sum, { failures }) => sum + failures, 0),
    firstFailure: outcomes.find(({ firstFailure }) => firstFailure)?.firstFailure,
  };
}

function timesOf(outcomes: readonly Outcome[], kind: 'post' | 'page'): Times | undefined {
  const all = outcomes.flatMap((outcome) => outcome[kind] ?? []);
  if (all.length === 0) return undefined;
  const middle = (key: keyof Times) => median(all.map((each) => each[key]))!;
  return { p50: middle('p50'), p99: middle('p99'), p999: middle('p999') };
}

function byProcess(
  outcomes: readonly Outcome[],
  figure: (outcome: Outcome, name: string) => number | undefined,
): Record<string, number> {
  const names = Object.keys(outcomes[0]?.usage ?? {});
  return Object.fromEntries(
    names.flatMap((name) => {
      const values = outcomes.flatMap((each) =>
        each.usage[name] === undefined ? [] : (figure(each, name) ?? []),
      );
      const value = median(values);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/** Median of the ratios within each round: what the machine did meanwhile cancels out. */
export function ratioOf(
  ours: readonly Outcome[],
  theirs: readonly Outcome[],
  figure: (outcome: Outcome) => number,
): number | undefined {
  const ratios = ours.flatMap((outcome, round) => {
    const other = theirs[round];
    return other === undefined || figure(other) === 0 ? [] : [figure(outcome) / figure(other)];
  });
  return median(ratios);
}
