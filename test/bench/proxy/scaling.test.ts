import { type Outcome } from '../../../bench/proxy/load/job';
import { type DatabaseOutcome } from '../../../bench/proxy/measure-database';
import { type Cell } from '../../../bench/proxy/measure-traffic';
import { costsOf, costsTable, fleetsTable, type Costs } from '../../../bench/proxy/report/scaling';
import { type ShapeName } from '../../../bench/proxy/shapes';

const costs: Costs = {
  ...{ page: 60, post: 100, megabyte: 1000, seen: 90, unseen: 190 },
  ...{ databaseCpu: 40, databaseLog: 2500, databaseDisk: 2600 },
};

const cellsOf = (table: string, name: string) =>
  table
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .find((cells) => cells[1] === name)
    ?.slice(2, -1);

test('each figure has its letter', () => {
  expect(cellsOf(costsTable(costs), 'CPU of the proxy for a POST')).toEqual(['`s`', '100 µs']);
});

test('a fleet does what its proxies and its routers both can', () => {
  const table = fleetsTable(costs);
  // 0.6 s of each core; 100 + 5 × 60 µs in the proxy, 0.9 × 90 + 0.1 × 190 µs in the router.
  expect(cellsOf(table, 'the proxies can do')?.[0]).toBe('1,500 queries/s');
  expect(cellsOf(table, 'the routers can do')?.[0]).toBe('6,000 queries/s');
  expect(cellsOf(table, 'so the fleet does')?.[0]).toBe('1,500 queries/s');
  expect(cellsOf(table, 'its log')?.[0]).toBe('3.75 MB/s');
  // A proxy, a router, and 0.1 of a core of PostgreSQL, of which 60% is used.
  expect(cellsOf(table, 'cores of all three')?.[0]).toBe('3');
  expect(cellsOf(table, 'proxies for 20,000 queries/s')?.[0]).toBe('14');
  expect(cellsOf(table, 'routers for 20,000 queries/s')?.[0]).toBe('4');
});

/** One round of 1,000 requests, 500 queries and 10 MB. */
function cell(shape: ShapeName, clients: number, proxy: number, router = 0): Cell {
  const used = (cpuSeconds: number) => ({ cpuSeconds, rssBytes: 50e6 });
  const round: Outcome = {
    ...{ seconds: 2, queries: 500, requests: 1000, bytes: 10e6, failures: 0 },
    ...{ firstFailure: undefined, post: undefined, page: undefined },
    usage: { proxy: used(proxy), router: used(router) },
  };
  return { shape, clients, rounds: new Map([['switchyard', [round]]]) };
}

test('costs are those of 64 clients, whatever else the run measured', () => {
  const traffic = [
    ...[cell('query', 1, 0.9, 0.9), cell('query', 64, 0.1, 0.05), cell('query', 512, 0.7, 0.7)],
    ...[cell('new-query', 64, 0.1, 0.2), cell('small-pages', 64, 0.04), cell('stream', 1, 0.008)],
  ];
  const counters = { cpuSeconds: 0.02, walBytes: 1_250_000 };
  const database = {
    ...{ queries: 500, statements: [], dropped: 0, idle: [] },
    work: counters as DatabaseOutcome['work'],
    bytesOfRow: { decision: 2000, query: 500 },
  };
  expect(costsOf(traffic, database)).toEqual({
    ...{ page: 40, post: 160, megabyte: 800, seen: 100, unseen: 400 },
    ...{ databaseCpu: 40, databaseLog: 2500, databaseDisk: 2500 },
  });
  expect(costsOf(traffic.slice(0, 1), database)).toBeUndefined();
});
