import { type Counters } from '../database/counters';
import { type DatabaseOutcome } from '../measure-database';
import { type Figure } from './figures';
import { figure, tableOf } from './table';

const NAMES: Record<Exclude<keyof Counters, 'cpuSeconds'>, string> = {
  transactions: 'transactions',
  statements: 'statements',
  rowsInserted: 'rows inserted',
  rowsUpdated: 'rows updated',
  rowsDeleted: 'rows deleted',
  walBytes: 'bytes of its log',
};
const COUNTED = Object.keys(NAMES) as (keyof typeof NAMES)[];
const TOP_STATEMENTS = 12;

/** What PostgreSQL sees of a query, which statements that is, and what idle services ask of it. */
export function databaseTables(outcome: DatabaseOutcome): string {
  return [perQuery(outcome), statements(outcome), idleTable(outcome)].join('\n');
}

function perQuery({ queries, work, bytesOfRow, dropped }: DatabaseOutcome): string {
  const rows = [
    ...COUNTED.map((name) => [NAMES[name], perThousand(work[name], queries)]),
    ['ms of CPU', perThousand(work.cpuSeconds * 1000, queries)],
  ];
  return [
    `PostgreSQL: ${queries.toLocaleString('en-US')} queries`,
    tableOf([['', 'per 1,000 queries'], ...rows], 1),
    `On disk, with indexes: ${figure(bytesOfRow.decision)} bytes a decision, ${figure(bytesOfRow.query)} a query.`,
    `Dropped rows and reports: ${figure(dropped)}.`,
    '',
  ].join('\n');
}

function statements({ queries, statements: all }: DatabaseOutcome): string {
  const rows = all
    .slice(0, TOP_STATEMENTS)
    .map(({ text, calls, rows: touched, milliseconds }) => [
      text.slice(0, 60),
      perThousand(calls, queries),
      perThousand(touched, queries),
      figure(milliseconds / calls),
    ]);
  const head = ['statements, per 1,000 queries', 'calls', 'rows', 'ms a call'];
  return `${tableOf([head, ...rows], 1)}\n`;
}

function idleTable({ idle }: DatabaseOutcome): string {
  const rows = idle.map(({ routers, proxies, seconds, sessions, work, routerCpuSeconds }) => [
    ...[String(routers), String(proxies), String(sessions)],
    ...COUNTED.map((name) => figure(work[name] / seconds)),
    figure((work.cpuSeconds / seconds) * 1000),
    figure((routerCpuSeconds / routers / seconds) * 1000),
  ]);
  const head = [
    ...['routers', 'proxies', 'sessions', ...COUNTED.map((name) => `${NAMES[name]}/s`)],
    ...['CPU ms/s', 'ms/s a router'],
  ];
  return `services that nobody asks\n${tableOf([head, ...rows], 1)}\n`;
}

function perThousand(value: number, queries: number): string {
  return figure((value / queries) * 1000);
}

export function databaseFigures({ queries, work }: DatabaseOutcome): Figure[] {
  return [
    { name: 'PostgreSQL: bytes of its log a query', value: work.walBytes / queries },
    { name: 'PostgreSQL: CPU µs a query', value: (work.cpuSeconds / queries) * 1e6 },
    { name: 'PostgreSQL: statements per 1,000 queries', value: (work.statements / queries) * 1000 },
  ];
}
