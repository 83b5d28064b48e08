import { type Soak, type SoakSample } from '../measure-soak';
import { type Memory } from '../memory';
import { KINDS } from '../soak/kinds';
import { type Figure } from './figures';
import { figure, tableOf } from './table';

/** Of a soak, at most; the rest of its first sixth is no warm-up either. */
const WARM_UP_S = 600;
const MOST_GROWTH = 1.1;

interface Levels {
  process: string;
  what: keyof Memory;
  warmUp: number;
  after: number;
  end: number;
}

/** Memory in the warm-up, in as long a time after it and at the end; then the queries by kind. */
export function soakTables(soak: Soak): string {
  const head = ['process', 'MB', 'warm-up', 'after it', 'end', 'growth'];
  const rows = levelsOf(soak).map(({ process, what, warmUp, after, end }) => [
    ...[process, what, figure(warmUp), figure(after), figure(end)],
    `${((end / after - 1) * 100).toFixed(1)} %`,
  ]);
  const { minutes, clients, tally } = soak;
  const title = `soak: ${minutes} minutes, ${clients} clients, ${tally.requests.toLocaleString('en-US')} requests`;
  return `${title}\n${tableOf([head, ...rows], 2)}\n\n${kindsTable(soak)}\n`;
}

function kindsTable({ tally: { done, failed } }: Soak): string {
  const rows = KINDS.map(({ name }) => [
    ...[name, figure(done[name] ?? 0), figure(failed[name]?.count ?? 0)],
    (failed[name]?.first ?? '').slice(0, 80),
  ]);
  return tableOf([['queries', 'as expected', 'failed', 'the first of them'], ...rows], 1);
}

export function soakFigures(soak: Soak): Figure[] {
  // The heap is shown but not judged: between two collections it goes up and down by more than that.
  const growth = levelsOf(soak)
    .filter(({ what }) => what === 'rss')
    .map(({ process, after, end }) => ({
      name: `soak: memory of the ${process}, end ÷ after the warm-up`,
      value: end / after,
      goal: { most: MOST_GROWTH },
    }));
  const failures = Object.values(soak.tally.failed).reduce((sum, { count }) => sum + count, 0);
  return [...growth, { name: 'soak: failed queries', value: failures, goal: { most: 0 } }];
}

function levelsOf({ samples }: Soak): Levels[] {
  const total = samples.at(-1)?.seconds ?? 0;
  const part = Math.min(total / 6, WARM_UP_S);
  const within = (from: number, to: number) =>
    samples.filter(({ seconds }) => seconds > from && seconds <= to);
  const processes = Object.keys(samples[0]?.memory ?? {});
  return processes.flatMap((process) =>
    (['rss', 'heap'] as const).map((what) => {
      const level = (some: readonly SoakSample[]) =>
        meanOf(some.map(({ memory }) => memory[process]![what]));
      return {
        ...{ process, what },
        warmUp: level(within(0, part)),
        after: level(within(part, 2 * part)),
        end: level(within(total - part, total)),
      };
    }),
  );
}

/** Memory rises and falls like the teeth of a saw, and a median of few samples falls to one side of them. */
function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
