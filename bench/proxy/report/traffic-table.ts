import { type DecisionCell } from '../measure-decisions';
import { type Cell } from '../measure-traffic';
import { type Shape } from '../shapes';
import { summaryOf, type Summary, type Times } from './summary';
import { figure, tableOf } from './table';

const HEAD = [
  ...['clients', 'system', 'queries/s', 'requests/s', 'MB/s', 'POST p50/p99/p99.9 ms'],
  ...['page p50/p99/p99.9 ms', 'CPU µs a request', 'MB of memory', 'failed'],
];

/** One table a shape. */
export function trafficTables(shapes: readonly Shape[], cells: readonly Cell[]): string {
  return shapes
    .map(({ name, says }) => {
      const rows = cells.filter(({ shape }) => shape === name).flatMap(rowsOf);
      return `${name}: ${says}\n${tableOf([HEAD, ...rows], 2)}\n`;
    })
    .join('\n');
}

function rowsOf({ clients, rounds }: Cell): string[][] {
  return [...rounds].map(([system, outcomes], at) => {
    const summary = summaryOf(outcomes);
    return [
      at === 0 ? String(clients) : '',
      system,
      summary.queriesPerSecond === 0 ? '–' : figure(summary.queriesPerSecond),
      figure(summary.requestsPerSecond),
      figure(summary.megabytesPerSecond),
      timesText(summary.post),
      timesText(summary.page),
      processText(summary.cpuMicros),
      processText(summary.rssMegabytes),
      failuresText(summary),
    ];
  });
}

export function decisionTable(cells: readonly DecisionCell[]): string {
  const head = ['rules', 'statements', 'decisions/s', 'p50/p99/p99.9 ms', 'CPU µs', 'failed'];
  const rows = cells.map(({ rules, variation, rounds }) => {
    const summary = summaryOf(rounds);
    return [
      rules.toLocaleString('en-US'),
      variation === 'same' ? 'the same' : `new ${variation}`,
      figure(summary.requestsPerSecond),
      timesText(summary.post),
      processText(summary.cpuMicros),
      failuresText(summary),
    ];
  });
  return `decisions of the router alone\n${tableOf([head, ...rows], 2)}\n`;
}

function timesText(times: Times | undefined): string {
  if (times === undefined) return '–';
  return [times.p50, times.p99, times.p999].map(figure).join(' / ');
}

/** `proxy 85 + router 210`, or the number alone where there is one process. */
function processText(values: Readonly<Record<string, number>>): string {
  const entries = Object.entries(values);
  if (entries.length === 0) return '–';
  if (entries.length === 1) return figure(entries[0]![1]);
  return entries.map(([name, value]) => `${name} ${figure(value)}`).join(' + ');
}

function failuresText({ failures, firstFailure }: Summary): string {
  return failures === 0 ? '' : `${failures}: ${(firstFailure ?? '').slice(0, 60)}`;
}
