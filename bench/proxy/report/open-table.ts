import { type OpenOutcome } from '../measure-open';
import { type Figure } from './figures';
import { figure, tableOf } from './table';

const MOST_GROWTH = 1.1;

/** Memory and the time of others' pages by phase, one table a variant. */
export function openTables(outcomes: readonly OpenOutcome[]): string {
  return outcomes.map(tableOfVariant).join('\n');
}

function tableOfVariant(outcome: OpenOutcome): string {
  const { variant, queries, samples, pages, failures, firstFailure } = outcome;
  const processes = Object.keys(samples[0]!.memory);
  const columns = processes.flatMap((name) => [`${name} MB`, 'heap']);
  const rows = samples.map(({ phase, memory, others }) => [
    phase,
    ...processes.flatMap((name) => [figure(memory[name]!.rss), figure(memory[name]!.heap)]),
    `${figure(others?.p50)} / ${figure(others?.p99)}`,
  ]);
  const perQuery = processes
    .map((name) => `${figure(growthOf(outcome, name) / 1000)} kB of the ${name}`)
    .join(', ');
  return [
    `${queries.toLocaleString('en-US')} open queries, ${variant}: ${perQuery} each`,
    tableOf([['phase', ...columns, "others' page p50/p99 ms"], ...rows], 1),
    `${pages.toLocaleString('en-US')} pages of them, ${failures} failed${firstFailure ? `: ${firstFailure}` : ''}`,
    '',
  ].join('\n');
}

/** Bytes that an open query adds to the resident memory. */
function growthOf({ samples, queries }: OpenOutcome, name: string): number {
  const [before, , ...later] = samples.map(({ memory }) => memory[name]!.rss);
  return ((Math.max(...later) - before!) * 1e6) / queries;
}

export function openFigures(outcomes: readonly OpenOutcome[]): Figure[] {
  return outcomes.flatMap((outcome) => {
    const { variant, samples } = outcome;
    // Without "just opened": the first pages still open connections to the coordinators.
    const open = samples.slice(2, -1);
    return Object.keys(samples[0]!.memory).flatMap((name): Figure[] => [
      {
        name: `10,000 open, ${variant}: memory of the ${name}, end ÷ begin`,
        value: open.at(-1)!.memory[name]!.rss / open[0]!.memory[name]!.rss,
        goal: { most: MOST_GROWTH },
      },
      {
        name: `10,000 open, ${variant}: bytes of the ${name} a query`,
        value: Math.max(growthOf(outcome, name), 0),
      },
    ]);
  });
}
